"""Kinds of input fields, by the schema: where a fault of inputs has its places."""

from __future__ import annotations

from collections.abc import Callable

from schema import types

Where = Callable[[types.Schema, types.InputObject], bool]


def any_of(matches: Callable[[types.InputValue], bool]) -> Where:
    """Where an input object, or the arguments, have such a field."""
    return lambda _, type_: any(matches(field) for field in type_.fields.values())


def named(*names: str) -> Where:
    """Where there is a field of one of these types, or a list of them."""
    return any_of(lambda field: field.type.name in names)


def of_kind(kind: type[types.Type]) -> Where:
    """Where there is a field of such a type, or a list of them."""
    return lambda schema, type_: any(
        isinstance(schema[field.type.name], kind) for field in type_.fields.values()
    )


def single_of_kind(kind: type[types.Type]) -> Where:
    """The same, but for lists."""
    return lambda schema, type_: any(
        field.type.item is None and isinstance(schema[field.type.name], kind)
        for field in type_.fields.values()
    )


def input_object(_: types.Schema, type_: types.InputObject) -> bool:
    """An input object, and not the arguments."""
    return bool(type_.name)


def contains_nested(schema: types.Schema, type_: types.InputObject) -> bool:
    """An input object that has one with another inside, in which a scalar can be wrong."""
    nested = of_kind(types.InputObject)
    inner = [schema[field.type.name] for field in type_.fields.values()]
    return bool(type_.name) and any(
        isinstance(one, types.InputObject) and nested(schema, one) for one in inner
    )


def has_default(_: types.Schema, type_: types.InputObject) -> bool:
    """An input object that has a field with a default that is not null."""
    return bool(type_.name) and any(field.default not in (None, "null") for field in type_.fields.values())
