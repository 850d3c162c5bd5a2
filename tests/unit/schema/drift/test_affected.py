import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from schema import errors
from schema.drift import affected, difference
from schema.drift.change import BREAKING, SAFE
from schema.drift.outcome import Drift
from tests.unit.schema.drift import matrix

TODAY = datetime.date(2026, 11, 24)


def drift(before: str, after: str, *documented: affected.Documented) -> Drift:
    old, new = (difference.Side.of_schemas({"api": matrix.schema(text)}) for text in (before, after))
    return difference.between(old, new, today=TODAY, documented=lambda _: documented)


def one(text: str, variables: Mapping[str, Any] | None = None) -> affected.Documented:
    return affected.Documented("brew", (text,), () if variables is None else (variables,))


def affects(found: Drift) -> dict[str, tuple[str, ...]]:
    return {change.coordinate: change.affects for change in found.changes if change.affects}


class TestJudged:
    def test_leaves_alone_an_operation_that_does_not_ask_for_what_is_gone(self) -> None:
        before = "type Mutation { brew: Tea } type Tea { a: Int b: Int }"
        after = "type Mutation { brew: Tea } type Tea { a: Int }"

        found = drift(before, after, one("mutation { brew { a } }"))

        assert affects(found) == {}
        assert [change.criticality for change in found.changes] == [BREAKING]

    def test_leaves_alone_an_operation_that_gives_another_enum_value(self) -> None:
        before = "type Mutation { brew(size: Size): Int } enum Size { S M }"
        after = "type Mutation { brew(size: Size): Int } enum Size { S }"
        text = "mutation ($size: Size) { brew(size: $size) }"

        assert affects(drift(before, after, one(text, {"size": "S"}))) == {}
        assert affects(drift(before, after, one(text, {"size": "M"}))) == {"Size.M": ("brew",)}

    def test_finds_what_only_the_values_of_variables_show(self) -> None:
        before = "type Mutation { brew(leaf: Leaf): Int } input Leaf { a: Int b: Int }"
        after = "type Mutation { brew(leaf: Leaf): Int } input Leaf { a: Int }"
        text = "mutation ($leaf: Leaf) { brew(leaf: $leaf) }"

        assert affects(drift(before, after, one(text))) == {}
        assert affects(drift(before, after, one(text, {"leaf": {"a": 1}}))) == {}
        assert affects(drift(before, after, one(text, {"leaf": {"b": 1}}))) == {"Leaf.b": ("brew",)}

    def test_finds_what_only_literals_show(self) -> None:
        before = "type Mutation { brew(a: Int = 1): Int }"
        after = "type Mutation { brew(a: Int! = 1): Int }"
        text = "mutation ($a: Int) { brew(a: $a) }"

        # A nullable variable may stand where there is a default, and null is a value of its own type.
        assert affects(drift(before, after, one(text, {"a": None}))) == {"Mutation.brew(a:)": ("brew",)}
        assert affects(drift(before, after, one(text, {"a": 1}))) == {}

    def test_tells_which_of_several_changes_breaks_an_operation(self) -> None:
        before = "type Mutation { brew(leaf: Leaf): Tea } input Leaf { a: Int } type Tea { a: Int b: Int }"
        after = "type Mutation { brew(leaf: Leaf): Tea } input Leaf { a: Int! } type Tea { a: Int }"

        found = drift(before, after, one("mutation { brew(leaf: {a: 1}) { a b } }"))

        assert affects(found) == {"Tea.b": ("brew",)}

    def test_names_each_of_several_changes_that_break_an_operation(self) -> None:
        before = "type Mutation { brew(a: Int): Tea } type Tea { a: Int b: Int }"
        after = "type Mutation { brew: Tea } type Tea { a: Int }"

        found = drift(before, after, one("mutation { brew(a: 1) { b } }"))

        assert affects(found) == {"Mutation.brew(a:)": ("brew",), "Tea.b": ("brew",)}

    def test_names_a_type_that_is_gone_beside_the_field_that_gave_it(self) -> None:
        before = "type Mutation { brew: Tea } type Tea { a: B } type B { c: Int }"
        after = "type Mutation { brew: Tea } type Tea { d: Int }"

        found = drift(before, after, one("mutation { brew { a { c } } }"))

        assert affects(found) == {"B": ("brew",), "Tea.a": ("brew",)}

    def test_finds_fields_that_disagree_deep_inside_and_calls_that_breaking(self) -> None:
        before = """type Mutation { brew: U } union U = A | B type A { x: X } type B { x: Y }
            type X { f: Int } type Y { f: Int }"""
        after = before.replace("X { f: Int }", "X { f: Int! }")
        text = "mutation { brew { ... on A { x { f } } ... on B { x { f } } } }"

        alone, judged = drift(before, after), drift(before, after, one(text))

        assert [change.criticality for change in alone.changes] == [SAFE]
        assert [change.criticality for change in judged.changes] == [BREAKING]
        assert affects(judged) == {"X.f": ("brew",)}
        assert "no longer valid" in judged.changes[0].sentence

    def test_takes_a_renamed_result_type_for_no_harm_if_its_fields_stay(self) -> None:
        before = "type Mutation { brew: Tea } type Tea { a: Int }"
        after = "type Mutation { brew: Brew } type Brew { a: Int }"

        assert affects(drift(before, after, one("mutation { brew { a } }"))) == {}
        assert affects(drift(before, after, one("mutation { brew { ... on Tea { a } } }"))) == {
            "Mutation.brew": ("brew",),
            "Tea": ("brew",),
        }

    def test_counts_an_answer_that_may_be_null_now(self) -> None:
        before = "type Mutation { brew: Tea } type Tea { a: Int! b: Int! }"
        after = "type Mutation { brew: Tea } type Tea { a: Int b: Int! }"

        assert affects(drift(before, after, one("mutation { brew { a } }"))) == {"Tea.a": ("brew",)}
        assert affects(drift(before, after, one("mutation { brew { b } }"))) == {}

    def test_does_not_blame_the_schema_for_what_was_wrong_before(self) -> None:
        before = "type Mutation { brew(size: Size): Tea } type Tea { a: Int } enum Size { S M }"
        after = "type Mutation { brew(size: Size): Tea } type Tea { a: Int } enum Size { S }"

        found = drift(before, after, one("mutation { brew(size: S) { unknown } }"))

        assert [change.coordinate for change in found.changes] == ["Size.M"]
        assert affects(found) == {}

    def test_finds_a_fragment_that_no_object_can_match_any_more(self) -> None:
        before = """type Mutation { brew: U } union U = A | B interface N { f: Int }
            type A implements N { f: Int g: Int } type B { g: Int }"""
        after = before.replace("type A implements N", "type A")

        found = drift(before, after, one("mutation { brew { ... on N { f } } }"))

        assert affects(found) == {"A": ("brew",)}

    def test_names_a_union_whose_members_are_all_others_now(self) -> None:
        before = "type Mutation { brew: U a: A b: B } union U = A type A { f: Int g: Int } type B { f: Int }"
        after = before.replace("U = A", "U = B").replace("f: Int g: Int", "f: Int")

        found = drift(before, after, one("mutation { brew { ... on A { f g } } }"))

        assert affects(found) == {"A.g": ("brew",), "U": ("brew",)}

    def test_names_all_changes_around_a_type_that_is_an_input_now(self) -> None:
        before = "type Mutation { brew: Tea } type Tea { a: Int }"
        after = "type Mutation { brew(tea: Tea!): Int } input Tea { a: Int }"

        found = drift(before, after, one("mutation { brew { a } }"))

        assert set(affects(found)) == {"Mutation.brew", "Mutation.brew(tea:)", "Tea"}

    def test_names_all_changes_around_an_input_that_is_a_result_now(self) -> None:
        before = "type Mutation { brew: Int pour(tea: Tea): Int } input Tea { a: Int }"
        after = "type Mutation { brew: Tea pour: Int } type Tea { a: Int }"

        found = drift(before, after, one("mutation { brew pour(tea: {a: 1}) }"))

        assert set(affects(found)) == {"Mutation.brew", "Mutation.pour(tea:)", "Tea"}

    def test_follows_fragments(self) -> None:
        before = "type Mutation { brew: Tea } type Tea { a: Int b: Int }"
        after = "type Mutation { brew: Tea } type Tea { a: Int }"
        text = "mutation { brew { ...F } } fragment F on Tea { ...G } fragment G on Tea { b }"

        assert affects(drift(before, after, one(text))) == {"Tea.b": ("brew",)}

    def test_judges_a_value_that_has_no_literal_by_variables_alone(self) -> None:
        before = "scalar Json type Mutation { brew(a: Json, b: Size): Int } enum Size { S M }"
        after = before.replace("S M", "S")
        text = "mutation ($a: Json, $b: Size) { brew(a: $a, b: $b) }"

        found = drift(before, after, one(text, {"a": {"no name": 1}, "b": "M"}))

        assert affects(found) == {"Size.M": ("brew",)}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("mutation { b", "is no GraphQL"),
            ("mutation A { a } mutation B { b }", "has 2 operations, not one"),
        ],
    )
    def test_refuses_a_document_without_exactly_one_operation(self, text: str, reason: str) -> None:
        before = "type Mutation { brew: Int b: Int }"

        with pytest.raises(errors.ContractError, match=f"a document of brew {reason}"):
            drift(before, "type Mutation { brew: Int }", one(text))
