from typing import Any

import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from schema import coercion, types
from schema.drift import literals
from tests.support import schemas
from tests.unit.schema.drift import matrix

SCHEMA = matrix.schema(
    """type Mutation { brew(leaf: Leaf, cups: Int = 2, note: String): Int }
    input Leaf { size: Size, many: [Size!] }
    enum Size { S }"""
)
TEXT = "mutation ($leaf: Leaf, $cups: Int) { brew(leaf: $leaf, cups: $cups) }"


def inlined(text: str, variables: dict[str, Any]) -> str:
    document = literals.inline(SCHEMA, graphql.parse(text), variables)
    return " ".join(graphql.print_ast(document).split())


class TestInline:
    @pytest.mark.parametrize(
        ("text", "variables", "expected"),
        [
            (TEXT, {"cups": 1}, "{ brew(cups: 1) }"),
            (TEXT, {"leaf": None}, "{ brew(leaf: null) }"),
            (TEXT, {"leaf": {"size": "S"}}, "{ brew(leaf: { size: S }) }"),
            (TEXT, {"leaf": {"many": ["S", "S"]}}, "{ brew(leaf: { many: [S, S] }) }"),
            (TEXT, {"leaf": {"many": "S"}}, "{ brew(leaf: { many: S }) }"),
            (TEXT, {}, "{ brew }"),
            ("mutation ($n: String) { brew(note: $n) }", {"n": "S"}, '{ brew(note: "S") }'),
            ("mutation ($c: Int = 3) { brew(cups: $c) }", {}, "{ brew(cups: 3) }"),
            ("mutation ($s: Size) { brew(leaf: {size: $s}) }", {}, "{ brew(leaf: { }) }"),
            (
                "mutation ($s: Size!) { brew(leaf: {many: [$s]}) }",
                {"s": "S"},
                "{ brew(leaf: { many: [S] }) }",
            ),
            ("mutation ($s: Size) { brew(leaf: {many: [$s]}) }", {}, "{ brew(leaf: { many: [null] }) }"),
        ],
    )
    def test_writes_values_where_variables_stood(
        self, text: str, variables: dict[str, Any], expected: str
    ) -> None:
        assert inlined(text, variables) == f"mutation {expected}"

    @pytest.mark.parametrize("value", [{"no name": 1}, {"": 1}, float("inf"), [float("nan")]])
    def test_refuses_what_has_no_literal(self, value: Any) -> None:
        with pytest.raises(literals.NotALiteralError):
            inlined(TEXT, {"leaf": value})

    @settings(max_examples=20, derandomize=True, deadline=None)
    @given(schemas.schemas(), st.data())
    def test_gives_a_valid_document_for_valid_variables(
        self, schema: types.Schema, data: st.DataObject
    ) -> None:
        contract = schemas.contract_of(schema)
        mutation = data.draw(st.sampled_from(sorted(contract.mutations)))
        variables = data.draw(strategies.variables(contract, mutation))
        document = graphql.parse(strategies.operation(contract, mutation, complexity=5).text)

        try:
            found = literals.inline(schema, document, variables)
        except literals.NotALiteralError:
            return

        assert graphql.validate(coercion.executable(schema), found) == []


class TestOnlyGiven:
    def test_keeps_what_is_given_arguments_and_what_leads_there(self) -> None:
        document = graphql.parse(
            """
            query Q($a: Int) { brew(a: $a) { b c { d } ... on T { e } } f { g(h: [$a]) i } j }
            mutation M { k { l @include(if: true) m } ... on U @skip(if: false) { n } ...F }
            fragment F on T { o p(q: 1) { r } }
            """
        )

        found = graphql.print_ast(literals.only_given(document))

        assert " ".join(found.split()) == (
            "query Q($a: Int) { brew(a: $a) {} f { g(h: [$a]) } } "
            "mutation M { k { l @include(if: true) } ... on U @skip(if: false) {} ...F } "
            "fragment F on T { p(q: 1) {} }"
        )
