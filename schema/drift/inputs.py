"""Arguments and input fields: what an operation may and must give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from schema import types
from schema.drift import defaults
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind
from schema.drift.context import Context
from schema.drift.unsaid import Aspect


@attrs.frozen
class Position:
    """Where input values stand. `noun` begins their kinds; `template` makes a coordinate of a name."""

    noun: str
    template: str

    @classmethod
    def arguments(cls, owner: str, field: str) -> Position:
        """The arguments of a field."""
        return cls("argument", f"{owner}.{field}({{}}:)")

    @classmethod
    def fields(cls, owner: str) -> Position:
        """The fields of an input object."""
        return cls("input-field", f"{owner}.{{}}")

    def coordinate(self, name: str) -> str:
        """Such as `Tea.leaf(of:)` or `Leaf.green`."""
        return self.template.format(name)

    def kind(self, what: str) -> Kind:
        """Such as `argument-added`."""
        return Kind(f"{self.noun}-{what}")

    def named(self, name: str) -> str:
        """Such as ``Argument `Tea.leaf(of:)` ``, to begin a sentence with."""
        return f"{self.noun.replace('-', ' ').capitalize()} `{self.coordinate(name)}`"


def changes(
    context: Context,
    position: Position,
    old: Mapping[str, types.InputValue],
    new: Mapping[str, types.InputValue],
) -> Iterator[Change]:
    """The differences of all input values in one place."""
    for name, value in old.items():
        if name not in new:
            yield from _removed(context, position, value)
        elif value != new[name]:
            yield from _changed(context, position, value, new[name])
    for name in new.keys() - old.keys():
        yield from _added(context, position, new[name])


def fits(old: types.TypeRef, new: types.TypeRef) -> bool:
    """Whether everything that could be given for the old type can be given for the new one.

    A variable declares its type, and a list takes no variable of its item's type (specification, 5.8.5
    "All Variable Usages Are Allowed"), so that only a `!` may go, at any depth.
    """
    if new.required and not old.required:
        return False
    if old.item is None or new.item is None:
        return old.item is new.item and old.name == new.name
    return fits(old.item, new.item)


def _removed(context: Context, position: Position, value: types.InputValue) -> Iterator[Change]:
    if value.deprecated is not None and not context.says(Aspect.INPUT_DEPRECATIONS):
        return  # a query that does not ask for deprecated inputs leaves them out
    coordinate = position.coordinate(value.name)
    sentence = f"{position.named(value.name)} was removed."
    yield Change(BREAKING, position.kind("removed"), coordinate, sentence, _signature(value), None)
    yield from context.removed(coordinate, value.deprecated)


def _added(context: Context, position: Position, value: types.InputValue) -> Iterator[Change]:
    if value.deprecated is not None and not context.says(Aspect.INPUT_DEPRECATIONS):
        return
    criticality = BREAKING if value.required else DANGEROUS
    need = "is required" if value.required else "may be left out"
    sentence = f"{position.named(value.name)} was added and {need}."
    coordinate = position.coordinate(value.name)
    yield Change(criticality, position.kind("added"), coordinate, sentence, None, _signature(value))


def _changed(
    context: Context, position: Position, old: types.InputValue, new: types.InputValue
) -> Iterator[Change]:
    coordinate = position.coordinate(old.name)
    if old.type != new.type:
        criticality = SAFE if fits(old.type, new.type) else BREAKING
        sentence = f"{position.named(old.name)} changed its type from `{old.type}` to `{new.type}`."
        kind = position.kind("type-changed")
        yield Change(criticality, kind, coordinate, sentence, str(old.type), str(new.type))
    yield from _default(context, position, old, new)
    if context.says(Aspect.INPUT_DEPRECATIONS):
        yield from context.deprecation(coordinate, old.deprecated, new.deprecated)


def _default(
    context: Context, position: Position, old: types.InputValue, new: types.InputValue
) -> Iterator[Change]:
    if old.default == new.default:
        return
    coordinate, named = position.coordinate(old.name), position.named(old.name)
    before, after = old.default, new.default
    if before is None:
        # Who had to give a value gives one still; who could leave it out now gets this one.
        criticality = SAFE if old.type.required or after == defaults.NULL else DANGEROUS
        sentence = f"{named} got the default `{after}`."
        yield Change(criticality, position.kind("default-added"), coordinate, sentence, before, after)
    elif after is None:
        sentence = f"{named} lost its default `{before}`{' and is required now' if new.required else ''}."
        criticality = BREAKING if new.required else SAFE if before == defaults.NULL else DANGEROUS
        yield Change(criticality, position.kind("default-removed"), coordinate, sentence, before, after)
    elif not defaults.same((context.old, old), (context.new, new)):
        noise = defaults.is_todays_date(before, after, context.today)
        sentence = f"{named} changed its default from `{before}` to `{after}`."
        kind = position.kind("default-changed")
        yield Change(DANGEROUS, kind, coordinate, sentence, before, after, noise=noise)


def _signature(value: types.InputValue) -> str:
    return str(value.type) if value.default is None else f"{value.type} = {value.default}"
