"""What variables exercise: arguments and input fields present, absent and null, and enum values sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from conformance.coverage.marks import Kind, Mark
from schema import types

Visit = Callable[[Any, Callable[[Mark], None]], None]


@attrs.define
class Inputs:
    """Closures for the inputs of one server, made once for each type."""

    schema: types.Schema
    made: dict[str, Visit] = attrs.Factory(dict)

    def visitor(self, mutation: str, arguments: Mapping[str, types.InputValue]) -> Visit:
        """How to visit the variables of a mutation."""
        return self._fields(mutation, arguments)

    def _fields(self, group: str, fields: Mapping[str, types.InputValue]) -> Visit:
        listed = tuple(
            (
                name,
                Mark(Kind.INPUTS_PRESENT, group, name),
                Mark(Kind.INPUTS_ABSENT, group, name),
                Mark(Kind.INPUTS_NULL, group, name),
                self._value(field.type),
            )
            for name, field in fields.items()
        )

        def visit(value: Any, add: Callable[[Mark], None]) -> None:
            if not isinstance(value, Mapping):
                return
            for name, present, absent, null, inner in listed:
                if name not in value:
                    add(absent)
                elif (given := value[name]) is None:
                    add(null)
                else:
                    add(present)
                    if inner is not None:
                        inner(given, add)

        return visit

    def _value(self, ref: types.TypeRef) -> Visit | None:
        type_ = self.schema[ref.name]
        if isinstance(type_, types.Enum):
            one = self._enum(type_)
        elif isinstance(type_, types.InputObject):
            one = self._object(type_)
        else:
            return None
        return one if ref.item is None else _each(one)

    def _enum(self, type_: types.Enum) -> Visit:
        marks = {name: Mark(Kind.ENUM_VALUES_SENT, type_.name, name) for name in type_.values}

        def visit(value: Any, add: Callable[[Mark], None]) -> None:
            if isinstance(value, str) and (mark := marks.get(value)) is not None:
                add(mark)

        return visit

    def _object(self, type_: types.InputObject) -> Visit:
        # Looked up when it is needed: an input object may contain itself.
        def visit(value: Any, add: Callable[[Mark], None]) -> None:
            known = self.made.get(type_.name)
            if known is None:
                known = self.made[type_.name] = self._fields(type_.name, type_.fields)
            known(value, add)

        return visit


def _each(inner: Visit) -> Visit:
    # A single value counts as a list of one (specification, 3.11 "List"), at every depth.
    def visit(value: Any, add: Callable[[Mark], None]) -> None:
        if isinstance(value, list):
            for item in value:
                visit(item, add)
        else:
            inner(value, add)

    return visit
