import re
from collections.abc import Iterator

import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import soundness

SCHEMA = graphql.build_schema("""
    type Query {
      pet(id: ID!, kind: Kind = DOG, filter: Filter): Pet
      pets(filters: [Filter!]): [Pet!]
      either: Either
    }
    type Mutation { feed(input: Feeding!, times: Int! = 1): Pet name(one: One!): Dog }
    type Subscription { fed: Pet }
    interface Pet { name(upper: Boolean): String friend: Pet }
    type Dog implements Pet { name(upper: Boolean): String friend: Pet barks: Boolean! volume: Int }
    type Cat implements Pet { name(upper: Boolean): String friend: Pet lives: Int volume: Float }
    type Fish { name: String fins: Int }
    union Either = Dog | Fish
    enum Kind { DOG CAT }
    scalar Amount
    input Filter { kind: Kind! names: [String!] amount: Amount inner: Filter }
    input Feeding { id: ID! grams: Int! = 5 note: String filter: Filter }
    input One @oneOf { byId: ID byName: String }
""")

VALID = (
    "{ pets { name } }",
    "query A { pets { name } } query B { pet(id: 1) { __typename } }",
    "query A($id: ID!) { pet(id: $id, kind: CAT) { name(upper: true) friend { name } } }",
    "mutation M($in: Feeding!) { a: feed(input: $in) { name } b: feed(input: $in, times: 2) { name } }",
    'mutation { feed(input: {id: "x", filter: {kind: DOG, names: ["a"], amount: {x: [1]}}}) { name } }',
    "query A($kind: Kind!, $names: [String!]) { pets(filters: [{kind: $kind, names: $names}]) { name } }",
    "query A($filter: Filter!) { pets(filters: [$filter]) { name } }",
    "query A($kind: Kind! = DOG) { pets(filters: {kind: DOG}) { name } pet(id: 2, kind: $kind) { name } }",
    "query A($no: Boolean!) { pets @include(if: $no) { name @skip(if: false) } }",
    "{ pets { ... on Dog { barks } ... on Cat { lives } ... { name } name } }",
    "{ pets { ...dog ...dog } either { ... on Fish { fins } ...pet } } "
    "fragment dog on Dog { barks ...pet } fragment pet on Pet { name }",
    "query A($up: Boolean) { pets { ...named } } query B($up: Boolean!) { pet(id: 1) { ...named } } "
    "fragment named on Pet { name(upper: $up) }",
    "{ pets { friend { name } friend { friend { name } } } }",
    "{ pets { ... on Dog { loud: volume } ... on Cat { loud: lives } } }",
    'mutation { name(one: {byName: "x"}) { barks } }',
    "query A($id: ID!) { pets { name } pet(id: $id) { ... @include(if: true) { name } } }",
)

INVALID = {
    "{ pets }": "no fields of a composite",
    "{ pets { name { x } } }": "fields of a leaf",
    "{ pets { barks } }": "a field of another type",
    "{ either { name } }": "a field of a union",
    "{ nothing }": "an unknown field",
    "{ pets { name name: friend { name } } }": "two fields under a name",
    "{ pets { name name(upper: true) } }": "two calls of a field under a name",
    "{ pets { ... on Dog { volume } ... on Cat { volume } } }": "two types under a name",
    "{ pets { friend { a: name } friend { a: friend { name } } } }": "a conflict deeper down",
    "{ pets { ...a ...b } } fragment a on Dog { x: volume } fragment b on Cat { x: name }": "in fragments",
    "{ pet { name } }": "a required argument is missing",
    "{ pet(id: 1, id: 2) { name } }": "an argument twice",
    "{ pet(id: 1, age: 2) { name } }": "an unknown argument",
    "{ pet(id: true) { name } }": "a literal of another type",
    "{ pet(id: null) { name } }": "null where there may be none",
    "{ pet(id: 1, kind: FOX) { name } }": "an unknown enum value",
    '{ pet(id: 1, kind: "DOG") { name } }': "text for an enum",
    "{ pet(id: 1, filter: {}) { name } }": "a required input field is missing",
    "{ pet(id: 1, filter: {kind: DOG, kind: DOG}) { name } }": "an input field twice",
    "{ pet(id: 1, filter: {kind: DOG, age: 1}) { name } }": "an unknown input field",
    "{ pet(id: 1, filter: {kind: DOG, amount: {a: 1, a: 2}}) { name } }": "a key twice in a scalar",
    "{ pet(id: $id) { name } }": "a variable that is not declared",
    "query A($id: ID!) { pets { name } }": "a variable that is not used",
    "query A($id: ID!, $id: ID!) { pet(id: $id) { name } }": "a variable twice",
    "query A($id: ID) { pet(id: $id) { name } }": "a variable that may be null",
    "query A($id: Int!) { pet(id: $id) { name } }": "a variable of another type",
    "query A($id: Dog) { pet(id: $id) { name } }": "a variable of an output type",
    "query A($id: Nothing) { pet(id: $id) { name } }": "a variable of an unknown type",
    "query A($id: ID! = [1]) { pet(id: $id) { name } }": "a wrong default",
    "query A($kind: String!) { pets(filters: [{kind: $kind}]) { name } }": "a wrong variable in a literal",
    "query A($x: Int) { pets(filters: [{kind: DOG, amount: {x: $y}}]) { name(upper: $x) } }": "in a scalar",
    'mutation { name(one: {byId: 1, byName: "x"}) { barks } }': "two fields of a oneOf",
    "query A { pets { name } } query A { pets { name } }": "an operation twice",
    "{ pets { name } } query A { pets { name } }": "an operation without a name beside others",
    "{ pets { ...a } } fragment a on Dog { barks } fragment a on Dog { barks }": "a fragment twice",
    "{ pets { name } } fragment a on Dog { barks }": "a fragment that is not used",
    "{ pets { ...a } }": "an unknown fragment",
    "{ pets { ...a } } fragment a on Fish { fins }": "a fragment of what it cannot be",
    "{ pets { ...a } } fragment a on Kind { x }": "a fragment on a leaf",
    "{ pets { ... on Fish { fins } } }": "an inline fragment of what it cannot be",
    "{ pets { ... on Nothing { fins } } }": "an inline fragment of an unknown type",
    "{ pets { ...a } } fragment a on Pet { friend { ...a } }": "a fragment inside itself",
    "query A($up: ID!) { pet(id: $up) { ...n } } fragment n on Pet { name(upper: $up) }": "a variable there",
    "query A($a: Boolean) { pets {...n} } query B { pets {...n} } fragment n on Pet { name(upper: $a) }": (
        "a variable that only another operation declares"
    ),
    "{ pets @nothing { name } }": "an unknown directive",
    "{ pets @skip { name } }": "a directive without its argument",
    "{ pets @skip(if: 1) { name } }": "a wrong argument of a directive",
    "{ pets @skip(if: true) @skip(if: true) { name } }": "a directive twice",
    "{ pets @skip(if: true, unless: true) { name } }": "an unknown argument of a directive",
    "query A @skip(if: true) { pets { name } }": "a directive in a wrong place",
    "{ pets { ...a } } fragment a on Dog @skip(if: true) { barks }": "a directive on a fragment",
    "{ pets { __typename(x: 1) } }": "an argument of the name of a type",
    "subscription { a: fed { name } b: fed { name } }": "two fields of a subscription",
    "{ pets { name } } type Dog { x: Int }": "a definition of a type",
}

TOKEN = re.compile(r'"[^"]*"|\.\.\.|[$@]?\w+|[^\s]')
WORDS = sorted({word for text in (*VALID, *INVALID) for word in TOKEN.findall(text)})


def errors(document: graphql.DocumentNode) -> list[graphql.GraphQLError]:
    return graphql.validate(SCHEMA, document)


class TestIsSound:
    @pytest.mark.parametrize("text", VALID)
    def test_is_sure_of_a_valid_document(self, text: str) -> None:
        document = graphql.parse(text)

        assert soundness.is_sound(SCHEMA, document)
        assert not errors(document)

    @pytest.mark.parametrize("text", INVALID, ids=INVALID.get)
    def test_is_not_sure_of_a_document_that_is_wrong(self, text: str) -> None:
        document = graphql.parse(text)

        assert not soundness.is_sound(SCHEMA, document)
        assert errors(document)

    @pytest.mark.parametrize(
        "text",
        [
            "{ __schema { queryType { name } } }",
            "subscription { fed { name } }",
            "mutation A($times: Int) { feed(input: {id: 1}, times: $times) { name } }",
            "mutation A($id: ID!) { name(one: {byId: $id}) { barks } }",
        ],
    )
    def test_leaves_what_it_does_not_look_at_to_others(self, text: str) -> None:
        document = graphql.parse(text)

        assert not soundness.is_sound(SCHEMA, document)
        assert not errors(document)

    def test_reads_fragments_in_fragments_once(self) -> None:
        depth = 60
        inner = (
            f"fragment f{at} on Pet {{ a: friend {{ ...f{at + 1} }} b: friend {{ ...f{at + 1} }} }}"
            for at in range(depth)
        )
        text = f"{{ pets {{ ...f0 }} }} {' '.join(inner)} fragment f{depth} on Pet {{ name }}"

        assert soundness.is_sound(SCHEMA, graphql.parse(text))

    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_is_never_sure_of_a_document_that_is_not_valid(self, data: st.DataObject) -> None:
        words = TOKEN.findall(data.draw(st.sampled_from(VALID)))
        for _ in range(data.draw(st.integers(1, 2))):
            place = data.draw(st.integers(0, len(words) - 1))
            words[place : place + data.draw(st.integers(0, 1))] = data.draw(
                st.lists(st.sampled_from(WORDS), max_size=2)
            )
        document = next(parsed(" ".join(words)), None)

        if document is not None and soundness.is_sound(SCHEMA, document):
            assert not errors(document)


def parsed(text: str) -> Iterator[graphql.DocumentNode]:
    try:
        yield graphql.parse(text)
    except graphql.GraphQLSyntaxError:
        return
