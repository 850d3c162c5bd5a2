"""Invalid inputs: the complete list for a mutation, known before anything is sent.

Every input position, nested to every input object type once, times every violation that applies there.
Each differs from its valid twin in exactly one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from schema import contract as contracts
from schema import errors, types
from strategies import examples, refused

#: How deep optional input objects are filled in the twin that most cases of a mutation share.
OPTIONAL_LEVELS = 2

Path = tuple[str | int, ...]
_ABSENT = object()


@attrs.frozen
class InvalidInput:
    """Variables that must be refused before execution, and why.

    `path` leads from the variables to the place that is wrong, `violation` names what is wrong there,
    and `twin` are the valid variables that differ in that one place.
    """

    mutation: str
    variables: Mapping[str, Any]
    path: Path
    violation: str
    twin: Mapping[str, Any]

    @property
    def variable(self) -> str:
        """The variable that holds the wrong place."""
        return str(self.path[0])


@attrs.frozen
class _Position:
    """A place that takes input, and a twin that has a value there."""

    path: Path
    field: types.InputValue
    twin: Mapping[str, Any]


def invalid(contract: contracts.Contract, mutation: str) -> tuple[InvalidInput, ...]:
    """All invalid inputs of a mutation, in a stable order; none if it takes no argument."""
    schema, promised = contract.schema_of(mutation), contract.mutation(mutation)
    try:
        twin = examples.of_fields(schema, promised.arguments, optional_levels=OPTIONAL_LEVELS)
    except RecursionError:
        raise errors.ContractError(
            f"an input of {mutation} requires itself: it has no finite value"
        ) from None
    return tuple(
        InvalidInput(
            mutation, _put(position.twin, position.path, value), position.path, violation, position.twin
        )
        for position in _positions(schema, promised.arguments, twin)
        for violation, value in _violations(schema, position)
    )


def _positions(
    schema: types.Schema, arguments: Mapping[str, types.InputValue], twin: Mapping[str, Any]
) -> Iterator[_Position]:
    waiting = [_Position((name,), argument, twin) for name, argument in arguments.items()]
    seen: set[str] = set()
    while waiting:
        position = waiting.pop(0)
        if not examples.is_known(schema, position.field.type.name) and not position.field.required:
            continue
        position = _filled(schema, position)
        yield position
        ref, path = position.field.type, position.path
        if ref.item is not None:
            # An item is a position of its own; it cannot be left out.
            inner = types.InputValue(position.field.name, ref.item, default="item")
            waiting.append(_Position((*path, 0), inner, position.twin))
            continue
        type_ = schema[ref.name]
        if isinstance(type_, types.InputObject) and not type_.one_of and type_.name not in seen:
            seen.add(type_.name)
            waiting += [
                _Position((*path, name), inner, position.twin) for name, inner in type_.fields.items()
            ]


def _filled(schema: types.Schema, position: _Position) -> _Position:
    """The position with a twin that has a value there: optional objects deep inside were left out."""
    if _get(position.twin, position.path) not in (_ABSENT, None):
        return position
    value = examples.of_type(schema, position.field.type.non_null)
    return attrs.evolve(position, twin=_put(position.twin, position.path, value))


def _violations(schema: types.Schema, position: _Position) -> Iterator[tuple[str, Any]]:
    field = position.field
    if field.required:
        yield "absent", _ABSENT
    if field.type.required:
        yield "null", None
    type_ = schema[field.type.name]
    if field.type.item is not None:
        yield from _not_a_list(schema, type_, field.type)
        return
    match type_:
        case types.InputObject():
            yield from _not_an_object(type_, _get(position.twin, position.path))
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


def _get(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, str):
            value = value.get(step, _ABSENT) if isinstance(value, Mapping) else _ABSENT
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else _ABSENT
    return value


def _put(value: Any, path: Path, new: Any) -> Any:
    """A copy in which a place has another value, or is gone."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(value)
        items[step] = _put(items[step], rest, new) if rest else new
        return items
    changed = dict(value)
    if rest:
        changed[step] = _put(changed[step], rest, new)
    elif new is _ABSENT:
        changed.pop(step, None)
    else:
        changed[step] = new
    return changed
