from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import graphql
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conformance.fuzzing import literals
from conformance.model import Case, Exchange, Request, Response
from conformance.rules import scalars, shape
from schema import coercion, documents, errors, sdl, types
from schema.operation import Selection
from strategies import examples
from tests.support import schemas

TEA = sdl.read("""
type Query { placeholder: Boolean }
type Mutation { brew(cups: Int): Drink, steep: Tea!, count: Int }
interface Named { name: String! }
type Tea implements Named { name: String! sugar(of: Int): Int leaf: Leaf again: Tea }
type Coffee implements Named { name: String! milk: Boolean leaf: Leaf }
type Leaf { green: Boolean origin: String named: Named }
union Drink = Tea | Coffee
""")


def root(selected: str, rest: str = "", **variables: Any) -> Selection:
    """What is asked of `brew`."""
    found = documents.read(f"mutation {{ brew {{ {selected} }} }} {rest}", TEA, variables).root.selection
    assert found is not None
    return found


def keys(selection: Selection | None) -> dict[str, list[str]]:
    assert selection is not None
    return {name: sorted(fields) for name, fields in selection.by_object.items()}


class TestRead:
    def test_keeps_text_name_and_alias_of_the_mutation(self) -> None:
        text = "mutation Four { hot: brew(cups: 4) { __typename } }"

        found = documents.read(text, TEA)

        assert (found.mutation, found.name, found.text) == ("brew", "Four", text)
        assert (found.root.key, str(found.root.type)) == ("hot", "Drink")

    def test_gives_an_anonymous_operation_the_empty_name(self) -> None:
        assert documents.read("mutation { count }", TEA).name == ""

    def test_tells_for_each_object_type_what_it_must_have(self) -> None:
        found = root("__typename ... on Tea { sugar } ... on Named { called: name } ... on Coffee { milk }")

        assert keys(found) == {
            "Coffee": ["__typename", "called", "milk"],
            "Tea": ["__typename", "called", "sugar"],
        }

    def test_reads_named_fragments_and_inline_ones_without_a_type(self) -> None:
        found = root(
            "... { ...sweet } ...sweet",
            "fragment sweet on Tea { sugar leaf { ...where } } fragment where on Leaf { origin }",
        )

        assert keys(found) == {"Coffee": [], "Tea": ["leaf", "sugar"]}
        assert keys(found.by_object["Tea"]["leaf"].selection) == {"Leaf": ["origin"]}

    def test_merges_what_is_asked_below_one_key(self) -> None:
        found = root("... on Tea { leaf { green } leaf { origin } } ... on Coffee { leaf { green } }")

        assert keys(found.by_object["Tea"]["leaf"].selection) == {"Leaf": ["green", "origin"]}
        assert keys(found.by_object["Coffee"]["leaf"].selection) == {"Leaf": ["green"]}

    def test_keeps_two_meanings_of_one_key_apart_by_object_type(self) -> None:
        found = root("... on Tea { x: sugar } ... on Coffee { x: milk }")

        named = {name: fields["x"].name for name, fields in found.by_object.items()}
        assert named == {"Tea": "sugar", "Coffee": "milk"}

    @pytest.mark.parametrize(
        ("directives", "included"),
        [
            ("@skip(if: true)", False),
            ("@skip(if: false)", True),
            ("@include(if: false)", False),
            ("@include(if: true) @skip(if: true)", False),
            ("@include(if: $yes) @deprecated", True),
            ("@skip(if: $yes)", False),
            ("@skip(if: $default)", False),
        ],
    )
    @pytest.mark.parametrize("selected", ["name {}", "... {} {{ name }}", "...named {}"])
    def test_follows_skip_and_include(self, selected: str, directives: str, included: bool) -> None:
        text = (
            "mutation ($yes: Boolean!, $default: Boolean! = true) { steep { __typename "
            + selected.format(directives)
            + " } } fragment named on Named { name }"
        )

        found = documents.read(text, TEA, {"yes": True}).root.selection

        assert keys(found) == {"Tea": ["__typename", "name"] if included else ["__typename"]}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("mutation { count other: count }", "asks for one mutation, and this document for: count, other"),
            ("mutation { count @skip(if: true) }", "for: none"),
            ("mutation { __typename }", "for: __typename"),
            ("query { placeholder }", "a query is no mutation"),
            ("mutation A { count } mutation B { count }", "expected one operation, found 2"),
            ("mutation { count } type X { y: Int }", "object type definition cannot be executed"),
            ("mutation { cuont }", "Mutation has no field 'cuont'; did you mean 'count'?"),
            ("mutation { count { x } }", "count of type Int has no fields to select"),
            ("mutation { steep }", "steep of type Tea! is selected without its fields"),
            ("mutation { steep { x: name x: sugar } }", "Tea is asked for name and sugar under one key 'x'"),
            ("mutation { steep { __typename: name } }", "it is the alias of name"),
            ("mutation { steep { ... on Tae { name } } }", "there is no type 'Tae' in the contract; did you"),
            ("mutation { steep { ... on Int { name } } }", "type 'Int' has no fields to select"),
            ("mutation { steep { ...gone } }", "there is no fragment 'gone'"),
            ("mutation { steep { name @skip } }", "@skip needs 'if'"),
            ("mutation { steep { name @skip(if: $what) } }", "@skip needs 'if'"),
            ("mutation { steep { ...a } } fragment a on Tea { name } fragment a on Tea { name }", "twice"),
            ("mutation {\n steep {", "document:2: Syntax Error: Expected Name, found <EOF>."),
        ],
    )
    def test_says_in_one_line_what_it_cannot_read(self, text: str, reason: str) -> None:
        with pytest.raises(errors.ContractError) as caught:
            documents.read(text, TEA)

        assert reason in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        "text",
        [
            "mutation { steep " + "{ again " * 5000 + "}" * 5000,
            "mutation { steep " + "{ again " * 120 + "{ name }" + "}" * 121,
            "mutation { steep { ...a } } fragment a on Tea { again { ...a } }",
            "mutation { steep { ...a } } fragment a on Tea { x: again { ...a } y: again { ...a } }",
            "mutation { steep { ...f0 } } fragment f5000 on Tea { name } "
            + " ".join(f"fragment f{n} on Tea {{ ...f{n + 1} }}" for n in range(5000)),
        ],
        ids=["deep text", "deep fields", "a fragment in itself", "twice in itself", "a chain of fragments"],
    )
    def test_ends_in_one_line_where_a_document_has_no_end(self, text: str) -> None:
        with pytest.raises(errors.ContractError, match=r"^document(:1)?: .*(deep|fields are selected)"):
            documents.read(text, TEA)


# -- against graphql-core --------------------------------------------------------------------------


@attrs.define
class Document:
    """A document while it is drawn; `fragments` are the definitions that it has so far."""

    schema: types.Schema
    draw: st.DrawFn
    fragments: list[str] = attrs.Factory(list)

    def selection(self, on: str, depth: int) -> str:
        count = self.draw(st.integers(1, 4))
        return f"{{ {' '.join(self.selected(on, depth) for _ in range(count))} }}"

    def selected(self, on: str, depth: int) -> str:
        directive = self.draw(
            st.sampled_from(("",) * 6 + ("@skip(if: false)", "@skip(if: $yes)", "@include(if: $no)"))
        )
        kind = self.draw(st.sampled_from(("field", "field", "field", "inline", "named")))
        if kind == "field" or depth == 0:
            return self.field(on, directive, depth)
        related = sorted(
            name
            for name in self.schema.types
            if isinstance(self.schema[name], types.Object | types.Interface | types.Union)
            and set(self.schema.possible_types(name)) & set(self.schema.possible_types(on))
        )
        if kind == "inline":
            inner = self.draw(st.sampled_from((None, *related)))
            condition = f" on {inner}" if inner else ""
            return f"...{condition} {directive} {self.selection(inner or on, depth - 1)}"
        inner = self.draw(st.sampled_from(related)) if related else on
        written = self.selection(inner, depth - 1)
        self.fragments.append(f"fragment F{len(self.fragments)} on {inner} {written}")
        spread = f"...F{len(self.fragments) - 1} {directive}"
        return f"{spread} {spread}" if self.draw(st.booleans()) else spread

    def field(self, on: str, directive: str, depth: int) -> str:
        fields = [
            field
            for field in self.schema.fields_of(on).values()
            if depth > 0 or self.schema.is_leaf(field.type.name)
        ]
        chosen = self.draw(st.sampled_from((None, *fields)))
        if chosen is None:
            return f"{self.draw(st.sampled_from(('', 't: ')))}__typename {directive}"
        alias = self.draw(st.sampled_from(("", f"{chosen.name}In{on}: ")))
        return f"{alias}{self.call(chosen)} {directive} {self.below(chosen, depth)}"

    def call(self, field: types.Field) -> str:
        required = {name: one for name, one in field.arguments.items() if one.required}
        values = examples.of_fields(self.schema, required, optional_levels=0)
        given_ = ", ".join(
            f"{name}: {self.literal(value, required[name].type)}" for name, value in values.items()
        )
        return f"{field.name}({given_})" if given_ else field.name

    def literal(self, value: Any, ref: types.TypeRef) -> str:
        if isinstance(value, list) and ref.item is not None:
            return f"[{', '.join(self.literal(item, ref.item) for item in value)}]"
        type_ = self.schema[ref.name]
        if isinstance(type_, types.InputObject):
            inner = (f"{name}: {self.literal(one, type_.fields[name].type)}" for name, one in value.items())
            return f"{{{', '.join(inner)}}}"
        return str(value) if isinstance(type_, types.Enum) else graphql.print_ast(literals.node(value))

    def below(self, field: types.Field, depth: int) -> str:
        return "" if self.schema.is_leaf(field.type.name) else self.selection(field.type.name, depth - 1)


@st.composite
def asked(draw: st.DrawFn) -> tuple[types.Schema, str]:
    """A random schema and a valid document with one of its mutations."""
    schema = draw(schemas.schemas())
    document = Document(schema, draw)
    field = draw(st.sampled_from(sorted(schema.fields_of("Mutation").values(), key=lambda one: one.name)))
    called = f"{document.call(field)} {document.below(field, 3)}"
    head = "mutation M($yes: Boolean!, $no: Boolean! = false)"
    used = "@skip(if: $no) @include(if: $yes)"
    text = f"{head} {{ ... {used} {{ {called} }} }} {' '.join(document.fragments)}"
    return schema, text


Steps = tuple[str | int, ...]


@attrs.frozen
class Server:
    """Answers valid data: which object there is, and where a null stands, follows from the place."""

    schema: types.Schema

    def object_at(self, name: str, steps: Steps) -> str | None:
        possible = self.schema.possible_types(name)
        return possible[zlib.crc32(repr(steps).encode()) % len(possible)] if possible else None

    def value(self, ref: types.TypeRef, steps: Steps) -> Any:
        if not ref.required and zlib.crc32(repr((steps, "null")).encode()) % 5 == 0:
            return None
        if ref.item is not None:
            return [self.value(ref.item, (*steps, index)) for index in range(2)]
        if self.schema.is_leaf(ref.name):
            return examples.of_type(self.schema, ref)
        name = self.object_at(ref.name, steps)
        return None if name is None else {"object": name}

    def answer(self, text: str) -> Mapping[str, Any] | None:
        """The `data` of an answer; None where the schema allows no valid one."""
        built = coercion.executable(self.schema)
        for type_ in built.type_map.values():
            if isinstance(type_, graphql.GraphQLScalarType):
                type_.coerce_output_value = lambda value: value

        def resolve(_source: Any, info: graphql.GraphQLResolveInfo, **_arguments: Any) -> Any:
            return self.value(types.TypeRef.parse(str(info.return_type)), tuple(info.path.as_list()))

        document = graphql.parse(text)
        assume(not graphql.validate(built, document))
        result = graphql.execute_sync(
            built,
            document,
            variable_values={"yes": True},
            field_resolver=resolve,
            type_resolver=lambda value, _info, _type: value["object"],
        )
        return None if result.errors else result.data

    def objects(self, selection: Selection, value: Any, steps: Steps) -> Iterator[tuple[set[str], set[str]]]:
        """For each object in an answer: the keys that it has, and those that the selection promises."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.objects(selection, item, (*steps, index))
        elif value is not None:
            name = self.object_at(selection.type, steps)
            assert name is not None
            promised = selection.by_object[name]
            yield set(value), set(promised)
            for key, field in promised.items():
                if field.selection is not None:
                    yield from self.objects(field.selection, value[key], (*steps, key))


class TestReadAgainstGraphqlCore:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(asked())
    def test_tells_the_keys_that_it_answers_and_rules_find_nothing(
        self, drawn: tuple[types.Schema, str]
    ) -> None:
        schema, text = drawn
        server = Server(schema)
        data = server.answer(text)
        assume(data is not None)
        assert data is not None

        operation = documents.read(text, schema, {"yes": True})

        assert list(data) == [operation.root.key]
        selection, value = operation.root.selection, data[operation.root.key]
        pairs = [] if selection is None else list(server.objects(selection, value, (operation.root.key,)))
        assert [found for found, _ in pairs] == [promised for _, promised in pairs]
        assert violations(schema, Case("fuzz", operation, {"yes": True}), data) == []


def violations(schema: types.Schema, case: Case, data: Mapping[str, Any]) -> list[object]:
    """What rules on shape and scalars say of an answer."""
    response = Response(200, {"content-type": "application/json"}, json.dumps({"data": data}).encode(), 0.0)
    exchange = Exchange(case, Request(schemas.URL, {}, ""), response)
    contract = schemas.contract_of(schema)
    rules = (*shape.RULES, *scalars.RULES)
    return [one for rule in rules for one in rule.judge(exchange, contract).violations]
