"""A walk through `data` along the selection: every value beside the type that was promised for it."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from conformance.model import Exchange
from schema import types
from schema.operation import TYPENAME, SelectedField, Selection

_Steps = tuple[str | int, ...]

Found = TypeVar("Found")


def kept(find: Callable[[Exchange], Found]) -> Callable[[Exchange], Found]:
    """Find something in an exchange once, and keep it as long as the exchange: an answer may be large."""
    known: weakref.WeakKeyDictionary[Exchange, Found] = weakref.WeakKeyDictionary()

    @functools.wraps(find)
    def found(exchange: Exchange) -> Found:
        if exchange not in known:
            known[exchange] = find(exchange)
        return known[exchange]

    return found


@attrs.frozen
class Position:
    """A value in `data` and what was asked for in its place.

    `type` is the promised type at this very place, list items included; `selection` belongs to
    composites. `objects` are the object types that the value may be, as far as the answer tells.
    """

    steps: _Steps
    value: Any
    type: types.TypeRef
    selection: Selection | None
    objects: tuple[str, ...] = ()


@kept
def positions(exchange: Exchange) -> tuple[Position, ...]:
    """All positions of an exchange, parents before children; none if `data` is no object or must not be.

    Kept, since every rule on shape and scalars walks the same way.
    """
    data = exchange.document.get("data") if exchange.document else None
    if not isinstance(data, dict) or not exchange.case.expectation.is_executed:
        return ()
    root = exchange.case.operation.root
    query = Selection("Mutation", ("Mutation",), (root,))
    top = Position(("data",), data, types.TypeRef("Mutation"), query, ("Mutation",))
    return tuple(_walk(top))


@kept
def leaves(exchange: Exchange) -> Mapping[str, tuple[Position, ...]]:
    """The positions that hold a single scalar or enum value, and not null, by the name of their type."""
    found: dict[str, list[Position]] = {}
    for position in positions(exchange):
        single = position.type.item is None and position.selection is None
        if single and position.value is not None:
            found.setdefault(position.type.name, []).append(position)
    return {name: tuple(listed) for name, listed in found.items()}


def _walk(position: Position) -> Iterator[Position]:
    yield position
    if isinstance(position.value, list) and position.type.item is not None:
        for index, item in enumerate(position.value):
            yield from _walk(_at((*position.steps, index), item, position.type.item, position.selection))
    elif isinstance(position.value, dict) and position.type.item is None:
        for field in expected_fields(position):
            if field.key in position.value:
                value = position.value[field.key]
                yield from _walk(_at((*position.steps, field.key), value, field.type, field.selection))


def _at(steps: _Steps, value: Any, type_: types.TypeRef, selection: Selection | None) -> Position:
    return Position(steps, value, type_, selection, _objects(value, selection))


def _objects(value: Any, selection: Selection | None) -> tuple[str, ...]:
    """Which object types a value may be: the one that it names, or all that are possible."""
    if selection is None or not isinstance(value, dict):
        return ()
    name = value.get(TYPENAME) if selection.tells_type else None
    return (name,) if isinstance(name, str) and name in selection.by_object else selection.possible


def expected_fields(position: Position) -> tuple[SelectedField, ...]:
    """The fields that every object type that the value may be was asked for, in selection order."""
    if position.selection is None or not position.objects:
        return ()
    common = frozenset(position.objects)
    return tuple(field for field in position.selection.fields if common <= field.objects)


def nearest_nullable(exchange: Exchange, steps: list[object]) -> tuple[str | int, ...] | None:
    """The place that an error at these steps makes null; None if the steps leave the selection."""
    fields: tuple[SelectedField, ...] = (exchange.case.operation.root,)
    ref, way = types.TypeRef("Mutation"), list[str | int]()
    found: tuple[str | int, ...] = ()
    for step in steps:
        if isinstance(step, int) and ref.item is not None:
            ref = ref.item
        elif isinstance(step, str) and ref.item is None:
            field = next((one for one in fields if one.key == step), None)
            if field is None:
                return None
            ref, fields = field.type, field.selection.fields if field.selection else ()
        else:
            return None
        way.append(step)
        if not ref.required:
            found = tuple(way)
    return found
