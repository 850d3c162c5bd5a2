"""The older schema with one change of the newer one made to it, to see what that change alone does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import attrs

from schema import sdl, types
from schema.drift.change import Change, Kind

_Part = TypeVar("_Part")


def made(old: types.Schema, new: types.Schema, change: Change) -> types.Schema | None:
    """All types of both schemas as the older one has them, but for what stands at the change's coordinate.

    None if the change cannot be made alone: to a whole type, to the last part of one, or where it refers to
    a type whose kind changed.
    """
    if change.kind in (Kind.TYPE_REMOVED, Kind.TYPE_KIND_CHANGED):
        return None
    before = old[change.owner]
    after = _changed(before, new[change.owner], change)
    gained = {*sdl.references(after)} - {*sdl.references(before)}
    if any(type(old[name]) is not type(new[name]) for _, name in gained if name in old and name in new):
        return None
    if _is_empty(after):
        return None
    return types.Schema({**new.types, **old.types, change.owner: after})


def _is_empty(type_: types.Type) -> bool:
    match type_:
        case types.Union():
            return not type_.members
        case types.Enum():
            return not type_.values
        case types.InputObject() | types.Object() | types.Interface():
            return not type_.fields
        case types.Scalar():
            return False


def _changed(before: types.Type, after: types.Type, change: Change) -> types.Type:
    match before, after:
        case types.InputObject(), types.InputObject() if change.kind is Kind.ONE_OF_ADDED:
            return attrs.evolve(before, one_of=after.one_of)
        case types.InputObject(), types.InputObject():
            return attrs.evolve(before, fields=_exchanged(before.fields, after.fields, change.member))
        case types.Enum(), types.Enum():
            return attrs.evolve(before, values=_exchanged(before.values, after.values, change.member))
        case types.Union(), types.Union():
            return attrs.evolve(before, members=_without(before.members, change.before))
        case types.Object() | types.Interface(), types.Object() | types.Interface():
            if change.kind is Kind.INTERFACE_REMOVED:
                return attrs.evolve(before, interfaces=_without(before.interfaces, change.before))
            return attrs.evolve(before, fields=_field(before.fields, after.fields, change))
        case _:
            raise AssertionError(f"{change.kind} at {change.coordinate} cannot be made alone")


def _field(
    before: Mapping[str, types.Field], after: Mapping[str, types.Field], change: Change
) -> Mapping[str, types.Field]:
    name = change.member
    if name is None or name not in before or name not in after:
        return _exchanged(before, after, name)
    old, new = before[name], after[name]
    _, _, argument = change.coordinate.partition("(")
    if argument:
        exchanged = _exchanged(old.arguments, new.arguments, argument.removesuffix(":)"))
        return {**before, name: attrs.evolve(old, arguments=exchanged)}
    return {**before, name: attrs.evolve(old, type=new.type)}


def _exchanged(
    before: Mapping[str, _Part], after: Mapping[str, _Part], name: str | None
) -> Mapping[str, _Part]:
    """The parts before, with the one of that name as it is afterwards: another one, new, or gone."""
    assert name is not None
    kept = {key: part for key, part in before.items() if key != name}
    return {**kept, name: after[name]} if name in after else kept


def _without(names: tuple[str, ...], gone: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name != gone)
