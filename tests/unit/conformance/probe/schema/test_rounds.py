"""Single changes under each limit, and what a server may do to a probe."""

from collections.abc import Mapping
from typing import Any

import graphql
import pytest
from graphql.language import ast
from hypothesis import given, settings

from conformance.probe.schema import rounds
from conformance.probe.schema.marks import Part
from conformance.probe.schema.writing import Writer
from schema import sdl, types
from schema.drift.change import Kind
from tests.support import drifting, live, schemas

#: Each alone; the caps are so small that this small schema meets them.
LIMITS: Mapping[str, dict[str, Any]] = {
    "none": {},
    "first error only": {"first_error_only": True},
    "error cap": {"validation_error_cap": 2},
    "body cap": {"body_cap": 2_500},
    "token cap": {"token_cap": 700},
    "no suggestions, no introspection": {"suggestions": False, "introspection": False},
    "no repeated fields": {"repeated_fields": False},
    "status 200": {"request_error_status": 200},
}


def changed(text: str, old: str, new: str) -> types.Schema:
    assert old in text
    return sdl.read(text.replace(old, new))


def found(schema: types.Schema, **limits: Any) -> rounds.Probed:
    return rounds.ask(live.SCHEMA, "api", live.Server.of(schema, **limits).send)


class TestAsk:
    # Each kind with no limit and under one; `python -m benchmarks.probe` tries them on the whole contract.
    @pytest.mark.parametrize(
        ("kind", "limit"),
        [
            (kind, tuple(LIMITS)[number])
            for index, kind in enumerate(drifting.KINDS)
            for number in (0, 1 + index % (len(LIMITS) - 1))
        ],
    )
    def test_finds_a_single_change_and_its_place(self, kind: str, limit: str) -> None:
        limits = LIMITS[limit]
        drifted = drifting.drift(live.SCHEMA, kind, seed=len(limit))
        assert drifted is not None
        server = live.Server.of(drifted.schema, **limits)

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert [one.coordinate for one in probed.changes] == [drifted.coordinate]
        assert probed.found_after <= 4
        assert server.executed == []
        assert probed.unasked == ()

    @pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
    def test_finds_nothing_where_nothing_has_changed(self, limits: dict[str, Any]) -> None:
        probed = found(live.SCHEMA, **limits)

        assert (probed.changes, probed.unasked) == ((), ())
        is_small = "body_cap" in limits or "token_cap" in limits
        assert bool(probed.notes) is is_small
        assert (probed.requests == 1) is not is_small

    def test_asks_again_until_all_is_found_that_a_cap_on_errors_hides(self) -> None:
        text = sdl.write(live.SCHEMA)
        schema = changed(text, "  possibleErrors: [Problem]\n", "")
        schema = changed(sdl.write(schema), "note: Int", "notes: Int")
        schema = changed(sdl.write(schema), "  MORE\n", "")
        schema = changed(sdl.write(schema), "cups: Int", "cups: Int!")

        probed = found(schema, validation_error_cap=1)

        assert {one.coordinate for one in probed.changes} == {
            "Bitter.note",
            "BrewOutput.possibleErrors",
            "Level.MORE",
            "Mutation.brew(cups:)",
        }

    def test_finds_what_has_moved_into_a_part_that_was_asked_before(self) -> None:
        # `drain` is where `DrainOptions` and `Level` would be asked about, and it is gone.
        text = sdl.write(live.SCHEMA).replace(
            "name: String): Boolean", "name: String, level: Level): Boolean"
        )
        old = sdl.read(text)
        new = sdl.read(
            text.replace(
                "  drain(kettleId: ID!, options: [DrainOptions!], sizes: [Size!]): Kettle!\n", ""
            ).replace("  MORE\n", "")
        )
        server = live.Server.of(new, body_cap=2_500)

        probed = rounds.ask(old, "api", server.send)

        assert {one.coordinate for one in probed.changes} == {"Mutation.drain", "Level.MORE"}

    def test_finds_what_has_moved_into_a_unit_that_was_answered_before(self) -> None:
        # `rename` is where `Level` would be asked about, and it is gone: an input of `brew` is next.
        text = sdl.write(live.SCHEMA).replace("  level: Level!\n", "").replace("  EMPTY\n", "")
        text = text.replace("name: String): Boolean", "name: String, level: Level): Boolean")
        text = text.replace("input LeafInput {\n", "input LeafInput {\n  level: Level\n")
        rename = "  rename(by: Rename, name: String, level: Level): Boolean\n"
        server = live.Server.of(changed(text.replace("  MORE\n", ""), rename, ""), body_cap=1_200)

        probed = rounds.ask(sdl.read(text), "api", server.send)

        assert {one.coordinate for one in probed.changes} == {"Mutation.rename", "Level.MORE"}

    def test_is_one_cause_where_many_operations_are_hit(self) -> None:
        probed = found(changed(sdl.write(live.SCHEMA), "type Lid {\n  closed", "type Lid {\n  shut"))

        assert [one.coordinate for one in probed.changes] == ["Lid.closed"]

    def test_says_it_if_the_server_executes_something_else(self) -> None:
        server = live.Server.of(live.SCHEMA)
        server.wrap = lambda _: {"data": {"brew": None}}

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert probed.executed
        assert probed.notes == (rounds.EXECUTED,)
        assert probed.requests == 1

    def test_subtracts_a_refused_typename(self) -> None:
        drifted = changed(sdl.write(live.SCHEMA), "  MORE\n", "")
        server = live.Server.of(drifted)
        server.wrap = lambda text: refusing_typename(server, text)

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert [one.coordinate for one in probed.changes] == ["Level.MORE"]
        assert rounds.TYPENAME in probed.notes

    def test_asks_no_deeper_than_a_server_allows(self) -> None:
        server = live.Server.of(changed(sdl.write(live.SCHEMA), "  MORE\n", ""))
        server.wrap = lambda text: too_deep(text, 3)

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert [one.coordinate for one in probed.changes] == ["Level.MORE"]
        assert any("deep" in note for note in probed.notes)
        assert {one.name for one in probed.unasked} >= {"Leaf", "Cup"}

    def test_blames_a_mutation_that_is_refused_for_no_place(self) -> None:
        server = live.Server.of(live.SCHEMA)
        server.wrap = lambda text: {"errors": [{"message": "Denied."}]} if "rename(" in text else None

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert {(one.kind, one.coordinate) for one in probed.changes} == {
            (Kind.ELEMENT_REFUSED, "Mutation.rename")
        }

    def test_blames_nothing_on_a_server_that_refuses_everything(self) -> None:
        server = live.Server.of(live.SCHEMA)
        server.wrap = lambda _: {"errors": [{"message": "Down."}]}

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert probed.changes == ()
        assert probed.notes == ("it answers no query, so that nothing was asked: status 200: Down.",)
        assert probed.requests == 2
        assert set(probed.unasked) == set(Writer(live.SCHEMA).units())

    @pytest.mark.parametrize(
        "answer",
        [
            {},
            {"errors": "x"},
            {"errors": [None, 1, {"message": 5, "locations": [{"line": "a"}, 7]}]},
            {"errors": [{"message": "x", "locations": [{"line": 10**9, "column": -1}]}]},
            {"data": []},
        ],
    )
    def test_survives_any_answer(self, answer: dict[str, Any]) -> None:
        server = live.Server.of(live.SCHEMA)
        server.wrap = lambda _: answer

        probed = rounds.ask(live.SCHEMA, "api", server.send)

        assert probed.requests >= 1
        assert not probed.executed


class TestDocument:
    @settings(max_examples=15, derandomize=True, deadline=None)
    @given(schemas.schemas())
    def test_is_valid_for_any_schema_whole_and_in_its_units(self, schema: types.Schema) -> None:
        built = graphql.build_schema(sdl.write(schema), assume_valid=True, assume_valid_sdl=True)
        for typename in (True, False):
            writer = Writer(schema, typename)
            units = writer.units()

            for part in (units, units[:2], units[2:], units[-1:]):
                document = graphql.parse(writer.write(part).text)
                assert graphql.validate(built, document) == []

    def test_locks_every_mutation(self) -> None:
        writer = Writer(live.SCHEMA)
        document = graphql.parse(writer.write(writer.units()).text)

        operations = [one for one in document.definitions if isinstance(one, ast.OperationDefinitionNode)]
        assert graphql.print_ast(operations[0]) == "query Probe {\n  __typename\n}"
        for one in operations[1:]:
            assert graphql.print_ast((one.variable_definitions or ())[0]) == "$never: Boolean!"
            (root,) = one.selection_set.selections
            assert "@include(if: $never)" in graphql.print_ast(root)

    def test_names_everything_that_can_be_asked(self) -> None:
        writer = Writer(live.SCHEMA)
        named = {
            one.coordinate for one in writer.write(writer.units()).marks.values() if one.part is Part.NAME
        }

        for type_ in live.SCHEMA:
            match type_:
                case types.InputObject(fields=fields):
                    assert {f"{type_.name}.{name}" for name in fields} <= named
                case types.Enum(values=values):
                    assert {f"{type_.name}.{name}" for name in values} <= named
                case types.Object() | types.Interface() if type_.name != "Query":
                    fields_of = {one.name for one in type_.fields.values() if not one.needs_arguments}
                    assert {f"{type_.name}.{name}" for name in fields_of} <= named or type_.name == "Mutation"
                case _:
                    pass

    def test_has_each_operation_on_a_line_of_its_own(self) -> None:
        writer = Writer(live.SCHEMA)
        lines = writer.write(writer.units()).text.split("\n")

        for name in live.CONTRACT.mutations:
            assert any(line.startswith("mutation ") and f"{{{name}" in line for line in lines)
        assert all(line.startswith(("query ", "mutation ", "fragment ")) for line in lines)


def refusing_typename(server: live.Server, text: str) -> dict[str, Any] | None:
    """What graphene's DisableIntrospection does: an error for each field that begins with `__`."""
    document = graphql.parse(text)
    errors: list[dict[str, Any]] = []

    class Finder(graphql.Visitor):
        def enter_field(self, node: ast.FieldNode, *_: object) -> None:
            if node.name.value.startswith("__") and node.loc is not None:
                place = {"line": node.loc.start_token.line, "column": node.loc.start_token.column}
                errors.append({"message": "Cannot query '__typename'.", "locations": [place]})

    graphql.visit(document, Finder())
    server.wrap = lambda _: None
    answer = server.send("api", text).document or {}
    server.wrap = lambda later: refusing_typename(server, later)
    listed = answer.get("errors", [])
    return {"errors": [*errors, *listed][:100]}


def too_deep(text: str, limit: int) -> dict[str, Any] | None:
    """What a rule against depth answers, or None."""
    document = graphql.parse(text)
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, ast.FragmentDefinitionNode)
    }

    def depth(selected: ast.SelectionSetNode | None) -> int:
        found = 0
        for one in selected.selections if selected else ():
            match one:
                case ast.FieldNode():
                    found = max(found, 1 + depth(one.selection_set))
                case ast.FragmentSpreadNode():
                    found = max(found, depth(fragments[one.name.value].selection_set))
                case ast.InlineFragmentNode():
                    found = max(found, depth(one.selection_set))
        return found

    for one in document.definitions:
        if isinstance(one, ast.OperationDefinitionNode) and depth(one.selection_set) > limit:
            return {"errors": [{"message": f"'x' exceeds maximum operation depth of {limit}"}]}
    return None
