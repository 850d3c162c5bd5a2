"""The differences of two schemas: types, and what each of them consists of."""

from __future__ import annotations

from collections.abc import Iterator

from schema import types
from schema.drift import inputs, outputs
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Criticality, Kind
from schema.drift.context import Context
from schema.drift.unsaid import Aspect

_WORDS = {
    types.Scalar: "a scalar",
    types.Enum: "an enum",
    types.InputObject: "an input object",
    types.Object: "an object",
    types.Interface: "an interface",
    types.Union: "a union",
}


def changes(context: Context) -> Iterator[Change]:
    """All differences in scope, in no particular order."""
    for name in context.scope.names:
        old, new = context.old[name], context.new.types.get(name)
        if new is None:
            sentence = f"Type `{name}` was removed."
            yield Change(BREAKING, Kind.TYPE_REMOVED, name, sentence, _word(old), None)
        elif old != new:
            yield from _changed(context, old, new)
    for name in context.scope.added:
        yield _added(context, context.new[name])


def _added(context: Context, type_: types.Type) -> Change:
    sentence = f"Type `{type_.name}` was added."
    criticality = SAFE
    if isinstance(type_, types.Object):
        known = [name for name in type_.interfaces if name in context.old and context.scope.gives(name)]
        if known:
            criticality = DANGEROUS
            sentence = f"Type `{type_.name}` was added: what gives `{min(known)}` may turn out to be one."
    return Change(criticality, Kind.TYPE_ADDED, type_.name, sentence, None, _word(type_))


def _changed(context: Context, old: types.Type, new: types.Type) -> Iterator[Change]:
    match old, new:
        case types.Scalar(), types.Scalar():
            yield from _scalar(context, old, new)
        case types.Enum(), types.Enum():
            yield from _enum(context, old, new)
        case types.InputObject(), types.InputObject():
            yield from _input_object(context, old, new)
        case types.Union(), types.Union():
            yield from _union(context, old, new)
        case types.Object(), types.Object():
            yield from _composite(context, old, new)
        case types.Interface(), types.Interface():
            yield from _composite(context, old, new)
        case _:
            sentence = f"Type `{old.name}` was {_word(old)} and is {_word(new)}."
            yield Change(BREAKING, Kind.TYPE_KIND_CHANGED, old.name, sentence, _word(old), _word(new))


def _scalar(context: Context, old: types.Scalar, new: types.Scalar) -> Iterator[Change]:
    before, after = old.specified_by, new.specified_by
    if before == after or not context.says(Aspect.SPECIFIED_BY):
        return
    # "Once defined, a custom scalar's specification URL should not be changed" (specification, 3.5.5).
    criticality = SAFE if before is None else DANGEROUS
    sentence = f"Scalar `{old.name}` was specified by {before or 'nothing'} and is by {after or 'nothing'}."
    yield Change(criticality, Kind.SPECIFIED_BY_CHANGED, old.name, sentence, before, after)


def _enum(context: Context, old: types.Enum, new: types.Enum) -> Iterator[Change]:
    for name, value in old.values.items():
        coordinate = f"{old.name}.{name}"
        if name in new.values:
            yield from context.deprecation(coordinate, value.deprecated, new.values[name].deprecated)
            continue
        # Where an operation cannot give it, none can break; but who waits for it waits in vain.
        criticality = BREAKING if context.scope.takes(old.name) else DANGEROUS
        sentence = f"Enum value `{coordinate}` was removed."
        yield Change(criticality, Kind.ENUM_VALUE_REMOVED, coordinate, sentence, name, None)
        yield from context.removed(coordinate, value.deprecated)
    for name in new.values.keys() - old.values.keys():
        criticality = DANGEROUS if context.scope.gives(old.name) else SAFE
        sentence = f"Enum value `{old.name}.{name}` was added."
        yield Change(criticality, Kind.ENUM_VALUE_ADDED, f"{old.name}.{name}", sentence, None, name)


def _input_object(context: Context, old: types.InputObject, new: types.InputObject) -> Iterator[Change]:
    if old.one_of != new.one_of and context.says(Aspect.ONE_OF):
        if new.one_of:
            sentence = f"Input object `{old.name}` takes exactly one of its fields now."
            yield Change(BREAKING, Kind.ONE_OF_ADDED, old.name, sentence, None, "@oneOf")
        else:
            sentence = f"Input object `{old.name}` takes any number of its fields now."
            yield Change(SAFE, Kind.ONE_OF_REMOVED, old.name, sentence, "@oneOf", None)
    yield from inputs.changes(context, inputs.Position.fields(old.name), old.fields, new.fields)


def _union(context: Context, old: types.Union, new: types.Union) -> Iterator[Change]:
    gained: Criticality = DANGEROUS if context.scope.gives(old.name) else SAFE
    for name in set(old.members) - set(new.members):
        sentence = f"`{name}` is no longer a member of union `{old.name}`."
        yield Change(BREAKING, Kind.UNION_MEMBER_REMOVED, old.name, sentence, name, None)
    for name in set(new.members) - set(old.members):
        sentence = f"`{name}` became a member of union `{old.name}`."
        yield Change(gained, Kind.UNION_MEMBER_ADDED, old.name, sentence, None, name)


def _composite(
    context: Context, old: types.Object | types.Interface, new: types.Object | types.Interface
) -> Iterator[Change]:
    for name in set(old.interfaces) - set(new.interfaces):
        sentence = f"`{old.name}` no longer implements `{name}`."
        yield Change(BREAKING, Kind.INTERFACE_REMOVED, old.name, sentence, name, None)
    for name in set(new.interfaces) - set(old.interfaces):
        # What gives that interface may turn out to be this object; a new interface is given by nothing yet.
        criticality = DANGEROUS if name in context.old and context.scope.gives(name) else SAFE
        sentence = f"`{old.name}` implements `{name}` now."
        yield Change(criticality, Kind.INTERFACE_ADDED, old.name, sentence, None, name)
    yield from outputs.changes(context, old.name, old.fields, new.fields)


def _word(type_: types.Type) -> str:
    return _WORDS[type(type_)]
