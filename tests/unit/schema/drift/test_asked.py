import graphql
import pytest
from hypothesis import given, settings

import strategies
from schema import types
from schema.drift import asked
from schema.drift.asked import Field, Fragment, Spread
from tests.support import damage, schemas

PLAIN = """mutation Brew($a: [Int!]!, $b: Leaf) {
  brew(a: $a, b: $b, c: 1, d: "x", e: RED) {
    alias: name other(of: -1.5)
    ... on Tea { a { b } }
    ... { c }
  }
}
"""


def parsed(text: str) -> asked.Asked | None:
    try:
        return asked.of(graphql.parse(text))
    except graphql.GraphQLSyntaxError:
        return None


class TestOf:
    def test_has_operations_variables_and_fragments(self) -> None:
        found = parsed(
            "query Q($a: [In!]) { a ...F } mutation { b } fragment F on T { ... on U @d { c(d: {}) } }"
        )

        assert found == asked.Asked(
            (
                ("Query", (Field("a", (), ()), Spread("F"))),
                ("Mutation", (Field("b", (), ()),)),
            ),
            frozenset({"In"}),
            {"F": Fragment("T", (Fragment("U", (Field("c", ("d",), ()),)),))},
        )


class TestQuickly:
    def test_reads_a_plain_operation(self) -> None:
        found = asked.quickly(PLAIN)

        assert found is not None
        assert found == parsed(PLAIN)
        assert found.declared == {"Int", "Leaf"}

    @settings(max_examples=10)
    @given(schemas.schemas())
    def test_reads_every_documented_operation(self, schema: types.Schema) -> None:
        contract = schemas.contract_of(schema)

        for name in contract.mutations:
            for one in strategies.slices(contract, name, complexity=20):
                assert asked.quickly(one.text) == parsed(one.text) is not None

    @settings(max_examples=80)
    @given(damage.damaged(PLAIN))
    def test_declines_what_is_no_graphql_and_agrees_otherwise(self, text: str) -> None:
        found = asked.quickly(text)

        assert found is None or found == parsed(text)

    @pytest.mark.parametrize(
        "text",
        [
            "{ a }",
            "query { a } query B { b }",
            "query { ...F }",
            "query { a @skip(if: true) }",
            "query ($a: Int = 1) { a }",
            "query { a(b: [1]) }",
            "query { a(b: {}) }",
            'query { a(b: "\\q") }',
            "query { a(b: ) }",
            "query { a() }",
            "query { }",
            "query () { a }",
            "query { a",
            "query { a(b: 1a) }",
            "subscribe { a }",
            "type A { a: Int }",
            "\x00",
        ],
    )
    def test_declines_what_is_not_plain(self, text: str) -> None:
        assert asked.quickly(text) is None
