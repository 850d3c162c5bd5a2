"""Fields of objects and interfaces: what an operation may select and what it gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schema import catalogue, types
from schema.drift import inputs
from schema.drift.change import BREAKING, SAFE, Change, Kind
from schema.drift.context import Context
from schema.drift.scope import MUTATION
from schema.drift.unsaid import Aspect

_ITEM = re.compile(rf"(?:^|\s)\s*-\s+{catalogue.CODE.pattern}:")


def changes(
    context: Context, owner: str, old: Mapping[str, types.Field], new: Mapping[str, types.Field]
) -> Iterator[Change]:
    """The differences of the fields of one type; new mutations only if everything is compared."""
    for name, field in old.items():
        if name not in new:
            coordinate = f"{owner}.{name}"
            sentence = f"{_noun(owner)} `{coordinate}` was removed."
            yield Change(BREAKING, Kind.FIELD_REMOVED, coordinate, sentence, str(field.type), None)
            yield from context.removed(coordinate, field.deprecated)
        elif field != new[name]:
            yield from _changed(context, owner, field, new[name])
    if owner == MUTATION and not context.scope.whole:
        return
    for name in new.keys() - old.keys():
        coordinate = f"{owner}.{name}"
        sentence = f"{_noun(owner)} `{coordinate}` was added."
        yield Change(SAFE, Kind.FIELD_ADDED, coordinate, sentence, None, str(new[name].type))


def covers(old: types.TypeRef, new: types.TypeRef) -> bool:
    """Whether every answer of the new type is one of the old type: a `!` may come, at any depth."""
    if old.required and not new.required:
        return False
    if old.item is None or new.item is None:
        return old.item is new.item and old.name == new.name
    return covers(old.item, new.item)


def _changed(context: Context, owner: str, old: types.Field, new: types.Field) -> Iterator[Change]:
    coordinate = f"{owner}.{old.name}"
    if old.type != new.type:
        yield _retyped(context, owner, old, new)
    yield from inputs.changes(
        context, inputs.Position.arguments(owner, old.name), old.arguments, new.arguments
    )
    yield from context.deprecation(coordinate, old.deprecated, new.deprecated)
    if context.says(Aspect.DESCRIPTIONS):
        before, after = _prose(owner, old.description), _prose(owner, new.description)
        if before != after:
            sentence = f"The description of `{coordinate}` changed."
            kind = Kind.DESCRIPTION_CHANGED
            yield Change(SAFE, kind, coordinate, sentence, before or None, after or None, noise=True)


def _retyped(context: Context, owner: str, old: types.Field, new: types.Field) -> Change:
    coordinate, before, after = f"{owner}.{old.name}", str(old.type), str(new.type)
    sentence = f"{_noun(owner)} `{coordinate}` changed its type from `{before}` to `{after}`."
    criticality = SAFE if covers(old.type, new.type) else BREAKING
    if criticality is SAFE:
        peer = _disagreeing_peer(context, owner, old, new)
        if peer is not None:
            criticality = BREAKING
            sentence += f" An operation that selects it beside `{peer}.{old.name}` is no longer valid."
    return Change(criticality, Kind.FIELD_TYPE_CHANGED, coordinate, sentence, before, after)


def _disagreeing_peer(context: Context, owner: str, old: types.Field, new: types.Field) -> str | None:
    """A type on which the same field agreed with this one and no longer does, or None.

    Fields under one response key must have one shape, `!` included, even on types that exclude each
    other (specification, 5.3.2 "Field Selection Merging").
    """
    for peer in sorted(_peers(context.old, owner)):
        before = context.old.fields_of(peer).get(old.name)
        after = context.new.fields_of(peer).get(old.name) if _has_fields(context.new, peer) else None
        if before is None or after is None:
            continue
        agreed = _same_shape(context.old, before.type, old.type)
        if agreed and not _same_shape(context.new, after.type, new.type):
            return peer
    return None


def _has_fields(schema: types.Schema, name: str) -> bool:
    return isinstance(schema.types.get(name), types.Object | types.Interface)


def _same_shape(schema: types.Schema, first: types.TypeRef, second: types.TypeRef) -> bool:
    if first.required != second.required:
        return False
    if first.item is None or second.item is None:
        leaf = any(schema.is_leaf(ref.name) for ref in (first, second))
        return first.item is second.item and (first.name == second.name or not leaf)
    return _same_shape(schema, first.item, second.item)


def _peers(schema: types.Schema, name: str) -> set[str]:
    """The types that can be selected on beside this one, in one selection set."""
    own = schema[name]
    assert isinstance(own, types.Object | types.Interface)
    found: set[str] = set()
    for interface in (name, *own.interfaces):
        if isinstance(schema[interface], types.Interface):
            found.update((interface, *schema.possible_types(interface)))
    for type_ in schema:
        if isinstance(type_, types.Union) and name in type_.members:
            found.update(type_.members)
    return found - {name}


def _prose(owner: str, description: str | None) -> str:
    """A description with white space folded; of a mutation without its list of errors."""
    lines = (description or "").splitlines()
    if owner != MUTATION:
        return " ".join(" ".join(lines).split())
    text = " ".join(" ".join(line for line in lines if not _ITEM.match(line)).split())
    # Some printers fold the list into one line: what follows its first item belongs to it.
    return _ITEM.split(text.replace(catalogue.INTRODUCTION, ""), maxsplit=1)[0].strip()


def _noun(owner: str) -> str:
    return "Mutation" if owner == MUTATION else "Field"
