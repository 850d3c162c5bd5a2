"""Rules of the error catalogue, each kept, broken and without anything to say."""

from typing import Any

import attrs
import pytest

from conformance.model import Exchange, Expectation
from conformance.rules import errors
from conformance.rules.declaration import Rule
from tests.support import exchanges
from tests.support.exchanges import failed
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import NOT_FOUND, UNAUTHORIZED, Breach, Judged

CODE = "$.errors[0].extensions.errorCode"
TYPE = "$.errors[0].extensions.errorType"
DETAIL = "$.errors[0].extensions.validationErrors"
SUCCESS = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})
REFUSED = exchanges.exchange({"errors": [{"message": "Syntax error."}]}, status=400)


def tea(code: str, message: str, type_: str, **extensions: Any) -> Exchange:
    """An error at `brewTea`, which must not be null and takes `data` with it."""
    raised = exchanges.error(code, message, type_, mutation="brewTea")
    raised["extensions"] |= extensions
    return exchanges.exchange({"data": None, "errors": [raised]}, mutation="brewTea")


def invalid(entry: Any) -> Exchange:
    return tea("KT-CT-9004", "Too strong.", "VALIDATION", validationErrors=[entry])


def at(*way: Any) -> Exchange:
    return invalid({"message": "No.", "inputPath": list(way)})


def drained(code: str) -> Exchange:
    return failed(
        exchanges.error(code, "Unauthorized.", "AUTHORIZATION", mutation="drainKettle"),
        mutation="drainKettle",
    )


def poured(possible: Any) -> Exchange:
    """A result of `brewTea` with this list of possible errors."""
    result = {"possibleErrors": possible, "pot": {"cups": None}, "brand": None}
    return exchanges.exchange({"data": {"brewTea": result}}, mutation="brewTea")


def refused_for(*reasons: Any) -> Exchange:
    return tea("KT-CT-9003", "Tea refused.", "APPLICATION", reasons=list(reasons))


KEPT = [
    Judged("errors.has-code", failed(NOT_FOUND)),
    Judged("errors.documented-code", failed(NOT_FOUND)),
    Judged("errors.documented-code", failed(UNAUTHORIZED)),
    Judged("errors.code-without-catalogue", drained("KT-CT-1111")),
    Judged("errors.error-type", failed(NOT_FOUND)),
    Judged("errors.error-type", failed(UNAUTHORIZED)),
    # No type is known for this code.
    Judged("errors.error-type", tea("KT-CT-9003", "Tea refused.", "APPLICATION")),
    Judged("errors.message", failed(NOT_FOUND)),
    Judged("errors.validation-errors", invalid({"message": "No."})),
    Judged("errors.validation-errors", invalid({"message": "No.", "inputPath": None})),
    Judged("errors.validation-errors", at("input", "strength")),
    Judged("errors.validation-errors", at("strength")),
    Judged("errors.validation-errors", at("apiKey")),
    Judged("errors.validation-errors", at("input", "api_key")),
    Judged("errors.validation-errors", at("leaves", 0, "name")),
    Judged("errors.validation-errors", at("leaves", "0", "name")),
    Judged("errors.validation-errors", at("served")),
    Judged("errors.refusal-reason", refused_for("NO_WATER")),
    Judged("errors.refusal-reason", tea("KT-CT-9003", "Tea refused.", "APPLICATION", reasons="TOO_LATE")),
    Judged("errors.possible-errors", poured([{"code": "KT-CT-9004"}, {"code": "KT-CT-9003"}])),
]

BROKEN = [
    Breach("errors.has-code", CODE, failed({key: NOT_FOUND[key] for key in ("message", "path")})),
    Breach("errors.has-code", CODE, failed(exchanges.error("9001", "Kettle not found.", "NOT_FOUND"))),
    Breach("errors.has-code", CODE, failed({**NOT_FOUND, "extensions": {"errorCode": {}}})),
    Breach("errors.documented-code", CODE, failed(exchanges.error("KT-CT-9002", "Busy.", "APPLICATION"))),
    Breach("errors.code-without-catalogue", CODE, drained("KT-CT-9001")),
    Breach(
        "errors.error-type", TYPE, failed(exchanges.error("KT-CT-9001", "Kettle not found.", "VALIDATION"))
    ),
    Breach("errors.error-type", TYPE, failed(exchanges.error("KT-CT-1111", "Unauthorized.", "APPLICATION"))),
    Breach("errors.error-type", TYPE, tea("KT-CT-9003", "Tea refused.", "OTHER")),
    Breach(
        "errors.error-type",
        TYPE,
        failed({**NOT_FOUND, "extensions": {"errorCode": "KT-CT-9001", "errorType": []}}),
    ),
    Breach("errors.error-type", TYPE, failed({**NOT_FOUND, "extensions": {"errorCode": "KT-CT-9001"}})),
    *(
        Breach(
            "errors.message", "$.errors[0].message", failed(exchanges.error("KT-CT-9001", text, "NOT_FOUND"))
        )
        for text in ("Gone.", "Lost.")
    ),
    Breach(
        "errors.message", "$.errors[0].message", failed(exchanges.error("KT-CT-1111", "No.", "AUTHORIZATION"))
    ),
    Breach(
        "errors.validation-errors",
        DETAIL,
        tea("KT-CT-9004", "Too strong.", "VALIDATION", validationErrors={}),
    ),
    Breach("errors.validation-errors", f"{DETAIL}[0]", invalid("No.")),
    Breach("errors.validation-errors", f"{DETAIL}[0]", invalid({"message": None})),
    Breach(
        "errors.validation-errors",
        f"{DETAIL}[0].inputPath",
        invalid({"message": "No.", "inputPath": "input"}),
    ),
    Breach("errors.validation-errors", f"{DETAIL}[0].inputPath", at({})),
    Breach("errors.validation-errors", f"{DETAIL}[0].inputPath", at("input", "sugar")),
    Breach("errors.validation-errors", f"{DETAIL}[0].inputPath", at("input", "strength", "name")),
    Breach("errors.validation-errors", f"{DETAIL}[0].inputPath", at("input", "leaves", 0, "sugar")),
    Breach("errors.refusal-reason", "$.errors[0].extensions.reasons", refused_for("NO_WATER", "NO_TIME")),
    Breach("errors.refusal-reason", "$.errors[0].extensions.reasons", refused_for({})),
    Breach("errors.possible-errors", "$.data.brewTea.possibleErrors", poured([{"code": "KT-CT-9003"}])),
    Breach("errors.possible-errors", "$.data.brewTea.possibleErrors", poured([])),
    Breach("errors.possible-errors", "$.data.brewTea.possibleErrors", poured([{"code": "KT-CT-9003"}] * 2)),
    Breach(
        "errors.possible-errors",
        "$.data.brewTea.possibleErrors",
        poured([{"code": "KT-CT-9003"}, {"code": "KT-CT-9004"}, {"code": "KT-CT-9005"}]),
    ),
]

BEHIND_LOCKS = exchanges.answer(judging.refused(), {"data": {"f0": None}, "errors": [NOT_FOUND]})
SILENT = [
    *(Judged(rule, SUCCESS) for rule in judging.ids(errors.RULES)),
    *(Judged(rule, REFUSED) for rule in judging.ids(errors.RULES)),
    *(Judged(rule, BEHIND_LOCKS) for rule in judging.ids(errors.RULES)),
    Judged("errors.documented-code", drained("KT-CT-9001")),
    Judged("errors.documented-code", failed({**NOT_FOUND, "extensions": {}})),
    Judged("errors.code-without-catalogue", failed(NOT_FOUND)),
    Judged("errors.error-type", failed({**NOT_FOUND, "extensions": {}})),
    Judged("errors.message", failed({**NOT_FOUND, "message": None})),
    Judged("errors.message", failed(exchanges.error("KT-CT-9002", "Busy.", "APPLICATION"))),
    Judged("errors.validation-errors", failed(NOT_FOUND)),
    Judged("errors.validation-errors", failed({**NOT_FOUND, "extensions": None})),
    Judged("errors.validation-errors", tea("KT-CT-9004", "Too strong.", "VALIDATION", validationErrors=[])),
    Judged("errors.refusal-reason", tea("KT-CT-9003", "Tea refused.", "APPLICATION")),
    Judged("errors.refusal-reason", tea("KT-CT-9004", "Too strong.", "VALIDATION", reasons=["NO_TIME"])),
    Judged("errors.possible-errors", poured(None)),
    Judged("errors.possible-errors", poured([None, {"code": 1}, {}])),
    # What is wrong with the entry may be all that is wrong with the list.
    Judged("errors.possible-errors", poured([{"code": "KT-CT-9003"}, {"code": 1}])),
    Judged(
        "errors.possible-errors", exchanges.exchange({"data": {"drainKettle": {}}}, mutation="drainKettle")
    ),
]


class TestRules:
    @pytest.mark.parametrize("given", KEPT)
    def test_are_kept(self, given: Judged) -> None:
        assert judging.opportunities(given) == 1
        assert judging.fired(given.exchange) == {}

    @pytest.mark.parametrize("given", BROKEN)
    def test_are_broken_alone(self, given: Breach) -> None:
        assert judging.fired(given.exchange) == {given.rule: [given.path]}

    @pytest.mark.parametrize("given", [one for one in BROKEN if one.path.startswith("$.errors[0]")])
    @pytest.mark.parametrize("before", [{}, {"extensions": {"errorType": "NOT_FOUND"}}, {"itself": True}])
    def test_are_broken_by_any_of_several_errors(self, given: Breach, before: dict[str, Any]) -> None:
        document = dict(given.exchange.document or {})
        (wrong,) = document["errors"]
        first = (
            wrong if "itself" in before else {"message": "Kettle not found.", "path": wrong["path"], **before}
        )
        asked = given.exchange.case
        exchange = exchanges.answer(asked, {**document, "errors": [first, wrong]})

        assert given.path.replace("errors[0]", "errors[1]") in judging.fired(exchange)[given.rule]

    @pytest.mark.parametrize("given", SILENT)
    def test_have_nothing_to_say(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_these_tables(self) -> None:
        declared = judging.ids(errors.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == judging.names(*SILENT) == declared


class TestApplies:
    @pytest.mark.parametrize(
        ("rule", "mutation", "expected"),
        [
            ("errors.documented-code", "boilKettle", True),
            ("errors.documented-code", "drainKettle", False),
            ("errors.code-without-catalogue", "boilKettle", False),
            ("errors.code-without-catalogue", "drainKettle", True),
            ("errors.refusal-reason", "brewTea", True),
            ("errors.refusal-reason", "boilKettle", False),
            ("errors.possible-errors", "brewTea", True),
            ("errors.possible-errors", "boilKettle", False),
            ("errors.possible-errors", "drainKettle", False),
            ("errors.possible-errors", "rekeyLid", False),
        ],
    )
    def test_tells_whether_the_contract_has_such_a_place(
        self, rule: str, mutation: str, expected: bool
    ) -> None:
        assert judging.applies(rule, mutation) is expected


class TestDocumentedCode:
    @pytest.mark.parametrize(
        ("rule", "exchange", "expected"),
        [
            (
                errors.documented_code,
                failed(exchanges.error("KT-CT-9002", "Busy.", "APPLICATION")),
                "a documented code (KT-CT-1112, KT-CT-9001) or an ambient one",
            ),
            (
                errors.code_without_catalogue,
                drained("KT-CT-9001"),
                "a documented code (none of its own) or an ambient one",
            ),
        ],
        ids=["documented", "nothing documented"],
    )
    def test_says_which_would_do(self, rule: Rule, exchange: Exchange, expected: str) -> None:
        (violation,) = rule.judge(exchange, judging.CONTRACT).violations

        assert violation.expected == expected


class TestValidationErrors:
    @pytest.mark.parametrize("way", ["input", {}, 7, [None]])
    def test_lead_nowhere_without_a_list_of_names(self, way: Any) -> None:
        exchange = invalid({"message": "No.", "inputPath": way})

        (violation,) = errors.validation_errors.judge(exchange, judging.CONTRACT).violations

        assert violation.expected == "a list of names"


class TestPossibleErrors:
    EXCHANGE = poured([{"code": "KT-CT-1"}])

    def test_are_told_apart_in_missing_ones_and_others(self) -> None:
        exchange = poured([{"code": "KT-CT-9003"}, {"code": "KT-CT-9005"}])

        (violation,) = errors.possible_errors.judge(exchange, judging.CONTRACT).violations

        assert violation.expected == 'the documented codes ["KT-CT-9003", "KT-CT-9004"]'
        assert violation.actual == '["KT-CT-9004"] missing and ["KT-CT-9005"] beside'

    def test_are_compared_with_those_of_a_mutation_that_documents_some(self) -> None:
        silent = attrs.evolve(judging.CONTRACT.mutation("brewTea"), documents_errors=False, errors=())
        contract = attrs.evolve(judging.CONTRACT, mutations={**judging.CONTRACT.mutations, "brewTea": silent})

        assert len(errors.possible_errors.judge(self.EXCHANGE, judging.CONTRACT).violations) == 1
        assert errors.possible_errors.judge(self.EXCHANGE, contract).opportunities == 0
        assert not errors.possible_errors.applies(contract, silent)

    def test_are_for_the_result_of_what_was_to_run(self) -> None:
        case = attrs.evolve(self.EXCHANGE.case, expectation=Expectation.REFUSAL)
        refused = attrs.evolve(self.EXCHANGE, case=case)

        assert errors.possible_errors.judge(refused, judging.CONTRACT).opportunities == 0


class TestRefusalReason:
    def test_is_judged_of_each_error(self) -> None:
        silent = exchanges.error("KT-CT-9003", "Tea refused.", "APPLICATION", mutation="brewTea")
        wrong = {**silent, "extensions": {**silent["extensions"], "reasons": ["NO_TIME"]}}
        exchange = exchanges.exchange({"data": None, "errors": [silent, wrong]}, mutation="brewTea")

        assert judging.fired(exchange) == {"errors.refusal-reason": ["$.errors[1].extensions.reasons"]}
