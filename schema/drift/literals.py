"""The same operation with its variables written out as literals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import graphql
from graphql.language import ast

from schema import types

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


class NotALiteralError(Exception):
    """A JSON value that GraphQL has no literal for: a key that is no name, a number that is not finite."""


def inline(
    schema: types.Schema, document: ast.DocumentNode, variables: Mapping[str, Any]
) -> ast.DocumentNode:
    """Replace each variable by its value, or its default; an argument whose variable has neither is left out.

    Raise NotALiteralError where a value cannot be written.
    """
    known: dict[str, ast.ValueNode | None] = {}
    for node in document.definitions:
        if isinstance(node, ast.OperationDefinitionNode):
            for definition in node.variable_definitions or ():
                known[definition.variable.name.value] = _value(schema, definition, variables)
    inlined: ast.DocumentNode = graphql.visit(document, _Inliner(known))
    return inlined


def only_given(document: ast.DocumentNode) -> ast.DocumentNode:
    """The document with no other fields than those that are given arguments, and what leads to them.

    Literals in place of variables can make nothing else wrong. Braces may be empty: it is never sent.
    """
    return ast.DocumentNode(definitions=tuple(map(_definition_of_given, document.definitions)))


def _definition_of_given(node: ast.DefinitionNode) -> ast.DefinitionNode:
    match node:
        case ast.OperationDefinitionNode():
            return ast.OperationDefinitionNode(
                operation=node.operation,
                name=node.name,
                variable_definitions=node.variable_definitions,
                directives=node.directives,
                selection_set=_given(node.selection_set),
            )
        case ast.FragmentDefinitionNode():
            return ast.FragmentDefinitionNode(
                name=node.name,
                type_condition=node.type_condition,
                directives=node.directives,
                selection_set=_given(node.selection_set),
            )
        case _:
            return node


def _given(node: ast.SelectionSetNode) -> ast.SelectionSetNode:
    kept = (_part_of_given(one) for one in node.selections)
    return ast.SelectionSetNode(selections=tuple(one for one in kept if one is not None))


def _part_of_given(node: ast.SelectionNode) -> ast.SelectionNode | None:
    match node:
        case ast.FieldNode(selection_set=selected):
            inner = None if selected is None else _given(selected)
            if not (node.arguments or node.directives or (inner and inner.selections)):
                return None
            return ast.FieldNode(
                alias=node.alias,
                name=node.name,
                arguments=node.arguments,
                directives=node.directives,
                selection_set=inner,
            )
        case ast.InlineFragmentNode():
            inside = _given(node.selection_set)
            if not (node.directives or inside.selections):
                return None
            return ast.InlineFragmentNode(
                type_condition=node.type_condition, directives=node.directives, selection_set=inside
            )
        case _:
            return node


def literal(schema: types.Schema, ref: types.TypeRef | None, value: Any) -> ast.ValueNode:
    """The literal of a JSON value for a type, or for none that is known; NotALiteralError if it has none."""
    match value:
        case None:
            return ast.NullValueNode()
        case bool():
            return ast.BooleanValueNode(value=value)
        case int():
            return ast.IntValueNode(value=str(value))
        case float() if math.isfinite(value):
            return ast.FloatValueNode(value=repr(value))
        case str():
            is_name = ref is not None and isinstance(schema.types.get(ref.name), types.Enum)
            if is_name and _NAME.fullmatch(value):
                return ast.EnumValueNode(value=value)
            return ast.StringValueNode(value=value, block=False)
        case list():
            item = None if ref is None or ref.item is None else ref.item
            return ast.ListValueNode(values=tuple(literal(schema, item, one) for one in value))
        case dict():
            return _object(schema, ref, value)
        case _:
            raise NotALiteralError(f"{value!r} has no literal")


def _value(
    schema: types.Schema, definition: ast.VariableDefinitionNode, variables: Mapping[str, Any]
) -> ast.ValueNode | None:
    name = definition.variable.name.value
    if name in variables:
        return literal(schema, types.TypeRef.parse(graphql.print_ast(definition.type)), variables[name])
    return definition.default_value


def _object(schema: types.Schema, ref: types.TypeRef | None, value: Mapping[str, Any]) -> ast.ValueNode:
    type_ = None if ref is None else schema.types.get(ref.name)
    fields = type_.fields if isinstance(type_, types.InputObject) else {}
    written = []
    for name, inner in value.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise NotALiteralError(f"the key {name!r} is no name")
        field = fields.get(name)
        node = literal(schema, None if field is None else field.type, inner)
        written.append(ast.ObjectFieldNode(name=ast.NameNode(value=name), value=node))
    return ast.ObjectValueNode(fields=tuple(written))


class _Inliner(graphql.Visitor):
    def __init__(self, known: Mapping[str, ast.ValueNode | None]) -> None:
        super().__init__()
        self._known = known

    def enter_variable_definition(self, *_: object) -> object:
        return graphql.REMOVE

    def enter_argument(self, node: ast.ArgumentNode, *_: object) -> object:
        return self._without_absent(node.value)

    def enter_object_field(self, node: ast.ObjectFieldNode, *_: object) -> object:
        return self._without_absent(node.value)

    def enter_variable(self, node: ast.VariableNode, *_: object) -> ast.ValueNode:
        # Inside a list, what is absent is null (specification, 6.4.1 "Coercing Field Arguments").
        return self._known.get(node.name.value) or ast.NullValueNode()

    def _without_absent(self, value: ast.ValueNode) -> object:
        if isinstance(value, ast.VariableNode) and self._known.get(value.name.value) is None:
            return graphql.REMOVE
        return graphql.IDLE
