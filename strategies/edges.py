"""Edges: valid inputs whose form is unusual, which a server has to take all the same.

Sources: the specification's coercion rules (3.5 "Scalars", 3.9 "Enums", 3.11 "List", 3.12 "Non-Null") and
the API's run-time behavior, for its own scalars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from schema import contract as contracts
from schema import types
from strategies.positions import Path, Position, positions


@attrs.frozen
class ValidInput:
    """Variables that must be accepted. `form` names what is unusual at the place that `path` leads to."""

    mutation: str
    variables: Mapping[str, Any]
    path: Path
    form: str


@attrs.frozen
class _Form:
    name: str
    value: Any


_BY_SCALAR: Mapping[str, tuple[_Form, ...]] = MappingProxyType(
    {
        "Date": (_Form("without hyphens", "20240229"),),
        "DateTime": (_Form("without an offset", "2024-02-29T12:00:00"), _Form("a date alone", "2024-02-29")),
        "Decimal": (_Form("a number", 1.5), _Form("an integer", 2)),
        "Float": (_Form("an integer", 1),),
        "ID": (_Form("an integer", 5),),
        "Int": (
            _Form("a float without fraction", 1.0),
            _Form("the largest", 2**31 - 1),
            _Form("the smallest", -(2**31)),
        ),
        "String": (_Form("empty text", ""),),
        "Time": (_Form("without seconds", "08:00"),),
        "UUID": (_Form("without hyphens", "00000000000040008000000000000000"),),
    }
)


def edges(contract: contracts.Contract, mutation: str) -> tuple[ValidInput, ...]:
    """All edges of a mutation's inputs, in a stable order; each differs from a valid twin in one place."""
    schema = contract.schema_of(mutation)
    return tuple(
        ValidInput(mutation, position.put(form.value), position.path, form.name)
        for position in positions(contract, mutation)
        for form in _forms(schema, position)
    )


def _forms(schema: types.Schema, position: Position) -> Iterator[_Form]:
    ref = position.field.type
    if not ref.required:
        yield _Form("null", None)
    if ref.item is not None:
        yield _Form("an empty list", [])
        if ref.item.item is None:
            yield _Form("a single value for a list", position.value[0])
        return
    type_ = schema[ref.name]
    if isinstance(type_, types.Enum):
        yield from (_Form(f"the value {name}", name) for name in type_.values if name != position.value)
    else:
        yield from _BY_SCALAR.get(ref.name, ())
