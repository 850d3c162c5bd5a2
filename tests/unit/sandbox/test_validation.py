import graphql
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox import validation

SCHEMA = graphql.build_schema("""
type Query { pet(of: Owner, n: Int): Pet, dog: Dog, pets: [Pet!] }
type Subscription { barked: Int, meowed: Int }
input Owner { name: String!, age: Int }
interface Pet { name: String }
type Dog implements Pet { name: String, barks: Boolean, friend: Pet }
type Cat implements Pet { name: String, lives(of: Int! = 9): Int }
""")

#: Each breaks some rules, alone or beside another one.
BROKEN = (
    "{ dog { nothing } }",
    "{ dog }",
    "{ dog { name { first } } }",
    "{ pet(of: {age: 1}) { name } }",
    '{ pet(of: {name: 1, name: "a"}) { name } }',
    "{ pet(n: 1, n: 2, m: 3) { name } }",
    "{ dog { ...Missing } }",
    "{ dog { ...F } } fragment F on Dog { ...G } fragment G on Dog { ...F }",
    "{ dog { name } } fragment F on Dog { name }",
    "{ dog { ...F } } fragment F on Dog { name } fragment F on Dog { barks }",
    "{ dog { ... on Cat { lives } ... on Owner { name } ... on Nobody { name } } }",
    "{ dog { ... on Int { name } } }",
    "query Q($a: Int, $a: Int, $b: Dog, $c: Nobody, $d: String) { pet(n: $d, of: $e) { name } }",
    "query ($a: Int) { dog { name @include(if: $a) @include(if: true) @nothing } }",
    "{ dog @skip { name } }",
    "{ pets @defer { name @stream } ... @defer(label: $x) { dog { name } } }",
    "subscription { barked meowed }",
    "subscription { barked @skip(if: true) ...S } fragment S on Subscription { meowed }",
    "query A { dog { name } } query A { dog { name } } { dog { name } }",
    "mutation { do }",
    "{ dog { a: name a: barks } }",
    "type Dog { name: String }",
    "{ dog { name } } { dog { friend { name ... on Cat { lives(of: null) } } } }",
    '{ __type(name: "$ @ ... fragment") { fields { type { fields { type { fields { name } } } } } } }',
)
TOKENS = (
    "{",
    "}",
    "(",
    ")",
    "...",
    "on",
    "fragment",
    "query",
    "subscription",
    "$a",
    ":",
    "Int",
    "@skip",
    "dog",
)
TOKENS += ("pet", "name", "barks", "friend", "Dog", "Cat", "F", "(if: true)", "(if: $a)", "($a: Int)", "...F")


def both(text: str) -> tuple[list[str], list[str]]:
    parsed = graphql.parse(text)
    found = graphql.validate(SCHEMA, parsed, validation.rules_for(text))
    return [str(one) for one in found], [str(one) for one in graphql.validate(SCHEMA, parsed)]


class TestRulesFor:
    @pytest.mark.parametrize("text", BROKEN)
    def test_find_what_all_rules_find(self, text: str) -> None:
        found, expected = both(text)

        assert found == expected
        assert expected

    @settings(max_examples=200)
    @given(st.lists(st.sampled_from(TOKENS), min_size=3, max_size=14).map(" ".join))
    @example("{ dog { name } }")
    def test_find_what_all_rules_find_in_any_document(self, text: str) -> None:
        try:
            found, expected = both(f"{{ dog {{ name }} {text} }}")
        except graphql.GraphQLSyntaxError:
            return

        assert found == expected

    def test_are_fewer_for_a_document_without_fragments_and_variables(self) -> None:
        assert len(validation.rules_for("{ dog { name } }")) < len(graphql.specified_rules) / 2 + 1

    def test_know_which_rules_there_are(self) -> None:
        known = {rule for about in validation._ABOUT.values() for rule in about}

        assert known < set(graphql.specified_rules)
