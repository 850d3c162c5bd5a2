"""Defaults: whether two literals mean the same, and which differ with the calendar only.

SDL holds a default as it was written, introspection as the server prints it: `1.0` or `1`, `1` or `[1]`,
an input object with or without its own defaults.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable

import graphql
from graphql.language import ast

from schema import types

NULL = "null"

#: How far a date may be from today and still be the day of the introspection in some time zone.
_NEAR_TODAY = datetime.timedelta(days=2)
_LENGTH_OF_DATE = len("2026-11-24")


def same(old: tuple[types.Schema, types.InputValue], new: tuple[types.Schema, types.InputValue]) -> bool:
    """Whether two input values, each with the schema that it stands in, have the same default."""
    texts = (old[1].default, new[1].default)
    if None in texts or texts[0] == texts[1]:
        return texts[0] == texts[1]
    return _meaning(*old) == _meaning(*new)


def is_todays_date(before: str, after: str, today: datetime.date) -> bool:
    """Whether both are dates, the newer one within two days of today: a default that moves by itself."""
    found = _date(after)
    return _date(before) is not None and found is not None and abs(found - today) <= _NEAR_TODAY


def _date(literal: str) -> datetime.date | None:
    try:
        node = graphql.parse_const_value(literal)
        if not isinstance(node, ast.StringValueNode):
            return None
        return datetime.date.fromisoformat(node.value[:_LENGTH_OF_DATE])
    except (graphql.GraphQLSyntaxError, ValueError):
        return None


def _meaning(schema: types.Schema, value: types.InputValue) -> object:
    assert value.default is not None
    try:
        node = graphql.parse_const_value(value.default)
    except graphql.GraphQLSyntaxError:
        return ("no literal", value.default)
    return _Meaning(schema).of(value.type, node)


class _Meaning:
    """A literal as a value that compares equal wherever a server coerces to the same."""

    def __init__(self, schema: types.Schema, within: frozenset[str] = frozenset()) -> None:
        self._schema = schema
        self._within = within

    def of(self, ref: types.TypeRef | None, node: ast.ValueNode) -> object:
        if isinstance(node, ast.NullValueNode):
            return None
        if ref is not None and ref.item is not None:
            items: Iterable[ast.ValueNode] = node.values if isinstance(node, ast.ListValueNode) else (node,)
            return ("list", tuple(self.of(ref.item, item) for item in items))
        match node:
            case ast.ListValueNode(values=values):
                return ("list", tuple(self.of(None, item) for item in values))
            case ast.ObjectValueNode():
                return self._object(ref, node)
            case ast.IntValueNode(value=text) if ref is not None and ref.name == "ID":
                return ("text", text)
            case ast.IntValueNode(value=text) | ast.FloatValueNode(value=text):
                return ("number", decimal.Decimal(text))
            case ast.StringValueNode(value=text):
                return ("text", text)
            case ast.BooleanValueNode(value=truth):
                return ("truth", truth)
            case _:
                return ("name", graphql.print_ast(node))

    def _object(self, ref: types.TypeRef | None, node: ast.ObjectValueNode) -> object:
        type_ = None if ref is None else self._schema.types.get(ref.name)
        fields = type_.fields if isinstance(type_, types.InputObject) else {}
        given = {
            field.name.value: self.of(
                fields[field.name.value].type if field.name.value in fields else None, field.value
            )
            for field in node.fields
        }
        if isinstance(type_, types.InputObject) and type_.name not in self._within:
            inner = _Meaning(self._schema, self._within | {type_.name})
            for name, field in fields.items():
                if name not in given and field.default is not None:
                    given[name] = inner.of(field.type, graphql.parse_const_value(field.default))
        return ("object", frozenset(given.items()))
