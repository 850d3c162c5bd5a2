import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from schema import coercion, errors, types
from schema import contract as contracts
from strategies import formats, inputs
from tests.support import schemas
from tests.support.draws import drawn

CONTRACT = contracts.load()
SCHEMAS = {name: coercion.executable(server.schema) for name, server in CONTRACT.servers.items()}

TEA = """
type Mutation { brew(order: Order!, note: String, cups: [Int!]! = [1]): Boolean }
input Order {
  color: Color!, leaf: String, reason: String!, size: Int = 3, retries: Int! = 1, lists: [[Color]!]
}
enum Color { GREEN BLACK WHITE red RED }
type Cup { size: Int }
"""


def refusals(contract: contracts.Contract, type_: str, values: list[Any]) -> list[tuple[str, ...]]:
    schema = coercion.executable(contract.servers["api"].schema)
    found = [coercion.problems(schema, type_, json.loads(json.dumps(value))) for value in values]
    return [problems for problems in found if problems]


def of_input(sdl: str, type_: str) -> st.SearchStrategy[Any]:
    return strategies.for_type(from_sdl(sdl), type_)


def from_sdl(sdl: str) -> contracts.Contract:
    return schemas.contract_from(sdl + "\ntype Mutation { brew(input: A): Boolean }")


def objects_of(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_of(inner)


def depth_of(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((depth_of(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return max((depth_of(inner) for inner in value), default=0)
    return 0


class TestVariables:
    # Fast here: few for each mutation; ten thousand are in tests/functional.
    @pytest.mark.parametrize("server", CONTRACT.servers)
    def test_coerce_for_every_mutation_of_the_committed_contract(self, server: str) -> None:
        for mutation in CONTRACT.mutations.values():
            if mutation.server == server:
                operation = strategies.operation(CONTRACT, mutation.name)
                for variables in drawn(strategies.variables(CONTRACT, mutation.name), 2):
                    given_values = json.loads(json.dumps(variables, allow_nan=False))

                    assert coercion.variable_errors(SCHEMAS[server], operation.text, given_values) == ()

    @settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
    @given(schemas.schemas(), st.data())
    def test_coerce_for_every_schema(self, schema: types.Schema, data: st.DataObject) -> None:
        contract, reference = schemas.contract_of(schema), coercion.executable(schema)
        mutation = data.draw(st.sampled_from(sorted(contract.mutations)))
        text = strategies.operation(contract, mutation).text

        variables = data.draw(strategies.variables(contract, mutation))

        assert (
            coercion.variable_errors(reference, text, json.loads(json.dumps(variables, allow_nan=False)))
            == ()
        )

    def test_have_every_state_of_an_optional_argument_and_of_optional_fields(self) -> None:
        contract = schemas.contract_from(TEA)

        found = drawn(strategies.variables(contract, "brew"))

        def states(values: list[dict[str, Any]], name: str) -> set[str]:
            return {"absent" if name not in v else "null" if v[name] is None else "present" for v in values}

        orders = [variables["order"] for variables in found]
        assert states(found, "note") == states(orders, "leaf") == {"absent", "null", "present"}
        assert states(orders, "size") == states(orders, "lists") == {"absent", "null", "present"}
        assert states(orders, "color") == states(orders, "reason") == states(found, "order") == {"present"}
        assert states(orders, "retries") == states(found, "cups") == {"absent", "present"}

    def test_have_every_value_of_an_enum_also_inside_lists(self) -> None:
        orders = [v["order"] for v in drawn(strategies.variables(schemas.contract_from(TEA), "brew"), 300)]

        inside = {color for order in orders for colors in order.get("lists") or () for color in colors}
        assert {order["color"] for order in orders} == {"GREEN", "BLACK", "WHITE", "red", "RED"}
        assert inside == {"GREEN", "BLACK", "WHITE", "red", "RED", None}

    def test_are_empty_for_a_mutation_without_arguments(self) -> None:
        contract = schemas.contract_from("type Mutation { brew: Int }")

        assert drawn(strategies.variables(contract, "brew"), 5) == [{}]

    def test_refuse_a_mutation_that_is_not_in_the_contract(self) -> None:
        with pytest.raises(errors.ContractError, match="no mutation 'createQuot'"):
            strategies.variables(CONTRACT, "createQuot")


class TestForType:
    @pytest.mark.parametrize("type_", ["Int", "[Color!]!", "[[String]!]", "Order!", "[Order]", "Boolean"])
    def test_gives_values_of_any_input_type(self, type_: str) -> None:
        contract = schemas.contract_from(TEA)

        values = drawn(strategies.for_type(contract, type_), 40)

        assert refusals(contract, type_, values) == []
        assert (None in values) is not type_.endswith("!")

    def test_gives_lists_of_none_one_and_many(self) -> None:
        lists = drawn(strategies.for_type(schemas.contract_from(TEA), "[Boolean!]!"))

        assert {len(value) for value in lists} == set(range(inputs.MAX_ITEMS + 1))

    def test_goes_by_the_server_that_has_the_type_or_is_named(self) -> None:
        values = drawn(strategies.for_type(CONTRACT, "CreateMfaDeviceInputType!", server="auth"), 3)

        assert all(set(value) == {"mfaMethod"} for value in values)
        assert drawn(strategies.for_type(CONTRACT, "AcceptGoodsQuoteInput!"), 3)
        with pytest.raises(errors.ContractError, match="no type 'AcceptGoodsQuoteInput'"):
            strategies.for_type(CONTRACT, "AcceptGoodsQuoteInput", server="auth")

    @pytest.mark.parametrize(
        ("type_", "reason"),
        [
            ("Oder", "no type 'Oder' in the contract; did you mean 'Order'"),
            ("Cup", "'Cup' is an output type and takes no input"),
            ("[Cup!]", "'Cup' is an output type and takes no input"),
            ("Mutation!", "'Mutation' is an output type and takes no input"),
            ("[Order", "'\\[Order' is not a type"),
            ("", "'' is not a type"),
        ],
    )
    def test_refuses_what_is_no_input_type(self, type_: str, reason: str) -> None:
        with pytest.raises(errors.ContractError, match=reason):
            strategies.for_type(schemas.contract_from(TEA), type_)

    def test_refuses_a_server_that_is_not_in_the_contract(self) -> None:
        with pytest.raises(
            errors.ContractError, match="no server 'aut' in the contract; did you mean 'auth'"
        ):
            strategies.for_type(CONTRACT, "Int", server="aut")

    def test_refuses_a_scalar_that_nothing_is_known_of_and_says_what_to_do(self) -> None:
        with pytest.raises(errors.ContractError, match=r"scalar 'Secret'.*add a row for it to formats\.toml"):
            of_input("scalar Secret input A { a: [Secret!] }", "A")

    def test_refuses_an_enum_without_values(self) -> None:
        contract = from_sdl("input A { a: Int }")
        contract = schemas.contract_of(
            types.Schema({**contract.servers["api"].schema.types, "Empty": types.Enum("Empty", {})})
        )

        with pytest.raises(errors.ContractError, match="enum 'Empty' has no values"):
            strategies.for_type(contract, "Empty")


class TestRecursion:
    @pytest.mark.parametrize(
        "sdl",
        [
            "input A { a: A }",
            "input A { a: [A!]! }",
            "input A { a: [A!], name: String! }",
            "input A { a: [[A!]!]! }",
            "input A { b: B! } input B { a: A }",
            "input A { items: [B!]! } input B { a: A! }",
            "input A { b: B!, c: Int! } input B { a: [A!]! }",
            "input A { b: B } input B { c: C } input C { d: D } input D { a: A, last: Int! }",
            "input A @oneOf { a: A, b: Int }",
            "input A @oneOf { a: [A!], b: B } input B { a: A! }",
            "input A { a: A! = {}, b: Int }",
            "input A { a: A, b: B, c: C } input B { a: A, b: B, c: C } input C { a: A, b: [B], c: [C!]! }",
        ],
    )
    def test_is_bounded_and_its_values_coerce(self, sdl: str) -> None:
        contract = from_sdl(sdl)

        values = drawn(strategies.for_type(contract, "A!"), 40)

        assert refusals(contract, "A!", values) == []
        assert max(depth_of(value) for value in values) <= 10

    def test_reaches_an_object_inside_itself(self) -> None:
        values = drawn(of_input("input A { a: A, b: Int }", "A!"))

        assert max(depth_of(value) for value in values) == inputs.MAX_RECURSION

    def test_reaches_every_type_on_a_long_way_round(self) -> None:
        circle = "input A { b: B } input B { c: C } input C { d: D } input D { e: E }"

        values = drawn(of_input(f"{circle} input E {{ a: A, last: Int }}", "A!"), 200)

        assert any("last" in one for value in values for one in objects_of(value))

    def test_of_many_types_that_all_contain_each_other_ends(self) -> None:
        names = "ABCDEF"
        fields = " ".join(f"{name.lower()}: {name}" for name in names)
        contract = from_sdl(" ".join(f"input {name} {{ {fields} }}" for name in names))

        values = drawn(strategies.for_type(contract, "A!"), 3)

        assert refusals(contract, "A!", values) == []

    @pytest.mark.parametrize(
        "sdl",
        [
            "input A { a: A! }",
            "input A { b: B! } input B { c: C! } input C { a: A! }",
            "input A @oneOf { a: A }",
            "input A { b: B! } input B @oneOf { a: A, again: B }",
        ],
    )
    def test_without_an_end_is_refused_and_names_a_type(self, sdl: str) -> None:
        with pytest.raises(
            errors.ContractError, match=r"input type '[ABC]' requires itself: it has no finite"
        ):
            of_input(sdl, "A!")


class TestOneOf:
    def test_has_exactly_one_field_which_is_not_null_and_each_of_them_sometimes(self) -> None:
        contract = from_sdl("input A @oneOf { a: Int, b: String, c: [Int] }")

        values = drawn(strategies.for_type(contract, "A!"))

        assert {tuple(value) for value in values} == {("a",), ("b",), ("c",)}
        assert all(inner is not None for value in values for inner in value.values())


class TestFormats:
    def test_of_a_field_are_used_also_for_the_items_of_a_list(self) -> None:
        values = drawn(of_input("input A { mpans: [String!]!, accountNumber: String! }", "A!"), 40)

        mpans = [mpan for value in values for mpan in value["mpans"]]
        assert mpans
        assert all(int(mpan[-1]) == formats.mpan_check_digit(mpan[:-1]) for mpan in mpans)
        assert all(value["accountNumber"].startswith("A-") for value in values)

    def test_of_the_user_go_before_the_committed_ones(self) -> None:
        rows = formats.read_table('[[format]]\nscalar = "String"\nfield = "accountNumber"\nvalues = ["B-1"]')
        knowing = strategies.Known(formats=rows)

        values = drawn(
            strategies.for_type(from_sdl("input A { accountNumber: String! }"), "A!", knowing=knowing), 5
        )

        assert values == [{"accountNumber": "B-1"}]

    def test_do_not_apply_to_another_scalar(self) -> None:
        values = drawn(of_input("input A { accountNumber: Int! }", "A!"), 20)

        assert all(isinstance(value["accountNumber"], int) for value in values)


class TestFloat:
    def test_values_survive_json(self) -> None:
        values = drawn(of_input("input A { a: Float! }", "A!"))

        assert all(math.isfinite(value["a"]) for value in values)
