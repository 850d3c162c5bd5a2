from __future__ import annotations

from typing import Any

import graphql
import pytest
from graphql.utilities import value_from_ast_untyped
from hypothesis import given
from hypothesis import strategies as st

import strategies
from conformance.fuzzing import literals
from schema import errors
from strategies import formats, scalars
from tests.support import schemas
from tests.support.draws import drawn


class TestNode:
    @given(scalars.json_value().map(literals.nameable))
    def test_means_the_value_that_it_was_made_of(self, value: Any) -> None:
        text = graphql.print_ast(literals.node(value))

        assert value_from_ast_untyped(graphql.parse_value(text)) == value

    @pytest.mark.parametrize("value", [1e300, -0.5, 2**63 - 1, [[1.5], {"a": [None, True]}]])
    def test_writes_every_number(self, value: Any) -> None:
        assert value_from_ast_untyped(graphql.parse_value(graphql.print_ast(literals.node(value)))) == value

    def test_refuses_a_key_that_no_literal_can_have(self) -> None:
        with pytest.raises(errors.ContractError, match="'Zoë' is no name"):
            literals.node({"a": [{"Zoë": 1}]})


class TestNameable:
    def test_leaves_out_such_keys_and_nothing_else(self) -> None:
        value = {"a": [{"Zoë": 1, "_b2": None}], "": 2, "2c": 3}

        assert literals.nameable(value) == {"a": [{"_b2": None}]}


def texts(strategy: st.SearchStrategy[Any] | None) -> set[str]:
    assert strategy is not None
    return {graphql.print_ast(node) for node in drawn(strategy)}


class TestForms:
    def test_takes_a_scalar_that_only_the_table_knows_from_there(self) -> None:
        found = literals.Forms(strategies.Known()).of_scalar("Email")

        assert all(text.endswith('@example.com"') for text in texts(found))

    def test_says_that_nothing_is_known_of_a_scalar(self) -> None:
        with pytest.raises(errors.ContractError, match="nothing is known of the values of scalar 'Moon'"):
            literals.Forms(strategies.Known()).of_scalar("Moon")

    def test_has_no_form_for_most_fields(self) -> None:
        assert literals.Forms(strategies.Known()).of_field("String", "color") is None

    def test_prefers_real_values_and_now_and_then_takes_others(self) -> None:
        known = strategies.Known(values={"kettleId": ("real",), "mpan": ("also-real",)})
        forms = literals.Forms(known)

        for scalar, field, real in (("ID", "kettleId", '"real"'), ("String", "mpan", '"also-real"')):
            found = texts(forms.of_field(scalar, field))
            assert real in found
            assert len(found) > 2

    def test_gives_each_draw_a_text_of_its_own_where_it_must_be_unique(self) -> None:
        found = literals.Forms(strategies.Known(nonce="r42")).of_field("String", "idempotencyKey")
        assert found is not None

        written = [graphql.print_ast(node) for node in drawn(found, 20)]

        assert len(set(written)) == len(written)
        assert all(text.startswith('"r42-fuzz-') for text in written)


FILL = """
type Mutation { make(accountNumber: String, tags: [String], input: Input): Thing }
input Input { mprns: [String!], pick: Pick, wait: Int }
input Pick @oneOf { mpan: String, color: String }
type Thing { any: Any, name(postcode: String): String, self: Thing }
union Any = Thing
"""
VALUES = """
[[format]]
scalar = "String"
field = "accountNumber|mprns|mpan|postcode|color"
values = ["formed"]
"""


def filled(text: str) -> str:
    contract = schemas.contract_from(FILL)
    forms = literals.Forms(strategies.Known(formats=formats.read_table(VALUES)))
    schema = contract.schema_of("make")

    @st.composite
    def filling(draw: st.DrawFn) -> str:
        return graphql.print_ast(literals.fill(draw, graphql.parse(text), schema, forms))

    return " ".join(drawn(filling(), 1)[0].split())


class TestFill:
    def test_gives_literals_the_form_of_their_field_wherever_they_stand(self) -> None:
        text = (
            'mutation { make(accountNumber: "", tags: ["x"], input: {mprns: ["a", "b"], wait: 1})'
            ' { self { name(postcode: "y") } } }'
        )

        assert filled(text) == (
            'mutation { make( accountNumber: "formed" tags: ["x"]'
            ' input: { mprns: ["formed", "formed"], wait: 1 } )'
            ' { self { name(postcode: "formed") } } }'
        )

    def test_leaves_nulls(self) -> None:
        text = "mutation { make(accountNumber: null, input: { mprns: null }) { name } }"

        assert filled(text) == text

    def test_keeps_one_field_of_an_object_that_takes_exactly_one(self) -> None:
        text = 'mutation { make(input: {pick: {mpan: null, color: "red"}}) { name } }'

        assert filled(text) == 'mutation { make(input: { pick: { color: "formed" } }) { name } }'

    def test_asks_what_an_abstract_value_is(self) -> None:
        text = "mutation { make { any { ... on Thing { name } } } }"

        assert filled(text) == "mutation { make { any { __typename ... on Thing { name } } } }"
