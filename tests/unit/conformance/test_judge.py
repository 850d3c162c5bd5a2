"""What is counted in one pass is what the rules count one by one, over any answer to any operation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import strategies
from conformance import rules
from conformance.judge import Judge
from conformance.model import Case, Exchange, Expectation, Findings, Request, Response
from conformance.rules import compiled
from conformance.rules.declaration import Rule
from schema import contract as contracts
from schema import documents, types
from schema.operation import TYPENAME, Operation, SelectedField, Selection
from strategies import examples
from tests.support import exchanges, schemas

ODDITIES = (None, True, 0, -1.5, 2**40, "", "x", "2024-02-30", [], [None], {}, {"a": 1}, {TYPENAME: "A"})
ODD = st.sampled_from(ODDITIES)


def naively(exchange: Exchange, contract: contracts.Contract) -> list[tuple[Rule, Findings]]:
    return [(rule, rule.judge(exchange, contract)) for rule in rules.ALL]


@attrs.frozen
class Answering:
    """Draws answers to an operation; now and then something else stands in a place."""

    schema: types.Schema
    draw: st.DrawFn
    odds: int

    def data(self, operation: Operation) -> Any:
        return self.odd_or({operation.root.key: self.value(operation.root.type, operation.root.selection)})

    def odd_or(self, value: Any) -> Any:
        return self.draw(ODD) if self.odds and self.draw(st.integers(0, 100)) < self.odds else value

    def value(self, ref: types.TypeRef, selection: Selection | None) -> Any:
        if not ref.required and self.draw(st.integers(0, 5)) == 0:
            return None
        if ref.item is not None:
            length = self.draw(st.integers(0, 2))
            return self.odd_or([self.value(ref.item, selection) for _ in range(length)])
        if selection is None:
            return self.odd_or(examples.of_type(self.schema, attrs.evolve(ref, required=True)))
        if not selection.possible:
            return None
        name = self.draw(st.sampled_from(selection.possible))
        fields = selection.by_object[name].values()
        return self.odd_or({field.key: self.field(field, name) for field in fields if self.is_there()})

    def field(self, field: SelectedField, name: str) -> Any:
        return self.odd_or(name if field.name == TYPENAME else self.value(field.type, field.selection))

    def is_there(self) -> bool:
        return not self.odds or self.draw(st.integers(0, 100)) >= self.odds


@st.composite
def answered(draw: st.DrawFn, odds: int) -> tuple[contracts.Contract, Exchange]:
    """A contract and an answer to one of its operations; of a hundred places so many are odd."""
    schema = draw(schemas.schemas())
    contract = schemas.contract_of(schema)
    mutation = next(iter(contract.mutations))
    made = (*strategies.slices(contract, mutation), strategies.twice(contract, mutation))
    operation = draw(st.sampled_from(made))
    data = Answering(schema, draw, odds).data(operation)
    response = Response(200, {"content-type": "application/json"}, json.dumps({"data": data}).encode(), 0.0)
    return contract, Exchange(Case("valid_input", operation, {}), Request(schemas.URL, {}, ""), response)


def _altered(value: Any) -> Iterator[Any]:
    """A JSON value with one thing changed: something odd in one place, or a member that is gone."""
    yield from ODDITIES
    if isinstance(value, dict):
        for name, inner in value.items():
            rest = {key: one for key, one in value.items() if key != name}
            yield rest
            yield from ({**value, name: odd} for odd in _altered(inner))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from ([*value[:index], odd, *value[index + 1 :]] for odd in _altered(inner))


class TestJudged:
    def test_is_what_the_rules_say_of_every_odd_value_in_every_place(self) -> None:
        contract = exchanges.contract()
        judging = Judge(contract)
        asked = [exchanges.exchange({"data": data}) for data in _altered({"boilKettle": exchanges.result()})]

        differing = [
            one.response.content
            for one in asked
            if [found for _, found in judging.judged(one)] != [found for _, found in naively(one, contract)]
        ]

        assert len(asked) > 250
        assert differing == []

    @settings(max_examples=150)
    @given(st.one_of(answered(0), answered(3), answered(20)))
    def test_is_what_the_rules_say_one_by_one(self, drawn: tuple[contracts.Contract, Exchange]) -> None:
        contract, exchange = drawn
        judging = Judge(contract)

        found = list(judging.judged(exchange))

        event(f"right: {judging.checkers.opportunities(exchange) is not None}")
        assert found == naively(exchange, contract)

    @settings(max_examples=50)
    @given(answered(0))
    def test_takes_one_pass_where_nothing_is_wrong(self, drawn: tuple[contracts.Contract, Exchange]) -> None:
        contract, exchange = drawn
        expected = {rule.id: found for rule, found in naively(exchange, contract) if rule in compiled.RULES}

        counted = compiled.Checkers(contract).opportunities(exchange)

        if any(found.violations for found in expected.values()):
            # A schema may have no value for a place: a required interface that nothing implements.
            assert counted is None
        else:
            assert counted == {name: found.opportunities for name, found in expected.items()}

    @pytest.mark.parametrize("where", ["kettle", "owner"])
    def test_sees_a_field_too_many_even_one_that_another_type_was_asked_for(self, where: str) -> None:
        exchange = exchanges.changed(lambda result: result[where].update(number=1))

        found = {rule.id: judged for rule, judged in Judge(exchanges.contract()).judged(exchange)}

        assert [one.path for one in found["shape.nothing-unasked"].violations] == [
            f"$.data.boilKettle.{where}"
        ]

    def test_counts_nothing_where_nothing_was_to_be_executed(self) -> None:
        right = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})
        refused = attrs.evolve(right, case=attrs.evolve(right.case, expectation=Expectation.REJECTION))

        counted = compiled.Checkers(exchanges.contract()).opportunities(refused)

        assert counted is not None
        assert set(counted.values()) == {0}

    def test_names_each_place_of_a_wrong_answer(self) -> None:
        exchange = exchanges.changed(lambda result: result["cups"][1].update(size="large", extra=1))

        broken = {rule.id for rule, found in Judge(exchanges.contract()).judged(exchange) if found.violations}

        assert broken == {"shape.nothing-unasked", "scalars.int"}


_EMAILS, _OF_EMAIL = ("HOME", "AWAY", 1), ("scalars.string", "scalars.enum")


def _doing(contract: contracts.Contract) -> Case:
    return Case("valid_input", strategies.operation(contract, "do"), {})


class TestCheckers:
    def test_tell_two_schemas_apart_whose_operations_are_alike(self) -> None:
        first, second = (
            schemas.contract_from(f"type Mutation {{ do: Color }} enum Color {{ {name} }}")
            for name in ("RED", "BLUE")
        )
        data = json.dumps({"data": {"do": "RED"}}).encode()

        def right(contract: contracts.Contract) -> bool:
            case = Case("valid_input", strategies.operation(contract, "do"), {})
            answer = Response(200, {}, data, 0.0)
            exchange = Exchange(case, Request(schemas.URL, {}, ""), answer)
            return compiled.Checkers(contract).opportunities(exchange) is not None

        assert (right(first), right(second)) == (True, False)

    def test_count_an_enum_that_is_called_as_a_scalar_by_the_rules_on_both(self) -> None:
        contract = schemas.contract_from("type Mutation { do: Email } enum Email { HOME }")

        (home, away, number) = (exchanges.answer(_doing(contract), {"data": {"do": one}}) for one in _EMAILS)

        counted = compiled.Checkers(contract).opportunities(home)
        assert counted is not None
        assert (counted["scalars.string"], counted["scalars.enum"]) == (1, 1)
        for exchange, broken in ((home, set()), (away, {"scalars.enum"}), (number, set(_OF_EMAIL))):
            found = list(Judge(contract).judged(exchange))
            assert found == naively(exchange, contract)
            assert {rule.id for rule, one in found if one.violations} == broken

    @pytest.mark.parametrize(
        ("value", "is_right"),
        [
            ({"name": "n"}, True),
            ({"name": "n", "size": 1}, True),
            ({"size": 1}, False),
            ({"name": "n", "other": 1}, False),
            ({"name": "n", "size": 1, "other": 1}, False),
        ],
    )
    def test_take_one_pass_where_nothing_tells_which_object_it_is(
        self, value: dict[str, Any], is_right: bool
    ) -> None:
        contract = schemas.contract_from(
            "type Mutation { do: Named } interface Named { name: String }"
            " type Big implements Named { name: String size: Int }"
            " type Other implements Named { name: String }"
        )
        text = "mutation Do { do { name ... on Big { size } } }"
        case = Case("fuzz", documents.read(text, contract.schema_of("do")), {})
        exchange = exchanges.answer(case, {"data": {"do": value}})

        found = list(Judge(contract).judged(exchange))

        assert (compiled.Checkers(contract).opportunities(exchange) is not None) is is_right
        assert found == naively(exchange, contract)

    def test_keep_a_bounded_number_of_operations(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(compiled, "_KEPT", 3)
        checkers = compiled.Checkers(exchanges.contract())

        for _ in range(10):
            assert checkers.opportunities(exchanges.exchange({"data": {"boilKettle": exchanges.result()}}))

        assert len(checkers._made) == 3
