"""Documents that are valid for certain, found out in one pass.

graphql-core asks each of its rules at each node of a document, and looks through it once more for variables:
most of what an answer takes. Nearly all that a suite sends is valid and plain. This pass says so of it, and
is sure of nothing else: whatever it has not been taught, and whatever is wrong, is for graphql-core to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

import attrs
import graphql
from graphql.language import ast
from graphql.utilities import validate_input_literal
from graphql.validation.rules.variables_in_allowed_position import allowed_variable_usage

_TYPENAME = "__typename"
_CONDITIONS = ("include", "skip")
_BOOLEAN = graphql.GraphQLNonNull(graphql.GraphQLBoolean)

#: The fields of one selection set, those of its fragments included, by the name that they are answered by.
_Answered = dict[str, tuple[ast.FieldNode, graphql.GraphQLField | None]]


class _UnsureError(Exception):
    """The document is wrong, or has something that is not looked at here."""


def is_sound(schema: graphql.GraphQLSchema, document: ast.DocumentNode) -> bool:
    """Whether a document is valid by all specified rules; False where that is not certain."""
    operations: list[ast.OperationDefinitionNode] = []
    fragments: list[ast.FragmentDefinitionNode] = []
    for node in document.definitions:
        match node:
            case ast.OperationDefinitionNode():
                operations.append(node)
            case ast.FragmentDefinitionNode():
                fragments.append(node)
            case _:
                return False
    names = [node.name.value if node.name else None for node in operations]
    named = {node.name.value: node for node in fragments}
    if len(set(names)) < len(names) or (None in names and len(names) > 1) or len(named) < len(fragments):
        return False
    reader = _Reader(schema, named)
    try:
        for operation in operations:
            reader.operation(operation)
    except _UnsureError:
        return False
    if len(reader.spread) < len(named):
        return False
    merged = graphql.OverlappingFieldsCanBeMergedRule
    return not reader.overlaps or not graphql.validate(schema, document, [merged], max_errors=1)


@attrs.frozen(eq=False)
class _Fragment:
    """A named fragment that was read: its type condition, and its fields."""

    on: ast.NamedTypeNode
    answered: _Answered
    uses_variables: bool


@attrs.define(eq=False)
class _Reader:
    """Reads operations. `overlaps` tells that a name stands for several fields that have to be compared."""

    schema: graphql.GraphQLSchema
    fragments: Mapping[str, ast.FragmentDefinitionNode]
    overlaps: bool = False
    spread: set[str] = attrs.field(factory=set)
    # What uses variables is read again for each operation, which declares its own.
    _spread_before: dict[str, _Fragment] = attrs.field(factory=dict)
    _around: list[str] = attrs.field(factory=list)
    _declared: dict[str, tuple[graphql.GraphQLType, ast.ValueNode | None]] = attrs.field(factory=dict)
    _used: set[str] = attrs.field(factory=set)
    _uses: int = 0

    def operation(self, node: ast.OperationDefinitionNode) -> None:
        root = self.schema.get_root_type(node.operation)
        if root is None or node.directives or node.operation is graphql.OperationType.SUBSCRIPTION:
            raise _UnsureError
        self._used = set()
        self._declared = {}
        kept = {name: one for name, one in self._spread_before.items() if not one.uses_variables}
        self._spread_before = kept
        for definition in node.variable_definitions or ():
            self._declare(definition)
        self._selected(root, node.selection_set, {})
        if len(self._used) < len(self._declared):
            raise _UnsureError

    def _declare(self, node: ast.VariableDefinitionNode) -> None:
        name, type_ = node.variable.name.value, graphql.type_from_ast(self.schema, node.type)
        if name in self._declared or type_ is None or not graphql.is_input_type(type_) or node.directives:
            raise _UnsureError
        if node.default_value is not None:
            self._value(node.default_value, type_)
        self._declared[name] = (type_, node.default_value)

    def _selected(
        self, parent: graphql.GraphQLNamedType, selected: ast.SelectionSetNode, answered: _Answered
    ) -> None:
        if not selected.selections:
            raise _UnsureError
        for node in selected.selections:
            if node.directives:
                self._directives(node.directives)
            match node:
                case ast.FieldNode():
                    self._field(parent, node, answered)
                case ast.InlineFragmentNode(type_condition=condition, selection_set=inner):
                    self._selected(self._narrowed(parent, condition), inner, answered)
                case ast.FragmentSpreadNode() if not node.arguments:
                    self._spread(parent, node.name.value, answered)
                case _:
                    raise _UnsureError

    def _field(self, parent: graphql.GraphQLNamedType, node: ast.FieldNode, answered: _Answered) -> None:
        name = node.name.value
        declared = None if name == _TYPENAME else _fields_of(parent).get(name)
        if declared is None and name != _TYPENAME:
            raise _UnsureError
        self._note(node.alias.value if node.alias else name, node, declared, answered)
        self._arguments(node.arguments or (), declared.args if declared else {})
        inside = None if declared is None else graphql.get_named_type(declared.type)
        if graphql.is_composite_type(inside):
            if node.selection_set is None:
                raise _UnsureError
            self._selected(inside, node.selection_set, {})
        elif node.selection_set is not None:
            raise _UnsureError

    def _note(
        self, key: str, node: ast.FieldNode, declared: graphql.GraphQLField | None, answered: _Answered
    ) -> None:
        other, other_declared = answered.setdefault(key, (node, declared))
        if other is node:
            return
        is_the_same = other.name.value == node.name.value and not (other.arguments or node.arguments)
        is_leaf = node.selection_set is None and other.selection_set is None
        alike = declared is other_declared or (
            declared is not None
            and other_declared is not None
            and str(declared.type) == str(other_declared.type)
        )
        if not (is_the_same and is_leaf and alike):
            self.overlaps = True

    def _narrowed(
        self, parent: graphql.GraphQLNamedType, condition: ast.NamedTypeNode | None
    ) -> graphql.GraphQLNamedType:
        if condition is None:
            return parent
        type_ = self.schema.get_type(condition.name.value)
        if not graphql.is_composite_type(type_) or not graphql.is_composite_type(parent):
            raise _UnsureError
        if type_ is not parent and not graphql.do_types_overlap(self.schema, type_, parent):
            raise _UnsureError
        return type_

    def _spread(self, parent: graphql.GraphQLNamedType, name: str, answered: _Answered) -> None:
        if name not in self._spread_before:
            self._spread_before[name] = self._read(name)
        fragment = self._spread_before[name]
        self.spread.add(name)
        self._narrowed(parent, fragment.on)
        for key, (node, declared) in fragment.answered.items():
            self._note(key, node, declared, answered)

    def _read(self, name: str) -> _Fragment:
        node = self.fragments.get(name)
        if node is None or name in self._around or node.directives or node.variable_definitions:
            raise _UnsureError
        on = self.schema.get_type(node.type_condition.name.value)
        if not graphql.is_composite_type(on):
            raise _UnsureError
        answered: _Answered = {}
        uses = self._uses
        self._around.append(name)
        self._selected(on, node.selection_set, answered)
        self._around.pop()
        return _Fragment(node.type_condition, answered, uses_variables=self._uses > uses)

    def _directives(self, nodes: Sequence[ast.DirectiveNode]) -> None:
        names = [node.name.value for node in nodes]
        if len(set(names)) < len(names) or not set(names) <= set(_CONDITIONS):
            raise _UnsureError
        for node in nodes:
            given = node.arguments or ()
            if [one.name.value for one in given] != ["if"] or self.schema.get_directive(
                node.name.value
            ) is None:
                raise _UnsureError
            self._value(given[0].value, _BOOLEAN)

    def _arguments(
        self, nodes: Sequence[ast.ArgumentNode], declared: Mapping[str, graphql.GraphQLArgument]
    ) -> None:
        names = {node.name.value for node in nodes}
        if len(names) < len(nodes) or not names <= set(declared):
            raise _UnsureError
        for node in nodes:
            self._value(node.value, declared[node.name.value].type)
        for name, argument in declared.items():
            if name not in names and graphql.is_required_argument(argument):
                raise _UnsureError

    def _value(self, node: ast.ValueNode, type_: graphql.GraphQLInputType) -> None:
        self._variables(node, type_)
        if not isinstance(node, ast.VariableNode):
            validate_input_literal(node, type_, _unsure)

    def _variables(self, node: ast.ValueNode, type_: graphql.GraphQLInputType) -> None:
        nullable = graphql.get_nullable_type(type_)
        match node:
            case ast.VariableNode(name=name):
                self._use(name.value, type_)
            case ast.ListValueNode(values=values) if graphql.is_list_type(nullable):
                for value in values:
                    self._variables(value, nullable.of_type)
            case ast.ObjectValueNode(fields=fields) if graphql.is_input_object_type(nullable):
                self._members(fields, nullable)
            case _ if not _is_plain(node):
                raise _UnsureError

    def _members(self, nodes: Sequence[ast.ObjectFieldNode], type_: graphql.GraphQLInputObjectType) -> None:
        names = {node.name.value for node in nodes}
        if len(names) < len(nodes) or not names <= set(type_.fields):
            raise _UnsureError
        for node in nodes:
            if type_.is_one_of and isinstance(node.value, ast.VariableNode):
                raise _UnsureError
            self._variables(node.value, type_.fields[node.name.value].type)

    def _use(self, name: str, type_: graphql.GraphQLInputType) -> None:
        if name not in self._declared:
            raise _UnsureError
        given, default = self._declared[name]
        # Without the default of the place: where only that makes it right, graphql-core is asked.
        if not allowed_variable_usage(self.schema, given, default, type_, graphql.Undefined):
            raise _UnsureError
        self._used.add(name)
        self._uses += 1


def _fields_of(parent: graphql.GraphQLNamedType) -> Mapping[str, graphql.GraphQLField]:
    """Without those about the schema: a rule of their own says how deep they go."""
    if isinstance(parent, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType):
        fields: Mapping[str, graphql.GraphQLField] = parent.fields
        return fields
    return {}


def _is_plain(node: ast.ValueNode) -> bool:
    """Whether a literal has no variable inside, and no field of an object twice."""
    match node:
        case ast.VariableNode():
            return False
        case ast.ListValueNode(values=values):
            return all(map(_is_plain, values))
        case ast.ObjectValueNode(fields=fields):
            counts = Counter(field.name.value for field in fields)
            return len(counts) == len(fields) and all(_is_plain(field.value) for field in fields)
    return True


def _unsure(_error: graphql.GraphQLError, _path: Iterable[str | int]) -> NoReturn:
    raise _UnsureError
