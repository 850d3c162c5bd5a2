from hypothesis import given, settings

import strategies
from schema import remaining, sdl, types
from schema.drift.change import BREAKING, Change, Kind
from tests.support import drifting, live, schemas


def change(kind: Kind, coordinate: str, before: str | None = None, after: str | None = None) -> Change:
    return Change(BREAKING, kind, coordinate, f"`{coordinate}` has changed.", before, after)


def after(*changes: Change) -> remaining.Remaining:
    return remaining.after(live.SCHEMA, changes)


class TestAfter:
    def test_is_the_schema_itself_where_nothing_is_gone(self) -> None:
        assert after() == remaining.Remaining(live.SCHEMA, {})

    def test_takes_out_a_mutation_and_says_that_it_is_gone(self) -> None:
        left = after(change(Kind.FIELD_REMOVED, "Mutation.brew"))

        assert "brew" not in left.schema.fields_of("Mutation")
        assert dict(left.unusable) == {"brew": "gone"}

    def test_takes_out_a_field_an_argument_an_input_field_and_a_value(self) -> None:
        left = after(
            change(Kind.FIELD_REMOVED, "BrewOutput.possibleErrors"),
            change(Kind.ARGUMENT_REMOVED, "Mutation.brew(cups:)"),
            change(Kind.INPUT_FIELD_REMOVED, "BrewInput.note"),
            change(Kind.ENUM_VALUE_REMOVED, "Level.MORE"),
        )

        assert "possibleErrors" not in left.schema.fields_of("BrewOutput")
        assert set(left.schema.fields_of("Mutation")["brew"].arguments) == {"input", "size"}
        brew, level = left.schema["BrewInput"], left.schema["Level"]
        assert isinstance(brew, types.InputObject)
        assert isinstance(level, types.Enum)
        assert "note" not in brew.fields
        assert "MORE" not in level.values
        assert left.unusable == {}

    def test_gives_what_is_of_another_known_type_as_that(self) -> None:
        left = after(change(Kind.ARGUMENT_TYPE_CHANGED, "Mutation.brew(cups:)", "Int", "Int!"))

        assert str(left.schema.fields_of("Mutation")["brew"].arguments["cups"].type) == "Int!"

    def test_leaves_out_what_is_of_an_unknown_type_and_may_be_left_out(self) -> None:
        left = after(change(Kind.INPUT_FIELD_TYPE_CHANGED, "BrewInput.note", "String", "Note"))

        brew = left.schema["BrewInput"]
        assert isinstance(brew, types.InputObject)
        assert "note" not in brew.fields

    def test_takes_out_what_needs_what_cannot_be_given(self) -> None:
        left = after(change(Kind.INPUT_FIELD_TYPE_CHANGED, "LeafInput.name", "String!", "Name!"))

        assert "LeafInput" not in left.schema
        assert "BrewInput" not in left.schema
        assert dict(left.unusable) == {
            "brew": "its argument input cannot be given: BrewInput! is gone",
        }

    def test_takes_out_a_mutation_that_requires_something_new(self) -> None:
        left = after(change(Kind.ARGUMENT_ADDED, "Mutation.rename(code:)", None, "Int!"))

        assert dict(left.unusable) == {"rename": "`Mutation.rename(code:)` has changed."}

    def test_takes_out_a_type_with_all_that_gives_it(self) -> None:
        left = after(change(Kind.TYPE_REMOVED, "Tea"))

        assert "tea" not in left.schema.fields_of("BrewOutput")
        assert left.schema.possible_types("Found") == ("Pot", "Vase")

    def test_takes_members_out_of_unions_and_interfaces_off_objects(self) -> None:
        left = after(
            change(Kind.UNION_MEMBER_REMOVED, "Found", "Tea"), change(Kind.INTERFACE_REMOVED, "Pot", "Vessel")
        )

        assert left.schema.possible_types("Found") == ("Pot", "Vase")
        assert left.schema.possible_types("Vessel") == ("Kettle",)

    def test_passes_over_what_the_schema_does_not_have(self) -> None:
        left = after(
            change(Kind.FIELD_REMOVED, "Nothing.at"),
            change(Kind.TYPE_REMOVED, "Nowhere"),
            change(Kind.ARGUMENT_REMOVED, "Mutation.none(a:)"),
            change(Kind.UNION_MEMBER_REMOVED, "None", "Tea"),
        )

        assert left.schema == live.SCHEMA

    @settings(max_examples=25, derandomize=True, deadline=None)
    @given(schemas.schemas())
    def test_leaves_a_schema_that_can_be_asked(self, schema: types.Schema) -> None:
        for kind in ("field gone", "input field of another type", "result type renamed", "enum value gone"):
            drifted = drifting.drift(schema, kind, seed=1)
            if drifted is None:
                continue
            found = change(Kind.ELEMENT_REFUSED, drifted.coordinate)

            left = remaining.after(schema, [found]).schema

            if left.fields_of("Mutation"):
                contract = schemas.contract_of(sdl.read(sdl.write(left)))
                for name in contract.mutations:
                    assert strategies.slices(contract, name)
