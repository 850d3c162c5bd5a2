"""Inputs that are refused although they are valid (specification, 3.5 to 3.12 "Input Coercion")."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import graphql

from sandbox.inputs import Given
from sandbox.misbehavior import fields
from sandbox.misbehavior.declaration import StrictFault
from schema import types

_DECIMALS = ("Decimal", "FloatSafeDecimal", "NormalizedDecimal")


def _fault(
    name: str, sentence: str, where: fields.Where, refuses: Callable[[Given], str | None]
) -> StrictFault:
    return StrictFault(id=f"inputs.{name}", sentence=sentence, where=where, refuses=refuses)


def _scalar(*names: str, when: Callable[[Any], bool]) -> Callable[[Given], str | None]:
    """Refuses some values of scalars; nulls and what was left out are not asked for."""

    def refuses(given: Given) -> str | None:
        of_type = isinstance(given.type, graphql.GraphQLScalarType) and given.type.name in names
        if of_type and given.value is not None and when(given.value):
            return f"{given.type} cannot represent value: {given.value!r}"
        return None

    return refuses


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _has_no_offset(value: Any) -> bool:
    return datetime.datetime.fromisoformat(value).tzinfo is None


def _has_no_hyphen(value: Any) -> bool:
    return "-" not in value


def _last_name(given: Given) -> str | None:
    type_ = given.type
    if isinstance(type_, graphql.GraphQLEnumType) and given.value == list(type_.values)[-1]:
        return f"Value '{given.value}' does not exist in '{type_.name}' enum."
    return None


def _is_null(given: Given) -> bool:
    return given.value is None and not given.absent and not given.item


def _null(given: Given) -> str | None:
    return f"Expected non-nullable type '{given.type}!' not to be None." if _is_null(given) else None


def _null_for_default(given: Given) -> str | None:
    return _null(given) if given.default else None


def _absent_with_default(given: Given) -> str | None:
    left_out = given.absent and given.default
    return f"Field of required type '{given.type}!' was not provided." if left_out else None


def _single_value(given: Given) -> str | None:
    if graphql.is_list_type(given.type) and given.value is not None and not isinstance(given.value, list):
        return f"Expected a list for type '{given.type}'."
    return None


def _empty_list(given: Given) -> str | None:
    return f"Expected items for type '{given.type}'." if given.value == [] else None


FAULTS = (
    _fault(
        "last-enum-value-refused",
        "Does not know the last name of an enum.",
        fields.of_kind(types.Enum),
        _last_name,
    ),
    _fault(
        "integer-id-refused",
        "Refuses an integer for an ID.",
        fields.named("ID"),
        _scalar("ID", when=_is_integer),
    ),
    _fault(
        "integer-float-refused",
        "Refuses an integer for a Float.",
        fields.named("Float"),
        _scalar("Float", when=_is_integer),
    ),
    _fault(
        "null-for-optional-refused",
        "Refuses null where an input may be left out.",
        fields.any_of(lambda field: not field.type.required),
        _null,
    ),
    _fault(
        "null-for-default-refused",
        "Refuses null for an input field that may be null and has a default.",
        fields.has_default,
        _null_for_default,
    ),
    _fault(
        "default-not-applied",
        "Misses an input field that was left out and has a default.",
        fields.has_default,
        _absent_with_default,
    ),
    _fault(
        "single-value-for-list-refused",
        "Refuses a single value for a list of one.",
        fields.any_of(lambda field: field.type.item is not None),
        _single_value,
    ),
    _fault(
        "empty-list-refused",
        "Refuses a list without items.",
        fields.any_of(lambda field: field.type.item is not None),
        _empty_list,
    ),
    _fault(
        "datetime-without-offset-refused",
        "Refuses a DateTime that names no offset.",
        fields.named("DateTime"),
        _scalar("DateTime", when=_has_no_offset),
    ),
    _fault(
        "date-without-hyphens-refused",
        "Refuses a Date that is written without hyphens.",
        fields.named("Date"),
        _scalar("Date", when=_has_no_hyphen),
    ),
    _fault(
        "decimal-from-number-refused",
        "Refuses a number for a Decimal.",
        fields.named("Decimal"),
        _scalar("Decimal", when=_is_number),
    ),
    _fault(
        "uuid-without-hyphens-refused",
        "Refuses a UUID that is written without hyphens.",
        fields.named("UUID"),
        _scalar("UUID", when=_has_no_hyphen),
    ),
)
