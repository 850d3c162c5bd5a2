"""What a document reaches in a schema: the parts of it that validation and coercion look at."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from schema import types
from schema.drift.asked import Asked, Field, Fragment, Part, Spread
from schema.operation import TYPENAME


@attrs.frozen
class Reach:
    """Parts of a schema, by name.

    `fields` are pairs of a composite and a field that is asked of it; `inputs` every input type behind an
    argument that is given or a variable that is declared; `types` the composites that are asked and the
    types of the fields; `possible` the objects that an abstract one among them may be, asked for or not.
    """

    fields: frozenset[tuple[str, str]]
    inputs: frozenset[str]
    types: frozenset[str]
    possible: frozenset[str]

    def touches(self, owner: str, member: str | None) -> bool:
        """Whether a type, or if a member is named that field of an object or interface, is reached."""
        if owner in self.inputs or member is None:
            return owner in self.inputs or owner in self.types
        return (owner, member) in self.fields


def union(reached: Iterable[Reach]) -> Reach:
    """What several documents reach together."""
    every = tuple(reached)
    return Reach(
        frozenset().union(*(one.fields for one in every)),
        frozenset().union(*(one.inputs for one in every)),
        frozenset().union(*(one.types for one in every)),
        frozenset().union(*(one.possible for one in every)),
    )


def of(schema: types.Schema, asked: Asked) -> Reach:
    """Walk along a schema what a document asks for; what the schema lacks is passed over."""
    walk = _Walk(schema, asked)
    for root, parts in asked.roots:
        walk.selection(root, parts)
    return walk.reach


def inputs_behind(schema: types.Schema, names: Iterable[str]) -> frozenset[str]:
    """The input types among some names, and those in their fields, at any depth."""
    found: set[str] = set()
    waiting = [name for name in names if name in schema]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            type_ = schema[name]
            if isinstance(type_, types.InputObject):
                waiting.extend(field.type.name for field in type_.fields.values())
    return frozenset(found)


class _Walk:
    def __init__(self, schema: types.Schema, asked: Asked) -> None:
        self._schema = schema
        self._fragments = asked.fragments
        self._fields: set[tuple[str, str]] = set()
        self._taken = set(asked.declared)
        self._types: set[str] = set()
        self._spread: set[tuple[str, str]] = set()

    @property
    def reach(self) -> Reach:
        inputs = inputs_behind(self._schema, self._taken)
        composites = (name for name in self._types if not self._schema.is_leaf(name))
        possible = frozenset[str]().union(*map(self._schema.possible_types, composites))
        return Reach(frozenset(self._fields), inputs, frozenset(self._types), possible)

    def selection(self, parent: str, parts: tuple[Part, ...]) -> None:
        type_ = self._schema.types.get(parent)
        if not parts or not isinstance(type_, types.Composite):
            return
        self._types.add(parent)
        known = self._schema.fields_of(parent)
        for part in parts:
            match part:
                case Field(name=name) if name == TYPENAME:
                    continue
                case Field(name=name):
                    # Recorded even where there is none, so that its coming and going is seen on either side.
                    self._fields.add((parent, name))
                    if name in known:
                        self._field(known[name], part)
                case Fragment(on=on, parts=inner):
                    self.selection(on or parent, inner)
                case Spread(name=name) if name in self._fragments and (parent, name) not in self._spread:
                    self._spread.add((parent, name))
                    fragment = self._fragments[name]
                    self.selection(fragment.on or parent, fragment.parts)

    def _field(self, field: types.Field, asked: Field) -> None:
        self._types.add(field.type.name)
        for name in asked.arguments:
            if name in field.arguments:
                self._taken.add(field.arguments[name].type.name)
        self.selection(field.type.name, asked.parts)
