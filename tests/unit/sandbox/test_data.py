from __future__ import annotations

import datetime
import decimal
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import graphql
import pytest

import strategies
from sandbox import data, plans
from schema import coercion, types
from schema import contract as contracts
from tests.unit.sandbox import small


@pytest.fixture(scope="module")
def contract() -> contracts.Contract:
    return contracts.load()


def roots(contract: contracts.Contract, mutation: str, text: str) -> tuple[plans.Node, ...]:
    """What a document asks for at its root."""
    parsed = graphql.parse(text)
    operations = [one for one in parsed.definitions if isinstance(one, graphql.OperationDefinitionNode)]
    fragments = [one for one in parsed.definitions if isinstance(one, graphql.FragmentDefinitionNode)]
    named = {one.name.value: one for one in fragments}
    plan = plans.Plan(contract.schema_of(mutation), named, {"yes": True, "no": False})
    return plan.collect("Mutation", (operations[0].selection_set,))


def small_root(selection: str, fragments: str = "") -> plans.Node:
    text = f"mutation {{ createQuote(input: {{}}) {{ {selection} }} }} {fragments}"
    return roots(small.contract(), "createQuote", text)[0]


def results(root: plans.Node) -> Iterator[dict[str, Any]]:
    for number in range(60):
        yield data.result(root, data.mix(number, 1), {})


class TestResult:
    def test_graphql_core_completes_every_result_to_itself(self, contract: contracts.Contract) -> None:
        executable = {name: without_arguments(server.schema) for name, server in contract.servers.items()}
        for name, mutation in contract.mutations.items():
            text = "mutation {" + strategies.operation(contract, name).text.split("{", 1)[1]
            (root,) = roots(contract, name, text)
            for number in range(2):
                given = {name: data.result(root, data.mix(number, 7), {})}

                completed = graphql.execute_sync(
                    executable[mutation.server],
                    graphql.parse(text),
                    root_value=given,
                    field_resolver=lambda source, info, **_: source[info.path.key],
                    type_resolver=lambda value, *_: value["__typename"],
                )

                assert completed.errors is None
                assert completed.data == given

    def test_every_leaf_value_is_one_of_its_type(self) -> None:
        schema = small.contract().servers["api"].schema
        fields = [f for f in schema.fields_of("Filled").values() if schema.is_leaf(f.type.name)]
        text = f'mutation {{ fill(input: {{name: "a"}}) {{ {" ".join(field.name for field in fields)} }} }}'
        (root,) = roots(small.contract(), "fill", text)
        nulls, values = set(), set()

        for result in results(root):
            for field in fields:
                for value in result[field.name] if field.type.item else [result[field.name]]:
                    if value is None:
                        assert not field.type.required
                        nulls.add(field.name)
                    else:
                        assert is_valid(schema, field.type.name, value), (field.name, value)
                        values.add(field.name)

        assert values == {field.name for field in fields}
        assert nulls == {field.name for field in fields if not field.type.required}

    def test_lists_are_empty_and_have_one_item_and_several(self) -> None:
        lengths = {len(result["tariffs"]) for result in results(small_root("tariffs { name }"))}

        assert {0, 1, 2, 3} <= lengths

    def test_all_types_of_an_interface_and_a_union_occur_with_their_own_fields(self) -> None:
        root = small_root(
            "tariff { __typename ... on Flat { rate } ... on Tracker { since } } owner { __typename }"
        )
        keys, owners = set(), set()

        for result in results(root):
            if result["tariff"]:
                keys.add((result["tariff"]["__typename"], *result["tariff"]))
            if result["owner"]:
                owners.add(result["owner"]["__typename"])

        assert keys == {("Flat", "__typename", "rate"), ("Tracker", "__typename", "since")}
        assert owners == {"Person", "Company"}

    def test_all_names_of_an_enum_occur(self) -> None:
        assert {result["kind"] for result in results(small_root("kind"))} == {"GAS", "POWER", "STEAM"}

    def test_the_result_itself_is_never_null(self) -> None:
        assert all(result is not None for result in results(small_root("price")))

    def test_a_field_under_two_aliases_has_one_value(self) -> None:
        root = small_root("a: kind b: kind p: price q: price")

        for result in results(root):
            assert (result["a"], result["p"]) == (result["b"], result["q"])

    def test_other_arguments_give_another_value(self) -> None:
        root = small_root('p: price(currency: "GBP") q: price(currency: "EUR")')

        assert any(result["p"] != result["q"] for result in results(root))

    def test_fragments_conditions_and_order_are_respected(self) -> None:
        root = small_root(
            "owner { ...P } kind @skip(if: $yes) price @include(if: $no) ... { accountNumber } "
            "x: kind @include(if: $yes) owner { ... on Person { name } }",
            "fragment P on Person { born }",
        )

        for result in results(root):
            assert list(result) == ["owner", "accountNumber", "x"]
            if result["owner"]:
                assert list(result["owner"]) in (["born", "name"], [])

    def test_what_is_known_takes_the_place_of_chance(self) -> None:
        root = small_root("n: accountNumber possibleErrors { code type } tariff { name }")
        known = {
            "accountNumber": "A-1",
            "possibleErrors": [{"code": "KT-CT-1", "type": None}],
            "tariff": {"name": "Flex"},
        }

        result = data.result(root, 5, known)

        assert result == {
            "n": "A-1",
            "possibleErrors": [{"code": "KT-CT-1", "type": None}],
            "tariff": {"name": "Flex"},
        }


class TestResultWith:
    def test_reaches_to_the_end_of_a_path_whatever_chance_says(self) -> None:
        root = small_root("tariffs { name ... on Tracker { kinds } }")
        tariffs = root.fields("Quote")[0]
        kinds = next(node for node in tariffs.fields("Tracker") if node.key == "kinds")

        for number in range(60):
            value, place = data.result_with(root, number, {}, (("Quote", tariffs), ("Tracker", kinds)))

            assert place is not None
            assert value["tariffs"][0]["kinds"] is place.value
            assert len(place.value) == 1

    def test_a_list_that_is_known_to_be_empty_has_an_item_where_a_path_needs_one(self) -> None:
        root = small_root("possibleErrors { code }")
        listed = root.fields("Quote")[0]
        (code,) = listed.fields("PossibleErrorType")

        for path in ((("Quote", listed),), (("Quote", listed), ("PossibleErrorType", code))):
            value, _ = data.result_with(root, 1, {"possibleErrors": []}, path)

            assert value["possibleErrors"][0]["code"] is not None or len(path) == 1
            assert len(value["possibleErrors"]) == 1


def without_arguments(schema: types.Schema) -> graphql.GraphQLSchema:
    """An executable schema whose mutations take no arguments, so that only results are looked at."""
    built = coercion.executable(schema)
    assert built.mutation_type is not None
    for field in built.mutation_type.fields.values():
        field.args = {}
    return built


def is_valid(schema: types.Schema, name: str, value: Any) -> bool:
    """Whether a JSON value is one of a leaf type."""
    type_ = schema[name]
    if isinstance(type_, types.Enum):
        return value in type_.values
    return _VALID.get(name, lambda value: isinstance(value, str))(value)


def _reads(read: Callable[[Any], object]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        read(value)
        return True

    return check


_VALID: dict[str, Callable[[Any], bool]] = {
    "BigInt": lambda value: type(value) in (int, str) and isinstance(int(value), int),
    "Boolean": lambda value: type(value) is bool,
    "Date": lambda value: datetime.date.fromisoformat(value).isoformat() == value,
    "DateTime": lambda value: datetime.datetime.fromisoformat(value).tzinfo is not None,
    "Decimal": lambda value: type(value) is not bool and decimal.Decimal(value).is_finite(),
    "Float": lambda value: type(value) in (int, float),
    "Int": lambda value: type(value) is int and -(2**31) <= value < 2**31,
    "JSONString": _reads(json.loads),
    "Time": _reads(datetime.time.fromisoformat),
    "UUID": lambda value: str(uuid.UUID(value)) == value,
}
