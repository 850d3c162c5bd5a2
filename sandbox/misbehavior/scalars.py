"""Leaf values that their types do not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import data, reach
from sandbox.misbehavior.declaration import ResultFault
from schema import types


def _enum(spot: reach.Spot) -> bool:
    return isinstance(spot.schema[spot.field.type.name], types.Enum)


def _cased_enum(spot: reach.Spot) -> bool:
    type_ = spot.schema[spot.field.type.name]
    if not isinstance(type_, types.Enum):
        return False
    return all(name.swapcase() not in type_.values for name in type_.values)


def _of(*names: str) -> Callable[[reach.Spot], bool]:
    return lambda spot: spot.field.type.name in names


def _to(value: Any) -> Callable[[data.Place], None]:
    return lambda place: place.put_inside(value)


def _other_case(place: data.Place) -> None:
    place.put_inside(str(place.inside).swapcase())


def _as_text(place: data.Place) -> None:
    place.put_inside(str(place.inside))


def _fault(
    name: str,
    sentence: str,
    where: Callable[[reach.Spot], bool],
    change: Callable[[data.Place], None],
) -> ResultFault:
    return ResultFault(id=f"scalars.{name}", sentence=sentence, where=where, change=change)


_DECIMALS = _of("Decimal", "FloatSafeDecimal", "NormalizedDecimal")

FAULTS = (
    _fault(
        "unknown-enum-value",
        "Answers an enum field with a name that the enum does not have.",
        _enum,
        _to("NOT_IN_THE_SCHEMA"),
    ),
    _fault("enum-in-other-case", "Answers an enum's name in the other case.", _cased_enum, _other_case),
    _fault("enum-as-number", "Answers an enum field with a number.", _enum, _to(1)),
    _fault("int-as-text", "Answers an Int as text.", _of("Int"), _as_text),
    _fault("int-with-fraction", "Answers an Int with a fraction.", _of("Int"), _to(1.5)),
    _fault("int-out-of-range", "Answers an Int of more than 32 bits.", _of("Int"), _to(2**31)),
    _fault("int-as-boolean", "Answers an Int with true.", _of("Int"), _to(value=True)),
    _fault("float-as-text", "Answers a Float as text.", _of("Float"), _as_text),
    _fault("boolean-as-text", "Answers a Boolean as text.", _of("Boolean"), _to("true")),
    _fault("boolean-as-number", "Answers a Boolean with 1.", _of("Boolean"), _to(1)),
    _fault("string-as-number", "Answers a String with a number.", _of("String"), _to(42)),
    _fault("id-as-number", "Answers an ID with a number.", _of("ID", "NonEmptyID"), _to(42)),
    _fault("malformed-date", "Answers a Date that no calendar has.", _of("Date"), _to("2023-02-30")),
    _fault("date-with-time", "Answers a Date with a time.", _of("Date"), _to("2024-01-01T00:00:00Z")),
    _fault("date-not-iso", "Answers a Date with the day first.", _of("Date"), _to("31/01/2024")),
    _fault(
        "malformed-datetime",
        "Answers a DateTime in a 13th month.",
        _of("DateTime"),
        _to("2024-13-01T00:00:00+00:00"),
    ),
    _fault(
        "datetime-as-number", "Answers a DateTime in seconds since 1970.", _of("DateTime"), _to(1704067200)
    ),
    _fault("malformed-time", "Answers a Time after 24 o'clock.", _of("Time"), _to("25:61:00")),
    _fault("decimal-in-words", "Answers a decimal number in words.", _DECIMALS, _to("twelve")),
    _fault("decimal-with-comma", "Answers a decimal number with a comma.", _DECIMALS, _to("12,50")),
    _fault("decimal-as-boolean", "Answers a decimal number with true.", _DECIMALS, _to(value=True)),
    _fault("big-int-with-fraction", "Answers a BigInt with a fraction.", _of("BigInt"), _to(1.5)),
    _fault("malformed-uuid", "Answers a UUID that is too short.", _of("UUID"), _to("0123-4567")),
    _fault(
        "json-string-as-object",
        "Answers a JSONString with an object and not with its text.",
        _of("JSONString"),
        _to({"key": "value"}),
    ),
    _fault("malformed-json", "Answers a JSONString that is no JSON.", _of("JSONString"), _to("{'key': 1}")),
)
