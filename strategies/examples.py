"""One fixed valid value for each input type: the valid twin that invalid inputs differ from in one place.

Fixed and not drawn, so that all invalid inputs of a mutation share one twin and the complete list is
known before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from schema import errors, types

_SCALARS: Mapping[str, Any] = MappingProxyType(
    {
        "BigInt": 2,
        "Boolean": True,
        "Date": "2024-02-29",
        "DateTime": "2024-02-29T12:00:00Z",
        "Decimal": "1.50",
        "Email": "nobody@example.com",
        "Float": 1.5,
        "FloatSafeDecimal": "1.50",
        "GenericScalar": {"key": "value"},
        "ID": "0",
        "Int": 2,
        "JSONString": '{"key": "value"}',
        "NonEmptyID": "0",
        "NormalizedDecimal": "1.50",
        "String": "text",
        "Time": "12:00:00",
        "UUID": "00000000-0000-4000-8000-000000000000",
    }
)


def of_fields(
    schema: types.Schema, fields: Mapping[str, types.InputValue], *, optional_levels: int
) -> dict[str, Any]:
    """Values of all required fields, and of optional ones down to as many levels of input objects."""
    return {
        name: of_type(schema, field.type.non_null, optional_levels=optional_levels - 1)
        for name, field in fields.items()
        if field.required or (optional_levels > 0 and is_known(schema, field.type.name))
    }


def of_type(schema: types.Schema, ref: types.TypeRef, *, optional_levels: int = 0) -> Any:
    """A valid value that is not null; a list has one item. ContractError for a scalar that is not known."""
    if ref.item is not None:
        return [of_type(schema, ref.item, optional_levels=optional_levels)]
    match schema[ref.name]:
        case types.Enum(values=values):
            return min(values)
        case types.InputObject(one_of=True, fields=fields):
            name, field = min(fields.items())
            return {name: of_type(schema, field.type.non_null, optional_levels=optional_levels)}
        case types.InputObject(fields=fields):
            return of_fields(schema, fields, optional_levels=optional_levels)
        case _ if ref.name in _SCALARS:
            return _SCALARS[ref.name]
        case _:
            raise errors.ContractError(f"nothing is known of the values of {ref.name!r}")


def is_known(schema: types.Schema, name: str) -> bool:
    """Whether a valid value of a type can be given: not of a scalar that nothing is known of."""
    return not isinstance(schema[name], types.Scalar) or name in _SCALARS
