"""Input positions: every place of a mutation's arguments that takes a value, with a valid twin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from schema import contract as contracts
from schema import errors, types
from strategies import examples

#: How deep optional input objects are filled in the twin that most positions of a mutation share.
OPTIONAL_LEVELS = 2

Path = tuple[str | int, ...]
#: Stands for a value that is not there.
ABSENT = object()


@attrs.frozen
class Position:
    """A place that takes input, and valid variables that have a value there."""

    path: Path
    field: types.InputValue
    twin: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """The twin's value there."""
        return get(self.twin, self.path)

    def put(self, value: Any) -> Any:
        """The twin with another value there, or with none."""
        return put(self.twin, self.path, value)


def positions(contract: contracts.Contract, mutation: str) -> Iterator[Position]:
    """All positions in a stable order, nested to every input object type once."""
    schema, promised = contract.schema_of(mutation), contract.mutation(mutation)
    try:
        twin = examples.of_fields(schema, promised.arguments, optional_levels=OPTIONAL_LEVELS)
    except RecursionError:
        raise errors.ContractError(
            f"an input of {mutation} requires itself: it has no finite value"
        ) from None
    yield from _positions(schema, promised.arguments, twin)


def _positions(
    schema: types.Schema, arguments: Mapping[str, types.InputValue], twin: Mapping[str, Any]
) -> Iterator[Position]:
    waiting = [Position((name,), argument, twin) for name, argument in arguments.items()]
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
            waiting.append(Position((*path, 0), inner, position.twin))
            continue
        type_ = schema[ref.name]
        if isinstance(type_, types.InputObject) and not type_.one_of and type_.name not in seen:
            seen.add(type_.name)
            waiting += [Position((*path, name), inner, position.twin) for name, inner in type_.fields.items()]


def _filled(schema: types.Schema, position: Position) -> Position:
    """The position with a twin that has a value there: optional objects deep inside were left out."""
    if position.value not in (ABSENT, None):
        return position
    value = examples.of_type(schema, position.field.type.non_null)
    return attrs.evolve(position, twin=position.put(value))


def get(value: Any, path: Path) -> Any:
    """The value at a path, or ABSENT."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step, ABSENT) if isinstance(value, Mapping) else ABSENT
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else ABSENT
    return value


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy in which a place has another value, or is gone."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(value)
        items[step] = put(items[step], rest, new) if rest else new
        return items
    changed = dict(value)
    if rest:
        changed[step] = put(changed[step], rest, new)
    elif new is ABSENT:
        changed.pop(step, None)
    else:
        changed[step] = new
    return changed
