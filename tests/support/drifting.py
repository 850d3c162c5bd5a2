"""Single changes of a schema that a probe can see, each drawn at random, with its coordinate."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from conformance.probe.schema import tree
from schema import sdl, types
from schema.contract import mutation_fields


@attrs.frozen
class Drifted:
    """A schema after one change: what has to be found, and where."""

    schema: types.Schema
    kind: str
    coordinate: str


def drift(schema: types.Schema, kind: str, seed: int) -> Drifted | None:
    """One change of a kind, drawn by the seed; None if the schema has no place for it."""
    places = sorted(_PLACES[kind](schema), key=repr)
    if not places:
        return None
    return _MAKERS[kind](schema, random.Random(f"{kind} {seed}").choice(places))  # noqa: S311 -- no secret


def _put(schema: types.Schema, *changed: types.Type, without: str | None = None) -> types.Schema:
    found = {**schema.types, **{one.name: one for one in changed}}
    if without is not None:
        del found[without]
    return types.Schema({name: found[name] for name in sorted(found)})


def _reached(schema: types.Schema) -> set[str]:
    """The composites that can be asked from a mutation without giving arguments."""
    return set(tree.of(schema).outputs)


def _fields(schema: types.Schema, wanted: Callable[[types.Field], bool]) -> Iterator[tuple[str, str]]:
    for owner in _reached(schema):
        type_ = schema[owner]
        if isinstance(type_, types.Object):
            inherited = {name for one in type_.interfaces for name in schema.fields_of(one)}
            for field in type_.fields.values():
                is_free = field.name not in inherited and len(type_.fields) > 1
                if is_free and not field.needs_arguments and wanted(field):
                    yield owner, field.name


def _arguments(schema: types.Schema) -> Iterator[tuple[str, str]]:
    for field in mutation_fields(schema).values():
        for name in field.arguments:
            yield field.name, name


def _input_types(schema: types.Schema) -> set[str]:
    found = tree.of(schema).inputs
    return {name for name in found if isinstance(schema[name], types.InputObject)}


def _inputs(schema: types.Schema, *, nullable: bool = False) -> Iterator[tuple[str, str]]:
    for owner in _input_types(schema):
        type_ = schema[owner]
        assert isinstance(type_, types.InputObject)
        if len(type_.fields) > 1 and not (nullable and type_.one_of):
            for name in type_.fields:
                yield owner, name


def _enum_values(schema: types.Schema) -> Iterator[tuple[str, str]]:
    for name in tree.of(schema).inputs:
        type_ = schema[name]
        if isinstance(type_, types.Enum) and len(type_.values) > 1:
            for value in type_.values:
                yield name, value


_PLACES: Mapping[str, Callable[[types.Schema], Iterator[Any]]] = {
    "mutation gone": lambda schema: ((name, "") for name in mutation_fields(schema)),
    "argument gone": _arguments,
    "argument of another type": _arguments,
    "argument newly required": lambda schema: (
        place
        for place in _arguments(schema)
        if not mutation_fields(schema)[place[0]].arguments[place[1]].type.required
    ),
    "required argument added": lambda schema: ((name, "") for name in mutation_fields(schema)),
    "input type renamed": lambda schema: ((name, "") for name in _direct_inputs(schema)),
    "input field gone": _inputs,
    "input field of another type": _inputs,
    "input field newly required": lambda schema: (
        (owner, name)
        for owner, name in _inputs(schema, nullable=True)
        if not _input(schema, owner, name).type.required
    ),
    "required input field added": lambda schema: ((name, "") for name, _ in _inputs(schema, nullable=True)),
    "enum value gone": _enum_values,
    "field gone": lambda schema: _fields(schema, lambda _: True),
    "leaf became an object": lambda schema: _fields(schema, lambda one: schema.is_leaf(one.type.name)),
    "object became a leaf": lambda schema: _fields(schema, lambda one: not schema.is_leaf(one.type.name)),
    "object became another": lambda schema: _fields(
        schema, lambda one: isinstance(schema[one.type.name], types.Object)
    ),
    "result type renamed": lambda schema: (
        (name, "")
        for name in _reached(schema)
        if isinstance(schema[name], types.Object) and _is_free(schema, name)
    ),
    "union member gone": lambda schema: (
        (name, one)
        for name in _reached(schema)
        if isinstance(schema[name], types.Union) and len(schema.possible_types(name)) > 1
        for one in schema.possible_types(name)
    ),
    "interface gone": lambda schema: (
        (one, name)
        for name in _reached(schema)
        if isinstance(schema[name], types.Interface)
        for one in schema.possible_types(name)
    ),
}

KINDS = tuple(_PLACES)


def _direct_inputs(schema: types.Schema) -> set[str]:
    named = {one.type.name for field in mutation_fields(schema).values() for one in field.arguments.values()}
    return named & _input_types(schema)


def _is_free(schema: types.Schema, name: str) -> bool:
    """Whether no interface promises a field of this type, so that it can be renamed."""
    return not any(
        field.type.name == name
        for type_ in schema
        if isinstance(type_, types.Interface)
        for field in type_.fields.values()
    )


def _input(schema: types.Schema, owner: str, name: str) -> types.InputValue:
    type_ = schema[owner]
    assert isinstance(type_, types.InputObject)
    return type_.fields[name]


def _field(
    schema: types.Schema, place: tuple[str, str], change: Callable[[types.Field], types.Field | None]
) -> types.Schema:
    type_ = schema[place[0]]
    assert isinstance(type_, types.Object)
    fields = dict(type_.fields)
    changed = change(fields.pop(place[1]))
    if changed is not None:
        fields[place[1]] = changed
    return _put(schema, attrs.evolve(type_, fields=fields))


def _argument(
    schema: types.Schema,
    place: tuple[str, str],
    change: Callable[[types.InputValue], types.InputValue | None],
) -> Drifted:
    def changed(field: types.Field) -> types.Field:
        arguments = dict(field.arguments)
        new = change(arguments.pop(place[1]))
        if new is not None:
            arguments[place[1]] = new
        return attrs.evolve(field, arguments=arguments)

    new = _field(schema, ("Mutation", place[0]), changed)
    return Drifted(new, "", f"Mutation.{place[0]}({place[1]}:)")


def _input_field(
    schema: types.Schema,
    place: tuple[str, str],
    change: Callable[[types.InputValue], types.InputValue | None],
) -> Drifted:
    type_ = schema[place[0]]
    assert isinstance(type_, types.InputObject)
    fields = dict(type_.fields)
    new = change(fields.pop(place[1]))
    if new is not None:
        fields[place[1]] = new
    return Drifted(_put(schema, attrs.evolve(type_, fields=fields)), "", f"{place[0]}.{place[1]}")


def _other(ref: types.TypeRef) -> types.TypeRef:
    """A type of the same form with another name."""
    other = "Int" if ref.name != "Int" else "String"
    return types.TypeRef.parse(str(ref).replace(ref.name, other))


def _retyped(value: types.InputValue) -> types.InputValue:
    return attrs.evolve(value, type=_other(value.type), default=None)


def _required(value: types.InputValue) -> types.InputValue:
    return attrs.evolve(value, type=value.type.non_null, default=None)


_NEW = types.InputValue("newcomer", types.TypeRef("Int", required=True))


def _typed(schema: types.Schema, place: tuple[str, str], ref: types.TypeRef) -> Drifted:
    new = _field(schema, place, lambda one: attrs.evolve(one, type=ref))
    return Drifted(new, "", f"{place[0]}.{place[1]}")


def _some_object(schema: types.Schema, other_than: str) -> types.TypeRef:
    names = sorted(name for name in _reached(schema) if isinstance(schema[name], types.Object))
    return types.TypeRef(next(name for name in reversed(names) if name != other_than))


def _renamed(schema: types.Schema, name: str) -> types.Schema:
    """The same schema in which a type is called otherwise, wherever it stands."""
    return sdl.read(re.sub(rf"\b{name}\b(?!\s*:)(?!\()", f"{name}Renamed", sdl.write(schema)))


def _gone_field(schema: types.Schema, place: tuple[str, str]) -> Drifted:
    return Drifted(_field(schema, place, lambda _: None), "", f"{place[0]}.{place[1]}")


def _enum_value(schema: types.Schema, place: tuple[str, str]) -> Drifted:
    type_ = schema[place[0]]
    assert isinstance(type_, types.Enum)
    values = {name: value for name, value in type_.values.items() if name != place[1]}
    return Drifted(_put(schema, attrs.evolve(type_, values=values)), "", f"{place[0]}.{place[1]}")


def _member(schema: types.Schema, place: tuple[str, str]) -> Drifted:
    type_ = schema[place[0]]
    assert isinstance(type_, types.Union)
    members = tuple(name for name in type_.members if name != place[1])
    return Drifted(_put(schema, attrs.evolve(type_, members=members)), "", place[0])


def _interface(schema: types.Schema, place: tuple[str, str]) -> Drifted:
    type_ = schema[place[0]]
    assert isinstance(type_, types.Object)
    interfaces = tuple(name for name in type_.interfaces if name != place[1])
    return Drifted(_put(schema, attrs.evolve(type_, interfaces=interfaces)), "", place[0])


def _argument_added(schema: types.Schema, place: tuple[str, str]) -> Drifted:
    def changed(field: types.Field) -> types.Field:
        return attrs.evolve(field, arguments={**field.arguments, _NEW.name: _NEW})

    new = _field(schema, ("Mutation", place[0]), changed)
    return Drifted(new, "", f"Mutation.{place[0]}({_NEW.name}:)")


def _input_field_added(schema: types.Schema, place: tuple[str, str]) -> Drifted:
    type_ = schema[place[0]]
    assert isinstance(type_, types.InputObject)
    new = _put(schema, attrs.evolve(type_, fields={**type_.fields, _NEW.name: _NEW}))
    return Drifted(new, "", f"{place[0]}.{_NEW.name}")


_MAKERS: Mapping[str, Callable[[types.Schema, Any], Drifted]] = {
    "mutation gone": lambda schema, place: _gone_field(schema, ("Mutation", place[0])),
    "argument gone": lambda schema, place: _argument(schema, place, lambda _: None),
    "argument of another type": lambda schema, place: _argument(schema, place, _retyped),
    "argument newly required": lambda schema, place: _argument(schema, place, _required),
    "required argument added": _argument_added,
    "input type renamed": lambda schema, place: Drifted(_renamed(schema, place[0]), "", place[0]),
    "input field gone": lambda schema, place: _input_field(schema, place, lambda _: None),
    "input field of another type": lambda schema, place: _input_field(schema, place, _retyped),
    "input field newly required": lambda schema, place: _input_field(schema, place, _required),
    "required input field added": _input_field_added,
    "enum value gone": _enum_value,
    "field gone": _gone_field,
    "leaf became an object": lambda schema, place: _typed(schema, place, _some_object(schema, place[0])),
    "object became a leaf": lambda schema, place: _typed(schema, place, types.TypeRef("Int")),
    "object became another": lambda schema, place: _typed(
        schema, place, _some_object(schema, schema.fields_of(place[0])[place[1]].type.name)
    ),
    "result type renamed": lambda schema, place: Drifted(_renamed(schema, place[0]), "", place[0]),
    "union member gone": _member,
    "interface gone": _interface,
}
