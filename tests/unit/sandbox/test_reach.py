from __future__ import annotations

from sandbox import reach
from tests.unit.sandbox import small


def spots(mutation: str) -> list[reach.Spot]:
    contract = small.contract()
    return list(reach.output_spots(contract.schema_of(mutation), contract.mutation(mutation)))


class TestOutputSpots:
    def test_begin_with_the_mutation_itself(self) -> None:
        first = spots("bareText")

        assert [(spot.field.name, spot.parent, spot.depth) for spot in first] == [("bareText", "Mutation", 0)]

    def test_tell_a_type_at_each_depth_that_it_is_reached_at(self) -> None:
        days = [spot for spot in spots("fill") if spot.field.name == "day"]

        assert {(spot.parent, spot.around, spot.depth) for spot in days} == {
            ("Receipt", "Receipt", 2),
            ("Receipt", "Receipt", 3),
        }

    def test_tell_the_abstract_type_around_the_fields_of_its_members(self) -> None:
        inside = [spot for spot in spots("createQuote") if spot.around == "Owner"]

        assert {(spot.parent, spot.field.name) for spot in inside} == {
            ("Company", "number"),
            ("Company", "offices"),
            ("Person", "born"),
            ("Person", "name"),
        }


class TestInputTypes:
    def test_are_the_arguments_and_all_input_objects_within(self) -> None:
        contract = small.contract()

        found = reach.input_types(contract.schema_of("createQuote"), contract.mutation("createQuote"))

        assert [type_.name for type_ in found] == [
            "",
            "QuoteInput",
            "LineInput",
            "NestedInput",
            "InnerInput",
        ]
