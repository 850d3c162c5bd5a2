"""What the server is known to refuse for a scalar: one table, and where nothing is known no entry.

Source: the API's run-time behavior. An ID takes an integer, a Decimal takes `true`, a GenericScalar takes
anything, and of the form of an Email nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs


@attrs.frozen
class Refused:
    """A value that is refused, and the name of what is wrong with it."""

    violation: str
    value: Any


_LIST_AND_OBJECT = (Refused("list-for-scalar", []), Refused("object-for-scalar", {}))
_NUMBER, _BOOLEAN = Refused("number", 5), Refused("boolean", True)


def _malformed(*texts: str) -> tuple[Refused, ...]:
    return tuple(Refused("malformed-text", text) for text in texts)


BY_SCALAR: Mapping[str, tuple[Refused, ...]] = MappingProxyType(
    {
        "BigInt": (*_malformed("twelve"), *_LIST_AND_OBJECT),
        "Boolean": (Refused("text", "true"), _NUMBER, *_LIST_AND_OBJECT),
        "Date": (_NUMBER, _BOOLEAN, *_malformed("tomorrow", "2023-02-29"), *_LIST_AND_OBJECT),
        "DateTime": (_NUMBER, _BOOLEAN, *_malformed("tomorrow", "2023-02-29T12:00:00Z"), *_LIST_AND_OBJECT),
        "Decimal": (*_malformed("twelve"), *_LIST_AND_OBJECT),
        "Email": _LIST_AND_OBJECT,
        "Float": (Refused("text", "1.5"), _BOOLEAN, *_LIST_AND_OBJECT),
        "FloatSafeDecimal": (*_malformed("twelve"), *_LIST_AND_OBJECT),
        "GenericScalar": (),
        "ID": (Refused("fraction", 1.5), _BOOLEAN, *_LIST_AND_OBJECT),
        "Int": (
            Refused("text", "1"),
            Refused("fraction", 1.5),
            _BOOLEAN,
            Refused("above-range", 2**31),
            Refused("below-range", -(2**31) - 1),
            *_LIST_AND_OBJECT,
        ),
        "JSONString": (_NUMBER, _BOOLEAN, *_malformed("{"), *_LIST_AND_OBJECT),
        "NonEmptyID": _LIST_AND_OBJECT,
        "NormalizedDecimal": (*_malformed("twelve"), *_LIST_AND_OBJECT),
        "String": (_NUMBER, Refused("fraction", 1.5), _BOOLEAN, *_LIST_AND_OBJECT),
        "Time": (_NUMBER, _BOOLEAN, *_malformed("noon", "25:00"), *_LIST_AND_OBJECT),
        "UUID": (_NUMBER, *_malformed("no-uuid"), *_LIST_AND_OBJECT),
    }
)


def of_enum(values: Mapping[str, object]) -> tuple[Refused, ...]:
    """What an enum of these names refuses: other names, another case, other JSON types."""
    unknown = next(name for name in _fresh("NO_SUCH_VALUE") if name not in values)
    some = min(values)
    swapped = some.lower() if some != some.lower() else some.upper()
    cases = () if swapped in values or swapped == some else (Refused("wrong-case", swapped),)
    return (Refused("unknown-enum-value", unknown), *cases, _NUMBER, _BOOLEAN, *_LIST_AND_OBJECT)


def unknown_field(fields: Mapping[str, object]) -> str:
    """A field name that an input object does not have."""
    return next(name for name in _fresh("noSuchField") if name not in fields)


def _fresh(stem: str) -> tuple[str, ...]:
    return (stem, *(f"{stem}{number}" for number in range(1, 100)))
