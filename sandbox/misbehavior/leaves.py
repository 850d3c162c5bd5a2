"""For each leaf type one value that it does not have, for faults that are about when and not about what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sandbox import data, reach
from schema import types

UNKNOWN_NAME = "NOT_IN_THE_SCHEMA"

#: A scalar of which nothing is known has none.
_WRONG: Mapping[str, Any] = MappingProxyType(
    {
        "BigInt": 1.5,
        "Boolean": "true",
        "Date": "2023-02-30",
        "DateTime": "2024-13-01T00:00:00+00:00",
        "Decimal": True,
        "Float": "1.5",
        "FloatSafeDecimal": True,
        "ID": 42,
        "Int": "1",
        "JSONString": {"key": "value"},
        "NonEmptyID": 42,
        "NormalizedDecimal": True,
        "String": 42,
        "Time": "25:61:00",
        "UUID": "0123-4567",
    }
)


def can_be_wrong(spot: reach.Spot) -> bool:
    """Whether a field is a leaf, or a list of them, of a type that has a wrong value here."""
    return has_wrong(spot.schema, spot.field.type.name)


def has_wrong(schema: types.Schema, name: str) -> bool:
    """Whether a type is a leaf that has a wrong value here."""
    return name in _WRONG or isinstance(schema[name], types.Enum)


def wrong(schema: types.Schema, name: str) -> Any:
    """The wrong value of a leaf type that has one; KeyError for any other."""
    return UNKNOWN_NAME if isinstance(schema[name], types.Enum) else _WRONG[name]


def make_wrong(place: data.Place) -> None:
    """Put the wrong value in a place, or in its first item."""
    place.put_inside(wrong(place.schema, place.node.type.name))
