import datetime

import pytest

from schema import types
from schema.drift import defaults
from tests.unit.schema.drift import matrix

TODAY = datetime.date(2026, 11, 24)

SCHEMA = """
type Mutation { brew(leaf: Leaf): Int }
input Leaf { cups: Int = 2, size: Size = S, inner: Leaf, sugar: Float }
enum Size { S M }
"""


def same(type_: str, old: str | None, new: str | None) -> bool:
    schema = matrix.schema(SCHEMA)
    values = [types.InputValue("leaf", types.TypeRef.parse(type_), text) for text in (old, new)]
    return defaults.same((schema, values[0]), (schema, values[1]))


class TestSame:
    @pytest.mark.parametrize(
        ("type_", "old", "new"),
        [
            ("Float", "1", "1.0"),
            ("Float", "1.50", "1.5"),
            ("Float", "1e2", "100"),
            ("ID", '"7"', "7"),
            ("[Int]", "1", "[1]"),
            ("[[Int]]", "1", "[[1]]"),
            ("String", '"a"', '"""a"""'),
            ("Leaf", "{cups: 1, sugar: 2}", "{ sugar: 2.0 cups: 1 }"),
            ("Leaf", "{}", "{cups: 2, size: S}"),
            ("Leaf", "{inner: {}}", "{inner: {}, cups: 2, size: S}"),
            ("[Leaf]", "[{}]", "{cups: 2}"),
            ("Json", "{a: 1, b: [1]}", "{b: [1], a: 1}"),
        ],
    )
    def test_is_true_of_two_ways_to_write_one_value(self, type_: str, old: str, new: str) -> None:
        assert same(type_, old, new)
        assert same(type_, new, old)

    @pytest.mark.parametrize(
        ("type_", "old", "new"),
        [
            ("Int", "1", "2"),
            ("Int", "1", None),
            ("Int", None, "null"),
            ("Int", "0", "null"),
            ("ID", '"07"', "7"),
            ("String", '"S"', '"s"'),
            ("Size", "S", "M"),
            ("Json", '"S"', "S"),
            ("Json", '"1"', "1"),
            ("Json", "1", "[1]"),
            ("Boolean", "true", "false"),
            ("Boolean", "true", "1"),
            ("[Int]", "[1, 2]", "[2, 1]"),
            ("Leaf", "{}", "{cups: 3}"),
            ("Leaf", "{sugar: null}", "{}"),
            ("Leaf", "not a literal", "{}"),
        ],
    )
    def test_is_false_of_two_values(self, type_: str, old: str | None, new: str | None) -> None:
        assert not same(type_, old, new)
        assert not same(type_, new, old)


class TestIsTodaysDate:
    @pytest.mark.parametrize("after", ["2026-11-22", "2026-11-24", "2026-11-26", "2026-11-24T10:00:00+00:00"])
    def test_is_true_of_dates_within_two_days(self, after: str) -> None:
        assert defaults.is_todays_date('"2026-08-01"', f'"{after}"', TODAY)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('"2026-08-01"', '"2026-11-21"'),
            ('"2026-08-01"', '"2026-11-27"'),
            ('"soon"', '"2026-11-24"'),
            ('"2026-08-01"', '"soon"'),
            ("20260801", '"2026-11-24"'),
            ("{", '"2026-11-24"'),
        ],
    )
    def test_is_false_of_anything_else(self, before: str, after: str) -> None:
        assert not defaults.is_todays_date(before, after, TODAY)
