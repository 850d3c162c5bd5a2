"""Invalid inputs: the complete list for a mutation, known before anything is sent.

Every input position, nested to every input object type once, times every violation that applies there.
Each differs from its valid twin in exactly one place.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from schema import contract as contracts
from schema import types
from strategies import examples, refused
from strategies.positions import ABSENT, Path, Position, positions, put


@attrs.frozen
class InvalidInput:
    """Variables that must be refused before execution, and why.

    `path` leads from the variables to the place that is wrong, `violation` names what is wrong there,
    and `twin` are the valid variables that differ in that one place.
    """

    mutation: str
    path: Path
    violation: str
    twin: Mapping[str, Any]
    _wrong: Any

    @functools.cached_property
    def variables(self) -> Mapping[str, Any]:
        """The twin with what is wrong; made when it is asked for, since many want only names."""
        found: Mapping[str, Any] = put(self.twin, self.path, self._wrong)
        return found

    @property
    def variable(self) -> str:
        """The variable that holds the wrong place."""
        return str(self.path[0])


def invalid(contract: contracts.Contract, mutation: str) -> tuple[InvalidInput, ...]:
    """All invalid inputs of a mutation, in a stable order; none if it takes no argument."""
    schema = contract.schema_of(mutation)
    return tuple(
        InvalidInput(mutation, position.path, violation, position.twin, value)
        for position in positions(contract, mutation)
        for violation, value in _violations(schema, position)
    )


def _violations(schema: types.Schema, position: Position) -> Iterator[tuple[str, Any]]:
    field = position.field
    if field.required:
        yield "absent", ABSENT
    if field.type.required:
        yield "null", None
    type_ = schema[field.type.name]
    if field.type.item is not None:
        yield from _not_a_list(schema, type_, field.type)
        return
    match type_:
        case types.InputObject():
            yield from _not_an_object(type_, position.value)
        case types.Enum(values=values):
            yield from ((one.violation, one.value) for one in refused.of_enum(values))
        case _:
            listed = refused.BY_SCALAR.get(type_.name, ())
            yield from ((one.violation, one.value) for one in listed)


def _not_a_list(schema: types.Schema, type_: types.Type, ref: types.TypeRef) -> Iterator[tuple[str, Any]]:
    # A single value coerces to a list of one (specification, 3.11 "List"): wrong is what is no valid item.
    assert ref.item is not None
    if isinstance(type_, types.InputObject):
        yield "scalar-for-list", "text"
        required = sorted(field.name for field in type_.fields.values() if field.required)
        if required:
            item = examples.of_type(schema, types.TypeRef(type_.name, required=True))
            yield "object-for-list", {name: value for name, value in item.items() if name != required[0]}
    elif isinstance(type_, types.Enum) or refused.BY_SCALAR.get(type_.name):
        yield "object-for-list", {}


def _not_an_object(type_: types.InputObject, value: Any) -> Iterator[tuple[str, Any]]:
    yield "text-for-object", "text"
    yield "number-for-object", 5
    yield "boolean-for-object", True
    yield "list-for-object", []
    yield "unknown-field", {**value, refused.unknown_field(type_.fields): 1}
    if type_.one_of:
        yield "none-of-one-of", {}
