"""Rules of the envelope, each kept, broken and without anything to say."""

from typing import Any

import pytest

from conformance.model import Exchange
from conformance.rules import envelope
from tests.support import exchanges
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import NOT_FOUND, Breach, Judged

EXECUTED = exchanges.exchange({"data": {"boilKettle": None}})
LINES = tuple(enumerate(EXECUTED.case.operation.text.splitlines(), 1))
NO_JSON = exchanges.exchange(content=b"")
METHOD_REFUSED = exchanges.answer(
    judging.over_get(), {"message": "Method Not Allowed", "errors": {"status": 405}}, status=405
)


def at(path: Any, **changes: Any) -> Exchange:
    return exchanges.failed({**NOT_FOUND, "path": path, **changes})


def located(*locations: Any) -> Exchange:
    return exchanges.failed({**NOT_FOUND, "locations": list(locations)})


def without(key: str) -> Exchange:
    return exchanges.failed({name: value for name, value in NOT_FOUND.items() if name != key})


def cup(*steps: Any) -> Exchange:
    """An error in a list of cups, the second of which is null although it must not be."""
    result = {**exchanges.result(), "cups": [{"size": 2}, None]}
    raised = {**NOT_FOUND, "path": ["boilKettle", "cups", *steps]}
    return exchanges.exchange({"data": {"boilKettle": result}, "errors": [raised]})


KEPT = [
    Judged("envelope.data-or-errors", EXECUTED),
    Judged("envelope.known-keys", EXECUTED),
    Judged("envelope.data-object", EXECUTED),
    # That the errors are no list is another rule's to say.
    Judged("envelope.data-object", exchanges.exchange({"data": None, "errors": {"message": "No."}})),
    Judged("envelope.data-object", exchanges.exchange({"data": None, "errors": [NOT_FOUND]})),
    Judged("envelope.errors-list", exchanges.failed(NOT_FOUND)),
    Judged("envelope.error-message", exchanges.failed(NOT_FOUND)),
    Judged("envelope.error-locations", located({"line": 1, "column": 1})),
    # A document that ends too early is wrong behind its last character.
    *(
        Judged("envelope.error-locations", located({"line": number, "column": len(line) + 1}))
        for number, line in LINES
    ),
    # The text ends with a line break, so that its last line is empty.
    Judged("envelope.error-locations", located({"line": len(LINES) + 1, "column": 1})),
    Judged("envelope.error-locations", located()),
    Judged("envelope.error-path", exchanges.failed(NOT_FOUND)),
    Judged("envelope.error-path", at(["boilKettle", "kettle", "id"])),
    Judged("envelope.error-path", cup(1)),
    Judged("envelope.request-error-without-data", exchanges.failed(NOT_FOUND)),
    Judged("envelope.extensions-object", exchanges.failed(NOT_FOUND)),
    Judged("envelope.extensions-object", exchanges.exchange({"data": {}, "extensions": {"any": 1}})),
]

BROKEN = [
    # A kettle is no list.
    Breach("envelope.error-path", "$.errors[0].path", at(["boilKettle", "kettle", 0])),
    Breach("envelope.data-or-errors", "$", exchanges.exchange({})),
    Breach("envelope.known-keys", "$", exchanges.exchange({"data": {"boilKettle": None}, "debug": 1})),
    Breach("envelope.data-object", "$.data", exchanges.exchange({"data": []})),
    Breach("envelope.data-object", "$.data", exchanges.exchange({"data": None})),
    Breach(
        "envelope.errors-list", "$.errors", exchanges.exchange({"data": {"boilKettle": None}, "errors": []})
    ),
    Breach("envelope.errors-list", "$.errors", exchanges.exchange({"errors": ["wrong"]})),
    Breach("envelope.error-message", "$.errors[0].message", without("message")),
    Breach("envelope.error-locations", "$.errors[0].locations", located({"line": 99, "column": 1})),
    Breach("envelope.error-locations", "$.errors[0].locations", located({"line": 0, "column": 1})),
    *(
        Breach(
            "envelope.error-locations",
            "$.errors[0].locations",
            located({"line": number, "column": len(line) + 2}),
        )
        for number, line in LINES
    ),
    Breach("envelope.error-locations", "$.errors[0].locations", located({"line": 1, "column": 0})),
    Breach("envelope.error-locations", "$.errors[0].locations", located({"line": 1})),
    Breach("envelope.error-locations", "$.errors[0].locations", located({"line": True, "column": 1})),
    Breach("envelope.error-locations", "$.errors[0].locations", located("1:1")),
    Breach(
        "envelope.error-locations",
        "$.errors[0].locations",
        exchanges.failed({**NOT_FOUND, "locations": None}),
    ),
    Breach("envelope.error-path", "$.errors[0].path", at(["other"])),
    Breach("envelope.error-path", "$.errors[0].path", at("boilKettle")),
    Breach("envelope.error-path", "$.errors[0].path", at([])),
    Breach("envelope.error-path", "$.errors[0].path", at(["boilKettle", -1])),
    Breach("envelope.error-path", "$.errors[0].path", cup(2), {"shape.non-null"}),
    Breach("envelope.error-path", "$.errors[0].path", cup(7), {"shape.non-null"}),
    Breach("envelope.error-path", "$.errors[0].path", cup(-1), {"shape.non-null"}),
    Breach("envelope.error-path", "$.errors[0].path", cup(True), {"shape.non-null"}),
    Breach("envelope.error-path", "$.errors[0].path", cup("size"), {"shape.non-null"}),
    Breach(
        "envelope.error-path",
        "$.errors[0].path",
        exchanges.exchange({"data": {"boilKettle": exchanges.result()}, "errors": [NOT_FOUND]}),
    ),
    Breach("envelope.request-error-without-data", "$.errors[0]", without("path")),
    Breach(
        "envelope.extensions-object",
        "$.extensions",
        exchanges.exchange({**EXECUTED.document, "extensions": []}),
    ),
    Breach(
        "envelope.extensions-object",
        "$.errors[0].extensions",
        exchanges.failed({**NOT_FOUND, "extensions": "none"}),
        {"errors.has-code"},
    ),
]

SILENT = [
    *(Judged(rule, METHOD_REFUSED) for rule in judging.ids(envelope.RULES)),
    *(Judged(rule, NO_JSON) for rule in judging.ids(envelope.RULES)),
    Judged("envelope.data-object", exchanges.exchange({"errors": []})),
    Judged("envelope.errors-list", EXECUTED),
    Judged("envelope.error-message", EXECUTED),
    Judged("envelope.error-locations", exchanges.failed(NOT_FOUND)),
    Judged("envelope.error-path", without("path")),
    Judged("envelope.request-error-without-data", exchanges.exchange({"errors": [NOT_FOUND]})),
    Judged("envelope.extensions-object", without("extensions")),
]


class TestRules:
    @pytest.mark.parametrize("given", KEPT)
    def test_are_kept(self, given: Judged) -> None:
        assert judging.opportunities(given) > 0
        assert given.rule not in judging.fired(given.exchange)

    @pytest.mark.parametrize("given", BROKEN)
    def test_are_broken_alone(self, given: Breach) -> None:
        found = judging.fired(given.exchange)

        assert found[given.rule] == [given.path]
        assert set(found) == {given.rule, *given.beside}

    @pytest.mark.parametrize("given", SILENT)
    def test_have_nothing_to_say(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_these_tables(self) -> None:
        declared = judging.ids(envelope.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == judging.names(*SILENT) == declared


class TestErrors:
    def test_keep_their_place_in_the_list_beside_what_is_no_error(self) -> None:
        exchange = exchanges.exchange(
            {"data": {"boilKettle": None}, "errors": [None, {"path": ["boilKettle"]}]}
        )

        assert judging.fired(exchange)["envelope.error-message"] == ["$.errors[1].message"]

    @pytest.mark.parametrize(
        ("rule", "wrong"), [("locations", []), ("path", ["boilKettle"])], ids=["locations", "path"]
    )
    def test_are_judged_behind_one_that_tells_nothing(self, rule: str, wrong: list[Any]) -> None:
        bare = {"message": "No."}
        exchange = exchanges.exchange({"errors": [bare, {**bare, rule: "wrong"}]})

        assert judging.fired(exchange)[f"envelope.error-{rule}"] == [f"$.errors[1].{rule}"]
        right = exchanges.exchange({"errors": [bare, {**bare, rule: wrong}]})
        assert judging.opportunities(Judged(f"envelope.error-{rule}", right)) == 1

    @pytest.mark.parametrize("way", ["", "boilKettle", [], {}, None, ["boilKettle", 1.5]])
    def test_are_told_apart_from_a_wrong_way_where_the_path_is_none(self, way: Any) -> None:
        exchange = exchanges.exchange({"data": None, "errors": [{**NOT_FOUND, "path": way}]})

        (violation,) = envelope.error_path.judge(exchange, judging.CONTRACT).violations

        assert violation.expected == "a list of names and indices"


class TestErrorPath:
    """Where a null further up hides where a path leads to, it still has to go along what was selected."""

    @pytest.mark.parametrize(
        ("data", "way", "is_kept"),
        [
            (None, ["brewTea"], True),
            (None, ["brewTea", "pot", "cups", 0, 1], True),
            (None, ["notAskedFor"], False),
            (None, ["brewTea", "notAskedFor"], False),
            (None, ["brewTea", "pot", 0], False),
            (None, ["brewTea", "pot", "cups", "size"], False),
            (None, ["brewTea", "brand", "name", "first"], False),
        ],
    )
    def test_goes_along_the_selection(self, data: Any, way: list[Any], is_kept: bool) -> None:
        raised = exchanges.error("KT-CT-9003", "Tea refused.", "APPLICATION", mutation="brewTea")
        document = {"data": data, "errors": [{**raised, "path": way}]}
        exchange = exchanges.exchange(document, mutation="brewTea")

        found = envelope.error_path.judge(exchange, judging.CONTRACT)

        assert found.opportunities == 1
        assert bool(found.violations) is not is_kept

    def test_is_not_known_of_a_document_that_was_to_be_refused(self) -> None:
        exchange = exchanges.answer(
            judging.refused(), {"data": None, "errors": [{"message": "No.", "path": ["f1"]}]}
        )

        assert not envelope.error_path.judge(exchange, judging.CONTRACT).violations
