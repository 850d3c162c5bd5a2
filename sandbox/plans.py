"""What a selection asks for, compiled once: fields in order, with fragments and conditions resolved.

Specification, 6.3.2 "Field Collection". A plan is bound to the values of the variables that `@skip` and
`@include` use; everything else about variables is left to whoever executes it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
import graphql
from graphql.language import ast
from graphql.utilities import value_from_ast_untyped

from sandbox import scalars
from schema import types

TYPENAME = "__typename"
_TYPENAME_FIELD = types.Field(TYPENAME, types.TypeRef("String", required=True))


@attrs.define(eq=False)
class Node:
    """A field that was asked for: a leaf has `make`, which gives values, a composite `possible` types."""

    key: str
    field: types.Field
    parent: str
    nodes: tuple[ast.FieldNode, ...]
    plan: Plan
    salt: int
    make: scalars.Maker | None
    possible: tuple[str, ...]
    #: Where each fault has its places below this field; filled by whoever looks for them.
    places: dict[str, tuple[tuple[tuple[str, Node], ...], ...]] = attrs.field(factory=dict)
    _fields: dict[str, tuple[Node, ...]] = attrs.field(factory=dict)

    @property
    def type(self) -> types.TypeRef:
        """The field's type as the schema declares it."""
        return self.field.type

    def fields(self, object_name: str) -> tuple[Node, ...]:
        """What was asked of this value if it is of that object type."""
        found = self._fields.get(object_name)
        if found is None:
            selections = [node.selection_set for node in self.nodes if node.selection_set]
            found = self._fields[object_name] = self.plan.collect(object_name, selections)
        return found


@attrs.define(eq=False)
class Plan:
    """An operation against a schema, with its conditions decided."""

    schema: types.Schema
    fragments: Mapping[str, ast.FragmentDefinitionNode]
    conditions: Mapping[str, Any]

    def collect(self, object_name: str, selections: Iterable[ast.SelectionSetNode]) -> tuple[Node, ...]:
        """The fields of an object type in the order in which they are answered."""
        grouped: dict[str, list[ast.FieldNode]] = {}
        for node in self._selected(object_name, selections, set()):
            grouped.setdefault(response_key(node), []).append(node)
        return tuple(self._node(object_name, key, tuple(nodes)) for key, nodes in grouped.items())

    def _selected(
        self, object_name: str, selections: Iterable[ast.SelectionSetNode], spread: set[str]
    ) -> Iterator[ast.FieldNode]:
        for selection in (node for one in selections for node in one.selections):
            if not self._included(selection):
                continue
            if isinstance(selection, ast.FieldNode):
                yield selection
            elif isinstance(selection, ast.InlineFragmentNode):
                if self._applies(selection.type_condition, object_name):
                    yield from self._selected(object_name, (selection.selection_set,), spread)
            elif isinstance(selection, ast.FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._applies(fragment.type_condition, object_name):
                    yield from self._selected(object_name, (fragment.selection_set,), spread)

    def _included(self, node: ast.SelectionNode) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                value = (directive.arguments or ())[0].value
                decided = self._boolean(value)
                if decided is (directive.name.value == "skip"):
                    return False
        return True

    def _boolean(self, value: ast.ValueNode) -> bool:
        if isinstance(value, ast.VariableNode):
            return bool(self.conditions.get(value.name.value))
        return isinstance(value, ast.BooleanValueNode) and value.value

    def _applies(self, condition: ast.NamedTypeNode | None, object_name: str) -> bool:
        return condition is None or object_name in self.schema.possible_types(condition.name.value)

    def _node(self, object_name: str, key: str, nodes: tuple[ast.FieldNode, ...]) -> Node:
        name = nodes[0].name.value
        if name.startswith("__"):
            field = attrs.evolve(_TYPENAME_FIELD, name=name)
            return Node(key, field, object_name, nodes, self, 0, lambda _: object_name, ())
        field = self.schema.fields_of(object_name)[name]
        leaf = self.schema.is_leaf(field.type.name)
        return Node(
            key=key,
            field=field,
            parent=object_name,
            nodes=nodes,
            plan=self,
            salt=_salt(nodes[0]),
            make=scalars.maker(self.schema[field.type.name]) if leaf else None,
            possible=() if leaf else self.schema.possible_types(field.type.name),
        )


def response_key(node: ast.FieldNode) -> str:
    """The name that a field has in the answer."""
    return node.alias.value if node.alias else node.name.value


def given_arguments(node: ast.FieldNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a field as JSON values; those whose variable was not given are left out."""
    return {
        argument.name.value: value_from_ast_untyped(argument.value, dict(variables))
        for argument in node.arguments or ()
        if not (isinstance(argument.value, ast.VariableNode) and argument.value.name.value not in variables)
    }


def uses(value: ast.ValueNode, variable: str) -> bool:
    """Whether an argument's value is a variable, or has it inside."""
    match value:
        case ast.VariableNode(name=name):
            return name.value == variable
        case ast.ListValueNode(values=values):
            return any(uses(one, variable) for one in values)
        case ast.ObjectValueNode(fields=fields):
            return any(uses(field.value, variable) for field in fields)
    return False


def condition_variables(document: ast.DocumentNode) -> frozenset[str]:
    """The variables that decide what is included in a valid document."""
    found: set[str] = set()
    waiting = [
        node.selection_set
        for node in document.definitions
        if isinstance(node, ast.OperationDefinitionNode | ast.FragmentDefinitionNode)
    ]
    while waiting:
        for node in waiting.pop().selections:
            for directive in node.directives or ():
                if directive.name.value in ("skip", "include"):
                    values = (argument.value for argument in directive.arguments or ())
                    found.update(value.name.value for value in values if isinstance(value, ast.VariableNode))
            if isinstance(node, ast.FieldNode | ast.InlineFragmentNode) and node.selection_set is not None:
                waiting.append(node.selection_set)
    return frozenset(found)


def _salt(node: ast.FieldNode) -> int:
    # The alias is no part of it: the same field under two names has the same value.
    arguments = sorted(graphql.print_ast(argument) for argument in node.arguments or ())
    return zlib.crc32(f"{node.name.value}({', '.join(arguments)})".encode()) + 1
