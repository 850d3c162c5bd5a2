"""What an answer exercises: output fields, enum values and possible types, by closures made of a selection.

A closure visits what was asked for and nothing else, so that its cost is a look-up for each selected field.
Whether a value is right is for the rules to say: here anything that is not null has been seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.coverage.marks import Kind, Mark
from schema import types
from schema.operation import TYPENAME, SelectedField, Selection

#: Given a value and where marks go to.
Visit = Callable[[Any, Callable[[Mark], None]], None]

#: Of one object type: response key, what its field is marked as, and how to go on below it.
_Fields = tuple[tuple[str, Mark, Visit | None], ...]


def visitor(schema: types.Schema, root: SelectedField) -> Visit | None:
    """How to visit the value of a mutation; None if nothing below it counts."""
    return _value(schema, root.type, root.selection)


def _value(schema: types.Schema, ref: types.TypeRef, selection: Selection | None) -> Visit | None:
    if ref.item is not None:
        inner = _value(schema, ref.item, selection)
        return None if inner is None else _each(inner)
    if selection is not None:
        return _composite(schema, selection)
    type_ = schema[ref.name]
    return _enum(type_) if isinstance(type_, types.Enum) else None


def _each(inner: Visit) -> Visit:
    def visit(value: Any, add: Callable[[Mark], None]) -> None:
        if isinstance(value, list):
            for item in value:
                inner(item, add)

    return visit


def _enum(type_: types.Enum) -> Visit:
    marks = {name: Mark(Kind.ENUM_VALUES_RECEIVED, type_.name, name) for name in type_.values}

    def visit(value: Any, add: Callable[[Mark], None]) -> None:
        if isinstance(value, str) and (mark := marks.get(value)) is not None:
            add(mark)

    return visit


def _composite(schema: types.Schema, selection: Selection) -> Visit:
    by_object = {name: _fields(schema, selection, name) for name in selection.possible}
    if isinstance(schema[selection.type], types.Object):
        return _object(by_object[selection.type])
    named = {name: Mark(Kind.POSSIBLE_TYPES, selection.type, name) for name in selection.possible}
    return _abstract(by_object, named)


def _object(fields: _Fields) -> Visit:
    def visit(value: Any, add: Callable[[Mark], None]) -> None:
        if isinstance(value, dict):
            for key, mark, inner in fields:
                found = value.get(key)
                if found is not None:
                    add(mark)
                    if inner is not None:
                        inner(found, add)

    return visit


def _abstract(by_object: Mapping[str, _Fields], named: Mapping[str, Mark]) -> Visit:
    visits = {name: _object(fields) for name, fields in by_object.items()}

    def visit(value: Any, add: Callable[[Mark], None]) -> None:
        # Without a type name nobody can tell whose fields these are.
        name = value.get(TYPENAME) if isinstance(value, dict) else None
        if isinstance(name, str) and name in named:
            add(named[name])
            visits[name](value, add)

    return visit


def _fields(schema: types.Schema, selection: Selection, object_name: str) -> _Fields:
    return tuple(
        (
            field.key,
            Mark(Kind.OUTPUT_FIELDS, object_name, field.name),
            _value(schema, field.type, field.selection),
        )
        for field in selection.fields
        if object_name in field.objects and field.name != TYPENAME
    )
