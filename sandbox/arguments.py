"""The arguments of a mutation as they were given, and the leaves in them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from schema import contract as contracts
from schema import types


@attrs.frozen
class Leaf:
    """A scalar or an enum name somewhere in the arguments."""

    path: tuple[str, ...]
    type: str
    value: Any

    @property
    def name(self) -> str:
        """The argument or input field that it is the value of."""
        return self.path[-1]


@attrs.frozen(eq=False)
class Asked:
    """A mutation and its arguments, as JSON values; `user` is who logged in to ask for it, if anybody did."""

    mutation: contracts.Mutation
    schema: types.Schema
    arguments: Mapping[str, Any]
    user: str = ""

    @functools.cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """All leaves that are not null; what has the wrong shape is left out."""
        return tuple(_leaves(self.schema, self.mutation.arguments, self.arguments, ()))

    @functools.cached_property
    def objects(self) -> tuple[tuple[types.InputObject, Mapping[str, Any]], ...]:
        """The input objects that are the values of arguments."""
        found = []
        for name, argument in self.mutation.arguments.items():
            type_ = self.schema[argument.type.name]
            value = self.arguments.get(name)
            if isinstance(type_, types.InputObject) and isinstance(value, dict):
                found.append((type_, value))
        return tuple(found)


def _leaves(
    schema: types.Schema,
    fields: Mapping[str, types.InputValue],
    values: Mapping[str, Any],
    at: tuple[str, ...],
) -> Iterator[Leaf]:
    for name, field in fields.items():
        value = values.get(name)
        if value is not None:
            yield from _within(schema, field.type.name, value, (*at, name))


def _within(schema: types.Schema, type_name: str, value: Any, at: tuple[str, ...]) -> Iterator[Leaf]:
    if isinstance(value, list):
        for one in value:
            yield from _within(schema, type_name, one, at)
        return
    type_ = schema[type_name]
    if not isinstance(type_, types.InputObject):
        if value is not None:
            yield Leaf(at, type_name, value)
    elif isinstance(value, dict):
        yield from _leaves(schema, type_.fields, value, at)
