"""Each rule has an exchange that keeps it and at least one that breaks it, and no other rule fires."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import rules
from conformance.model import Credential, Exchange, Level
from tests.support import exchanges

CONTRACT = exchanges.contract()
NOT_FOUND = exchanges.error("KT-CT-9001", "Kettle not found.", "NOT_FOUND")
NO_HEADER = exchanges.error("KT-CT-1112", "'Authorization' header not provided.", "AUTHORIZATION")

FROZEN = {
    "transport.media-type": Level.MUST,
    "transport.json-object": Level.MUST,
    "transport.no-server-error": Level.MUST,
    "envelope.data-or-errors": Level.MUST,
    "envelope.known-keys": Level.MUST,
    "envelope.data-object": Level.MUST,
    "envelope.errors-list": Level.MUST,
    "envelope.error-message": Level.MUST,
    "envelope.error-locations": Level.MUST,
    "envelope.error-path": Level.MUST,
    "envelope.request-error-without-data": Level.MUST,
    "envelope.extensions-object": Level.MUST,
    "shape.selected-keys": Level.MUST,
    "shape.nothing-unasked": Level.MUST,
    "shape.non-null": Level.MUST,
    "shape.list": Level.MUST,
    "shape.composite": Level.MUST,
    "shape.typename": Level.MUST,
    "scalars.int": Level.MUST,
    "scalars.float": Level.MUST,
    "scalars.string": Level.MUST,
    "scalars.boolean": Level.MUST,
    "scalars.id": Level.MUST,
    "scalars.date": Level.MUST,
    "scalars.time": Level.MUST,
    "scalars.date-time": Level.MUST,
    "scalars.decimal": Level.MUST,
    "scalars.big-int": Level.MUST,
    "scalars.uuid": Level.MUST,
    "scalars.json-string": Level.MUST,
    "scalars.enum": Level.MUST,
    "errors.has-code": Level.MUST,
    "errors.documented-code": Level.MUST,
    "errors.code-without-catalogue": Level.MUST,
    "errors.error-type": Level.MUST,
    "errors.message": Level.SHOULD,
    "inputs.valid-accepted": Level.MUST,
    "auth.refused-without-credential": Level.MUST,
    "auth.missing-header-code": Level.SHOULD,
}


def fired(exchange: Exchange) -> dict[str, list[str]]:
    """The paths of all violations by rule."""
    found: dict[str, list[str]] = {}
    for rule in rules.ALL:
        for violation in rule.judge(exchange, CONTRACT).violations:
            found.setdefault(violation.rule, []).append(violation.path)
    return found


def changed(change: Callable[[dict[str, Any]], object]) -> Exchange:
    """A conforming answer to boilKettle with one change in its result."""
    result = copy.deepcopy(exchanges.result())
    change(result)
    return exchanges.exchange({"data": {"boilKettle": result}})


def failed(error: dict[str, Any], **options: Any) -> Exchange:
    """An answer with one error at boilKettle."""
    return exchanges.exchange({"data": {"boilKettle": None}, "errors": [error]}, **options)


def company(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    owner = {"__typename": "Company", "number": "12", "key": None, "settings": None, key: value}
    return lambda result: result.update(owner=owner)


class TestRegistry:
    def test_freezes_ids_and_levels(self) -> None:
        assert {rule.id: rule.level for rule in rules.ALL} == FROZEN

    def test_names_a_clause_with_a_link_and_a_sentence_for_each(self) -> None:
        for rule in rules.ALL:
            assert rule.clause.url.startswith("https://")
            assert rule.sentence.endswith(".")


class TestConformingAnswers:
    @pytest.mark.parametrize(
        "exchange",
        [
            exchanges.exchange({"data": {"boilKettle": exchanges.result()}}),
            exchanges.exchange({"data": {"boilKettle": None}}),
            changed(company("number", 10**12)),
            changed(company("key", "123e4567-e89b-42d3-a456-426614174000")),
            changed(company("settings", '{"a": [1]}')),
            changed(lambda result: result.update(cups=[])),
            changed(lambda result: result["kettle"].update(liters=1, label=None)),
            changed(lambda result: result.update(price=1.2, startedAt="2026-01-31T08:00:00.123456+01:00")),
            failed(NOT_FOUND),
            failed(NO_HEADER, credential=Credential.NONE),
            exchanges.exchange({"data": None, "errors": [NOT_FOUND]}),
            exchanges.exchange(
                {"data": {"boilKettle": exchanges.result()}},
                media_type="application/graphql-response+json; charset=utf-8",
            ),
        ],
    )
    def test_break_no_rule(self, exchange: Exchange) -> None:
        assert fired(exchange) == {}

    def test_are_opportunities_for_the_rules_on_shape_and_scalars(self) -> None:
        exchange = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})

        silent = {rule.id for rule in rules.ALL if not rule.judge(exchange, CONTRACT).opportunities}

        assert silent == {
            rule.id
            for rule in rules.ALL
            if rule.id.startswith(("errors.", "auth."))
            or rule.id
            in (
                "envelope.errors-list",
                "envelope.error-message",
                "envelope.error-locations",
                "envelope.error-path",
                "envelope.request-error-without-data",
                "envelope.extensions-object",
                "scalars.big-int",
                "scalars.uuid",
                "scalars.json-string",
            )
        }


BROKEN: list[tuple[str, str, Exchange]] = [
    ("envelope.error-message", "$.errors[0].message", failed({**NOT_FOUND, "message": None})),
    ("transport.json-object", "$", exchanges.exchange(content=b"[]")),
    ("transport.json-object", "$", exchanges.exchange(content=b"")),
    ("transport.json-object", "$", exchanges.exchange(content=b"[" * 200_000)),
    ("transport.media-type", "$", exchanges.exchange({"data": {"boilKettle": None}}, media_type="text/html")),
    ("transport.no-server-error", "$", exchanges.exchange({"data": {"boilKettle": None}}, status=502)),
    ("envelope.data-or-errors", "$", exchanges.exchange({})),
    ("envelope.known-keys", "$", exchanges.exchange({"data": {"boilKettle": None}, "debug": 1})),
    ("envelope.data-object", "$.data", exchanges.exchange({"data": []})),
    ("envelope.errors-list", "$.errors", exchanges.exchange({"data": {"boilKettle": None}, "errors": []})),
    (
        "envelope.error-locations",
        "$.errors[0].locations",
        failed({**NOT_FOUND, "locations": [{"line": 99, "column": 1}]}),
    ),
    (
        "envelope.error-locations",
        "$.errors[0].locations",
        failed({**NOT_FOUND, "locations": [{"line": 0, "column": 1}]}),
    ),
    ("envelope.error-path", "$.errors[0].path", failed({**NOT_FOUND, "path": ["other"]})),
    ("envelope.error-path", "$.errors[0].path", failed({**NOT_FOUND, "path": "boilKettle"})),
    (
        "envelope.error-path",
        "$.errors[0].path",
        exchanges.exchange({"data": {"boilKettle": exchanges.result()}, "errors": [NOT_FOUND]}),
    ),
    (
        "envelope.request-error-without-data",
        "$.errors[0]",
        failed({key: value for key, value in NOT_FOUND.items() if key != "path"}),
    ),
    (
        "shape.selected-keys",
        "$.data.boilKettle.kettle.id",
        changed(lambda result: result["kettle"].pop("id")),
    ),
    ("shape.selected-keys", "$.data.boilKettle", exchanges.exchange({"data": {}})),
    (
        "shape.nothing-unasked",
        "$.data.boilKettle.cups[1]",
        changed(lambda result: result["cups"][1].update(extra=1)),
    ),
    (
        "shape.nothing-unasked",
        "$.data.boilKettle.owner",
        changed(lambda result: result["owner"].update(number=1)),
    ),
    (
        "shape.non-null",
        "$.data.boilKettle.kettle.state",
        changed(lambda result: result["kettle"].update(state=None)),
    ),
    ("shape.non-null", "$.data.boilKettle.cups[0]", changed(lambda result: result["cups"].insert(0, None))),
    ("shape.list", "$.data.boilKettle.cups", changed(lambda result: result.update(cups={"size": 1}))),
    ("shape.list", "$.data.boilKettle.kettle", changed(lambda result: result.update(kettle=[]))),
    ("shape.composite", "$.data.boilKettle.kettle", changed(lambda result: result.update(kettle="7"))),
    (
        "scalars.int",
        "$.data.boilKettle.kettle.degrees",
        changed(lambda result: result["kettle"].update(degrees=2**31)),
    ),
    (
        "scalars.int",
        "$.data.boilKettle.kettle.degrees",
        changed(lambda result: result["kettle"].update(degrees="9")),
    ),
    (
        "scalars.int",
        "$.data.boilKettle.kettle.degrees",
        changed(lambda result: result["kettle"].update(degrees=True)),
    ),
    (
        "scalars.float",
        "$.data.boilKettle.kettle.liters",
        changed(lambda result: result["kettle"].update(liters="1")),
    ),
    (
        "scalars.float",
        "$.data.boilKettle.kettle.liters",
        changed(lambda result: result["kettle"].update(liters=float("inf"))),
    ),
    (
        "scalars.string",
        "$.data.boilKettle.kettle.label",
        changed(lambda result: result["kettle"].update(label=1)),
    ),
    (
        "scalars.boolean",
        "$.data.boilKettle.kettle.isOn",
        changed(lambda result: result["kettle"].update(isOn=1)),
    ),
    ("scalars.id", "$.data.boilKettle.kettle.id", changed(lambda result: result["kettle"].update(id=7))),
    (
        "scalars.date",
        "$.data.boilKettle.owner.born",
        changed(lambda result: result["owner"].update(born="2001-02-29")),
    ),
    (
        "scalars.time",
        "$.data.boilKettle.owner.wakes",
        changed(lambda result: result["owner"].update(wakes="25:00")),
    ),
    (
        "scalars.date-time",
        "$.data.boilKettle.startedAt",
        changed(lambda result: result.update(startedAt="2026-01-31")),
    ),
    ("scalars.decimal", "$.data.boilKettle.price", changed(lambda result: result.update(price="NaN"))),
    ("scalars.big-int", "$.data.boilKettle.owner.number", changed(company("number", "1.5"))),
    ("scalars.uuid", "$.data.boilKettle.owner.key", changed(company("key", "no"))),
    ("scalars.json-string", "$.data.boilKettle.owner.settings", changed(company("settings", "{"))),
    (
        "scalars.enum",
        "$.data.boilKettle.kettle.state",
        changed(lambda result: result["kettle"].update(state="LUKEWARM")),
    ),
    (
        "scalars.enum",
        "$.data.boilKettle.kettle.state",
        changed(lambda result: result["kettle"].update(state={})),
    ),
    (
        "errors.documented-code",
        "$.errors[0].extensions.errorCode",
        failed(exchanges.error("KT-CT-9002", "Kettle busy.", "APPLICATION")),
    ),
    (
        "errors.code-without-catalogue",
        "$.errors[0].extensions.errorCode",
        exchanges.exchange(
            {
                "data": {"drainKettle": None},
                "errors": [
                    exchanges.error("KT-CT-9001", "Kettle not found.", "NOT_FOUND", mutation="drainKettle")
                ],
            },
            mutation="drainKettle",
        ),
    ),
    (
        "errors.error-type",
        "$.errors[0].extensions.errorType",
        failed(exchanges.error("KT-CT-9001", "Kettle not found.", "VALIDATION")),
    ),
    ("errors.message", "$.errors[0].message", failed(exchanges.error("KT-CT-9001", "Gone.", "NOT_FOUND"))),
    (
        "inputs.valid-accepted",
        "$.errors[0]",
        exchanges.exchange({"errors": [{"message": "Variable '$input'."}]}, status=400),
    ),
    (
        "auth.refused-without-credential",
        "$.data.boilKettle",
        exchanges.exchange({"data": {"boilKettle": exchanges.result()}}, credential=Credential.NONE),
    ),
    ("auth.refused-without-credential", "$.errors", failed(NOT_FOUND, credential=Credential.NONE)),
    (
        "auth.missing-header-code",
        "$.errors",
        failed(exchanges.error("KT-CT-1111", "Unauthorized.", "AUTHORIZATION"), credential=Credential.NONE),
    ),
]


class TestBrokenAnswers:
    @pytest.mark.parametrize(("rule", "path", "exchange"), BROKEN)
    def test_break_exactly_the_rule_that_names_the_fault(
        self, rule: str, path: str, exchange: Exchange
    ) -> None:
        found = fired(exchange)

        assert found == {rule: [path]}

    def test_break_two_rules_where_the_type_name_is_wrong(self) -> None:
        exchange = changed(lambda result: result["owner"].update(__typename="Kettle"))

        assert "$.data.boilKettle.owner.__typename" in fired(exchange)["shape.typename"]

    def test_break_the_rule_on_codes_where_the_extensions_are_none(self) -> None:
        exchange = failed({**NOT_FOUND, "extensions": "none"})

        assert set(fired(exchange)) == {"envelope.extensions-object", "errors.has-code"}

    def test_break_no_rule_on_keys_where_an_object_stands_for_a_list(self) -> None:
        exchange = changed(lambda result: result.update(cups={"unasked": 1}))

        assert set(fired(exchange)) == {"shape.list"}

    def test_cover_every_rule(self) -> None:
        broken = {rule for rule, _, _ in BROKEN}
        beside = {"shape.typename", "envelope.extensions-object", "errors.has-code"}

        assert broken | beside == set(FROZEN)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "data",
                    "errors",
                    "boilKettle",
                    "owner",
                    "kettle",
                    "cups",
                    "__typename",
                    "path",
                    "locations",
                    "line",
                    "column",
                    "message",
                    "extensions",
                    "errorCode",
                    "errorType",
                ]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


class TestHostileAnswers:
    @given(document=JSON, credential=st.sampled_from(Credential))
    def test_as_json_never_raise(self, document: Any, credential: Credential) -> None:
        fired(exchanges.exchange(document, credential=credential))

    @given(inner=JSON)
    def test_at_the_mutation_never_raise(self, inner: Any) -> None:
        fired(
            exchanges.exchange(
                {"data": {"boilKettle": inner}, "errors": [inner, {"extensions": inner, "path": inner}]}
            )
        )

    @given(content=st.binary(max_size=200))
    def test_as_bytes_never_raise_and_are_judged(self, content: bytes) -> None:
        exchange = exchanges.exchange(content=content)

        assert exchange.document is not None or "transport.json-object" in fired(exchange)
