"""The type system of a snapshot as frozen values.

A deliberate subset of graphql-core's own classes: they are mutable, refer to each other by object
and take half a second to build, while every question that this suite asks is answered by names.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from schema import errors

#: Scalars that every GraphQL schema has (specification, 3.5 "Scalars").
BUILT_IN_SCALARS = ("Boolean", "Float", "ID", "Int", "String")


#: The deepest list that `TypeRef.parse` reads: types are compared and written recursively.
MAX_LIST_DEPTH = 50


# Any and no type variable: attrs' plug-in for mypy does not solve one in a converter.
def frozen_mapping(items: Mapping[str, Any]) -> Mapping[str, Any]:
    """A read-only view of a copy, so that nothing that was handed in can change it afterwards."""
    return MappingProxyType(dict(items))


@attrs.frozen
class TypeRef:
    """A type as it is written at a field or an argument: `String!`, `[ReadingInput!]`.

    `name` is the named type inside all lists; `item` is the type of an element if this is a list.
    """

    name: str
    required: bool = False
    item: TypeRef | None = None

    @classmethod
    def parse(cls, text: str) -> TypeRef:
        """Read the form of the specification (3.3.2 "Wrapping Types"); raise ContractError otherwise."""
        if text.count("[") > MAX_LIST_DEPTH:
            raise errors.ContractError(f"a type has lists more than {MAX_LIST_DEPTH} deep")
        stripped = text.strip()
        required = stripped.endswith("!")
        body = stripped[:-1].rstrip() if required else stripped
        if body.startswith("[") and body.endswith("]"):
            item = cls.parse(body[1:-1])
            return cls(name=item.name, required=required, item=item)
        if not body.isidentifier() or not body.isascii():
            raise errors.ContractError(f"{text!r} is not a type")
        return cls(name=body, required=required)

    def __str__(self) -> str:
        inner = self.name if self.item is None else f"[{self.item}]"
        return f"{inner}!" if self.required else inner

    @property
    def nullable(self) -> TypeRef:
        """The same type without its outermost `!`."""
        return attrs.evolve(self, required=False)

    @property
    def non_null(self) -> TypeRef:
        """The same type with an outermost `!`."""
        return attrs.evolve(self, required=True)


@attrs.frozen
class InputValue:
    """An argument or an input field. `default` is a GraphQL literal, or None where there is none."""

    name: str
    type: TypeRef
    default: str | None = None
    deprecated: str | None = None

    @property
    def required(self) -> bool:
        """Whether leaving it out is an error (specification, 5.6.4 "Input Object Required Fields")."""
        return self.type.required and self.default is None


@attrs.frozen
class Field:
    """A field of an object or an interface."""

    name: str
    type: TypeRef
    arguments: Mapping[str, InputValue] = attrs.field(factory=dict, converter=frozen_mapping)
    deprecated: str | None = None
    description: str | None = None

    @property
    def needs_arguments(self) -> bool:
        """Whether it cannot be selected without giving an argument."""
        return any(argument.required for argument in self.arguments.values())


@attrs.frozen
class Scalar:
    """A leaf type; what its values look like is no part of a schema."""

    name: str
    specified_by: str | None = None


@attrs.frozen
class EnumValue:
    """One name of an enum."""

    name: str
    deprecated: str | None = None


@attrs.frozen
class Enum:
    """A leaf type with a closed set of names."""

    name: str
    values: Mapping[str, EnumValue] = attrs.field(converter=frozen_mapping)


@attrs.frozen
class InputObject:
    """A composite of inputs."""

    name: str
    fields: Mapping[str, InputValue] = attrs.field(converter=frozen_mapping)
    one_of: bool = False


@attrs.frozen
class Object:
    """A composite of outputs that a value really has."""

    name: str
    fields: Mapping[str, Field] = attrs.field(converter=frozen_mapping)
    interfaces: tuple[str, ...] = ()


@attrs.frozen
class Interface:
    """Fields that several objects share."""

    name: str
    fields: Mapping[str, Field] = attrs.field(converter=frozen_mapping)
    interfaces: tuple[str, ...] = ()


@attrs.frozen
class Union:
    """One of several objects."""

    name: str
    members: tuple[str, ...]


Composite = Object | Interface | Union
Type = Scalar | Enum | InputObject | Object | Interface | Union


@attrs.frozen
class Schema:
    """All named types of one server, built-in scalars included, sorted by name."""

    # Nobody can read hundreds of types in a traceback, and writing them takes half a second.
    types: Mapping[str, Type] = attrs.field(
        converter=frozen_mapping, repr=lambda found: f"{len(found)} types"
    )

    def __getitem__(self, name: str) -> Type:
        try:
            return self.types[name]
        except KeyError:
            hint = errors.suggestion(name, self.types)
            raise errors.ContractError(f"there is no type {name!r} in the contract{hint}") from None

    def __contains__(self, name: str) -> bool:
        return name in self.types

    def __iter__(self) -> Iterator[Type]:
        return iter(self.types.values())

    def composite(self, name: str) -> Composite:
        """The object, interface or union of that name; ContractError if it is a leaf or an input."""
        found = self[name]
        if isinstance(found, Object | Interface | Union):
            return found
        raise errors.ContractError(f"type {name!r} has no fields to select")

    def is_leaf(self, name: str) -> bool:
        """Whether it is selected without sub-fields."""
        return isinstance(self[name], Scalar | Enum)

    def possible_types(self, name: str) -> tuple[str, ...]:
        """The object types that a value of this composite may turn out to be, sorted."""
        found = self.composite(name)
        if isinstance(found, Object):
            return (name,)
        if isinstance(found, Union):
            return found.members
        return self._implementations.get(name, ())

    def fields_of(self, name: str) -> Mapping[str, Field]:
        """The fields that can be selected on this composite; a union has none of its own."""
        found = self.composite(name)
        return MappingProxyType({}) if isinstance(found, Union) else found.fields

    def selectable(self, name: str) -> frozenset[str]:
        """The types of all fields that can be selected below a type, itself included."""
        if name not in self._selectable:
            self._selectable[name] = frozenset({name}) | _reachable(name, self._selected)
        return self._selectable[name]

    @functools.cached_property
    def _selectable(self) -> dict[str, frozenset[str]]:
        """What was asked for before: dozens of rules ask about each mutation."""
        return {}

    @functools.cached_property
    def _selected(self) -> Mapping[str, set[str]]:
        """For each composite, the types of the fields of all objects that it may be."""
        return {
            type_.name: {
                field.type.name
                for name in self.possible_types(type_.name)
                for field in self.fields_of(name).values()
            }
            for type_ in self
            if isinstance(type_, Object | Interface | Union)
        }

    @functools.cached_property
    def recursive_inputs(self) -> frozenset[str]:
        """The input objects that may contain themselves, directly or through others."""
        inner = {
            type_.name: {field.type.name for field in type_.fields.values()}
            for type_ in self
            if isinstance(type_, InputObject)
        }
        return frozenset(name for name in inner if name in _reachable(name, inner))

    @functools.cached_property
    def _implementations(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for type_ in self:
            if isinstance(type_, Object):
                for interface in type_.interfaces:
                    found.setdefault(interface, []).append(type_.name)
        return {name: tuple(sorted(objects)) for name, objects in found.items()}


def _reachable(name: str, edges: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found
