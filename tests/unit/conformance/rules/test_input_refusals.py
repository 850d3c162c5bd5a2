"""Rules of inputs, each kept, broken and without anything to say."""

import attrs
import pytest

from conformance.model import Exchange, Expectation
from conformance.rules import inputs
from tests.support import exchanges
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import NOT_FOUND, Breach, Judged

PLACE = "$.variables.input.kettleId"
NAMED = "Variable '$input_0' got invalid value 1.5 at 'input_0.kettleId'; ID cannot represent it."
UNNAMED = "Variable '$input_0' got an invalid value."
ACCEPTANCE = Expectation.ACCEPTANCE


def locked(*messages: str, expectation: Expectation = Expectation.REFUSAL) -> Exchange:
    """An answer that refuses the locks and says this beside."""
    case = judging.refused(expectation=expectation)
    return exchanges.answer(case, judging.coercion(*messages), status=400)


def unclear(expectation: Expectation) -> Exchange:
    """An answer that names no variable at all."""
    document = {"errors": [{"message": "Bad request."}]}
    return exchanges.answer(judging.refused(expectation=expectation), document, status=400)


def rejected(document: object, *, status: int = 400) -> Exchange:
    """An answer to a document that is invalid."""
    case = attrs.evolve(SUCCESS.case, expectation=Expectation.REJECTION, violation="a wrong literal")
    return exchanges.answer(case, document, status=status)


SUCCESS = exchanges.exchange({"data": {"boilKettle": None}})
EXECUTED = exchanges.answer(judging.refused(), {"data": {"f0": {"__typename": "BoilKettle"}}})

KEPT = [
    Judged("inputs.valid-accepted", SUCCESS),
    Judged("inputs.valid-accepted", exchanges.failed(NOT_FOUND)),
    Judged("inputs.invalid-refused", locked(NAMED)),
    Judged("inputs.edge-accepted", locked(expectation=ACCEPTANCE)),
    Judged("inputs.refusal-names-place", locked(NAMED)),
    Judged("inputs.invalid-document-refused", rejected({"errors": [{"message": "No."}]})),
]
BROKEN = [
    Breach(
        "inputs.valid-accepted",
        "$.errors[0]",
        exchanges.exchange({"errors": [{"message": "No."}]}, status=400),
    ),
    Breach("inputs.invalid-refused", PLACE, locked()),
    Breach("inputs.invalid-refused", PLACE, EXECUTED),
    Breach("inputs.edge-accepted", PLACE, locked(NAMED, expectation=ACCEPTANCE)),
    Breach("inputs.refusal-names-place", PLACE, locked(UNNAMED)),
    Breach("inputs.invalid-document-refused", "$", rejected(SUCCESS.document, status=200)),
]
SILENT = [
    Judged("inputs.valid-accepted", exchanges.exchange(content=b"")),
    Judged("inputs.valid-accepted", unclear(Expectation.REFUSAL)),
    *(Judged(rule, SUCCESS) for rule in judging.ids(inputs.RULES) - {"inputs.valid-accepted"}),
    Judged("inputs.invalid-refused", unclear(Expectation.REFUSAL)),
    Judged("inputs.edge-accepted", unclear(ACCEPTANCE)),
    Judged("inputs.refusal-names-place", locked()),
    Judged("inputs.invalid-document-refused", rejected(["no object"])),
    Judged("inputs.refusal-names-place", unclear(Expectation.REFUSAL)),
]


class TestRules:
    @pytest.mark.parametrize("given", KEPT)
    def test_are_kept(self, given: Judged) -> None:
        assert judging.opportunities(given) == 1
        assert judging.fired(given.exchange) == {}

    @pytest.mark.parametrize("given", BROKEN)
    def test_are_broken_alone(self, given: Breach) -> None:
        assert judging.fired(given.exchange) == {given.rule: [given.path]}

    @pytest.mark.parametrize("given", SILENT)
    def test_have_nothing_to_say(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_these_tables(self) -> None:
        declared = judging.ids(inputs.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == judging.names(*SILENT) == declared


class TestEdgeAccepted:
    def test_says_what_is_unusual_and_how_it_was_refused(self) -> None:
        exchange = locked(NAMED, expectation=ACCEPTANCE)

        (violation,) = inputs.edge_accepted.judge(exchange, judging.CONTRACT).violations

        assert violation.expected == "acceptance of $.input.kettleId, a fraction"
        assert violation.actual.startswith("it is refused: [")


class TestApplies:
    @pytest.mark.parametrize(
        "rule",
        [
            "inputs.invalid-refused",
            "inputs.edge-accepted",
            "inputs.refusal-names-place",
            "inputs.invalid-document-refused",
        ],
    )
    def test_needs_an_argument(self, rule: str) -> None:
        assert judging.applies(rule, "boilKettle")
        assert not judging.applies(rule, "drainKettle")
