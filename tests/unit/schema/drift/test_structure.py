"""The matrix of single changes, and what no single row can show."""

import datetime

import graphql
import pytest

from schema import coercion, sdl, types
from schema.drift import affected, change, difference
from schema.drift.change import BREAKING, DANGEROUS, SAFE
from tests.support import schema_pairs
from tests.unit.schema.drift import matrix

ROWS = tuple(matrix.rows())
TODAY = datetime.date(2026, 11, 24)


def between(before: str, after: str, *, whole: bool = False) -> tuple[change.Change, ...]:
    old, new = (difference.Side.of_schemas({"api": matrix.schema(text)}) for text in (before, after))
    return difference.between(old, new, today=TODAY, whole=whole).changes


def told(found: tuple[change.Change, ...]) -> list[tuple[str, str, str]]:
    return [(one.kind.value, str(one.criticality), one.coordinate) for one in found]


def problems(schema: types.Schema, row: matrix.Row) -> list[str]:
    built = coercion.executable(schema)
    invalid = [error.message for error in graphql.validate(built, graphql.parse(row.operation))]
    return invalid or list(coercion.variable_errors(built, row.operation, row.variables))


def answers(schema: types.Schema, row: matrix.Row) -> bool:
    """Whether the row's answer is one that this schema can give."""
    built = coercion.executable(schema)
    return not graphql.execute_sync(built, graphql.parse(row.operation), root_value=row.answer).errors


class TestMatrix:
    def test_has_at_least_seventy_different_changes(self) -> None:
        assert len({row.id for row in ROWS}) == len(ROWS) >= 70

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
    def test_gives_the_one_change_with_its_verdict(self, row: matrix.Row) -> None:
        found = between(row.before, row.after)

        assert told(found) == [(row.kind, row.criticality, row.coordinate)]

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
    def test_rests_on_an_operation_that_breaks_or_does_not(self, row: matrix.Row) -> None:
        before, after = (matrix.schema(text) for text in (row.before, row.after))

        assert not problems(before, row)
        if row.criticality == "breaking" and row.answer is None:
            assert problems(after, row)
        else:
            assert not problems(after, row)

    @pytest.mark.parametrize("row", [row for row in ROWS if row.answer], ids=lambda row: row.id)
    def test_rests_on_an_answer_that_only_the_newer_schema_gives(self, row: matrix.Row) -> None:
        before, after = (matrix.schema(text) for text in (row.before, row.after))

        assert answers(after, row)
        assert not answers(before, row)

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
    def test_affects_that_operation_exactly_if_it_is_breaking(self, row: matrix.Row) -> None:
        old, new = (difference.Side.of_schemas({"api": matrix.schema(t)}) for t in (row.before, row.after))
        name = "steep" if "steep" in row.operation else "milk" if "{ milk" in row.operation else "brew"
        documented = [affected.Documented(name, (row.operation,), (row.variables,))]

        drift = difference.between(old, new, today=TODAY, documented=lambda _: documented)

        expected = (name,) if row.criticality == "breaking" else ()
        assert drift.affected_operations() == expected
        assert [one.affects for one in drift.changes] == [expected]

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
    def test_says_in_a_sentence_what_changed(self, row: matrix.Row) -> None:
        (found,) = between(row.before, row.after)

        assert found.coordinate.split(".")[0] in found.sentence
        assert found.sentence.endswith(".")


class TestChanges:
    def test_are_none_where_only_the_order_differs(self) -> None:
        before = """type Mutation { a(x: Int, y: Int): U b: E } union U = A | B
            type A { f: E } type B { f: E } enum E { S T }"""
        after = """enum E { T S } type B { f: E } type A { f: E }
            union U = B | A type Mutation { b: E a(y: Int, x: Int): U }"""

        assert between(before, after, whole=True) == ()

    def test_are_written_alike_whatever_the_order_of_interfaces(self) -> None:
        before = "type Mutation { a: A b: B } interface A { f: Int } interface B { f: Int }"
        old = matrix.schema(before)
        new = matrix.schema(f"{before} type C implements A & B {{ f: Int }}")

        found = [
            difference.between(
                difference.Side.of_schemas({"api": old}),
                difference.Side.of_schemas({"api": one}),
                today=TODAY,
            )
            for one in (new, schema_pairs.reordered(new))
        ]

        assert [one.kind for one in found[0].changes] == [change.Kind.TYPE_ADDED]
        assert found[0] == found[1]

    def test_are_none_where_only_white_space_in_a_description_differs(self) -> None:
        before = 'type Mutation { "one  two" a: Int }'
        after = 'type Mutation { """\n one\n two\n""" a: Int }'

        assert between(before, after) == ()

    def test_are_none_where_only_white_space_in_a_reason_differs(self) -> None:
        before = 'type Mutation { a: Int @deprecated(reason: "Use b. - Gone soon.") }'
        after = 'type Mutation { a: Int @deprecated(reason: "Use b.\\n\\n- Gone soon.") }'

        assert between(before, after) == ()

    def test_give_the_new_types_that_a_compared_type_names(self) -> None:
        before = "type Mutation { a: A } type A { f: Int }"
        after = "type Mutation { a: A } type A { f: Int g: B } type B { c: C } type C { f: Int }"

        assert told(between(before, after)) == [("field-added", "safe", "A.g"), ("type-added", "safe", "B")]

    def test_judge_an_input_object_for_arguments_deep_inside(self) -> None:
        before = "type Mutation { a(i: I): Int } input I { j: J } input J { k: Int }"
        after = "type Mutation { a(i: I): Int } input I { j: J } input J { k: Int l: Int! }"

        assert told(between(before, after)) == [("input-field-added", "breaking", "J.l")]

    def test_judge_a_type_used_both_ways_for_both(self) -> None:
        before = "type Mutation { a(e: E): E } enum E { S T }"
        after = "type Mutation { a(e: E): E } enum E { S U }"

        assert told(between(before, after)) == [
            ("enum-value-removed", "breaking", "E.T"),
            ("enum-value-added", "dangerous", "E.U"),
        ]

    def test_report_type_and_default_of_one_argument_apart(self) -> None:
        before, after = "type Mutation { a(x: Int! = 1): Int }", "type Mutation { a(x: [Int!]!): Int }"

        assert told(between(before, after)) == [
            ("argument-default-removed", "breaking", "Mutation.a(x:)"),
            ("argument-type-changed", "breaking", "Mutation.a(x:)"),
        ]

    def test_leave_the_list_of_errors_to_the_catalogue(self) -> None:
        listed = "The possible errors that can be raised are:\n\n- KT-CT-1: One.\n"
        more = f"{listed}- KT-CT-2: Two.\n"
        before, after = (f'type Mutation {{ """{text}""" a: Int }}' for text in (listed, more))

        assert [one.kind for one in between(before, after)] == [change.Kind.ERROR_ADDED]

    def test_report_prose_beside_the_list_of_errors(self) -> None:
        listed = "The possible errors that can be raised are:\n\n- KT-CT-1: One.\n"
        before, after = (f'type Mutation {{ """{text}\n\n{listed}""" a: Int }}' for text in ("Old.", "New."))

        (found,) = between(before, after)

        assert (found.kind, found.before, found.after) == (
            change.Kind.DESCRIPTION_CHANGED,
            "Old.",
            "New.",
        )

    def test_are_sorted_with_the_worst_first(self) -> None:
        before = "type Mutation { a(x: E): E c: Int } enum E { S T }"
        after = "type Mutation { a(x: E): E b: Int } enum E { S U }"

        found = between(before, after, whole=True)

        assert [one.criticality for one in found] == [BREAKING, BREAKING, DANGEROUS, SAFE]


class TestReaders:
    @pytest.mark.parametrize("text", sorted({row.before for row in ROWS}), ids=str)
    def test_give_the_same_schema_from_sdl_and_from_introspection(self, text: str) -> None:
        old = matrix.schema(text)
        query = graphql.get_introspection_query(
            specified_by_url=True, input_value_deprecation=True, one_of=True
        )
        built = graphql.build_schema(sdl.write(old), assume_valid=True)
        answer = graphql.graphql_sync(built, query)

        new = matrix.introspected(answer.data)

        sides = (difference.Side.of_schemas({"api": one}) for one in (old, new))
        assert difference.between(*sides, today=TODAY, whole=True).changes == ()
