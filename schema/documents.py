"""An arbitrary document with one mutation, read into an `Operation`.

`strategies.selections` writes documents and knows what they ask for; this reader finds out the same of a
document that somebody else wrote: aliases, fragments, fields that are selected several times, `@skip` and
`@include`. It follows the specification (6.3.2 "Field Collection") for each object type on its own.

A document is not validated here beyond what decides the keys of its answer: arguments, variables and
literals are graphql-core's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import graphql
from graphql.language import ast

from schema import errors, types
from schema.operation import TYPENAME, Operation, SelectedField, Selection

#: How deep fields may stand in each other, and how many may be collected: fragments that ask for
#: themselves, or each for the next one twice, have no end.
MAX_DEPTH = 100
MAX_COLLECTED = 100_000

_MUTATION = "Mutation"
_TYPENAME_TYPE = types.TypeRef("String", required=True)


def read(text: str, schema: types.Schema, variables: Mapping[str, Any] | None = None) -> Operation:
    """The operation of a document that asks for exactly one field of `Mutation`, under any alias.

    `variables` decide `@skip` and `@include`. An anonymous operation has the empty name. ContractError if
    the text is no such document, names what the schema does not have, or has no end.
    """
    try:
        return of(graphql.parse(text), text, schema, variables)
    except graphql.GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else None
        raise errors.ContractError(error.message, source="document", line=line) from error
    except RecursionError as error:
        raise errors.ContractError("this is nested too deeply", source="document") from error


def of(
    document: ast.DocumentNode, text: str, schema: types.Schema, variables: Mapping[str, Any] | None = None
) -> Operation:
    """The same for a text that is parsed already; RecursionError where its own nesting is too deep."""
    operation = _operation(document)
    reader = _Reader(schema, _fragments(document), _values(operation, variables or {}))
    asked = reader.selection(_MUTATION, [operation.selection_set], 0).fields
    if len(asked) != 1 or asked[0].name == TYPENAME:
        listed = ", ".join(field.key for field in asked) or "none"
        raise _wrong(f"a case asks for one mutation, and this document for: {listed}")
    return Operation(asked[0].name, operation.name.value if operation.name else "", text, asked[0])


def _operation(document: ast.DocumentNode) -> ast.OperationDefinitionNode:
    found = [node for node in document.definitions if isinstance(node, ast.OperationDefinitionNode)]
    if len(found) != 1:
        raise _wrong(f"expected one operation, found {len(found)}")
    if found[0].operation is not ast.OperationType.MUTATION:
        raise _wrong(f"a {found[0].operation.value} is no mutation")
    return found[0]


def _fragments(document: ast.DocumentNode) -> dict[str, ast.FragmentDefinitionNode]:
    found: dict[str, ast.FragmentDefinitionNode] = {}
    for node in document.definitions:
        if isinstance(node, ast.FragmentDefinitionNode):
            if node.name.value in found:
                raise _wrong(f"fragment {node.name.value!r} is defined twice")
            found[node.name.value] = node
        elif not isinstance(node, ast.OperationDefinitionNode):
            raise _wrong(f"a {node.kind.replace('_', ' ')} cannot be executed")
    return found


def _values(operation: ast.OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that a directive may depend on: those that are given, and defaults of the others."""
    defaults = {
        node.variable.name.value: node.default_value.value
        for node in operation.variable_definitions or ()
        if isinstance(node.default_value, ast.BooleanValueNode)
    }
    return {**defaults, **variables}


def _wrong(reason: str) -> errors.ContractError:
    return errors.ContractError(reason, source="document")


#: What several object types were asked alike: the key, the field's name, its type, and where it stands.
_Asked = tuple[str, str, types.TypeRef, tuple[int, ...]]


@attrs.define
class _Reader:
    schema: types.Schema
    fragments: Mapping[str, ast.FragmentDefinitionNode]
    variables: Mapping[str, Any]
    collected: int = 0

    def selection(self, name: str, sets: list[ast.SelectionSetNode], depth: int) -> Selection:
        """What selection sets on one composite ask together of each object type that it may be."""
        if depth > MAX_DEPTH:
            raise _wrong(f"fields stand more than {MAX_DEPTH} deep in each other")
        possible = self.schema.possible_types(name)
        objects: dict[_Asked, set[str]] = {}
        nodes: dict[_Asked, list[ast.FieldNode]] = {}
        for object_name in possible:
            for key, found in self.collect(object_name, sets).items():
                field = self.field(object_name, key, found)
                asked = (key, found[0].name.value, field, tuple(id(node) for node in found))
                objects.setdefault(asked, set()).add(object_name)
                nodes[asked] = found
        return Selection(
            name,
            possible,
            tuple(
                SelectedField(
                    asked[0], asked[1], asked[2], frozenset(names), self.inner(asked, nodes[asked], depth)
                )
                for asked, names in objects.items()
            ),
        )

    def collect(
        self, object_name: str, sets: Iterable[ast.SelectionSetNode]
    ) -> dict[str, list[ast.FieldNode]]:
        """The fields that an object of this type answers, by response key (6.3.2 "Field Collection")."""
        found: dict[str, list[ast.FieldNode]] = {}
        visited: set[str] = set()
        for one in sets:
            self.visit(object_name, one, found, visited)
        return found

    def visit(
        self,
        object_name: str,
        selected: ast.SelectionSetNode,
        found: dict[str, list[ast.FieldNode]],
        visited: set[str],
    ) -> None:
        for node in selected.selections:
            if not self.is_included(node):
                continue
            match node:
                case ast.FieldNode():
                    self.collected += 1
                    if self.collected > MAX_COLLECTED:
                        raise _wrong(f"more than {MAX_COLLECTED} fields are selected")
                    key = node.alias.value if node.alias else node.name.value
                    found.setdefault(key, []).append(node)
                case ast.InlineFragmentNode(type_condition=condition, selection_set=inner):
                    if condition is None or self.applies(object_name, condition):
                        self.visit(object_name, inner, found, visited)
                case ast.FragmentSpreadNode(name=name) if name.value not in visited:
                    visited.add(name.value)
                    fragment = self.fragment(name.value)
                    if self.applies(object_name, fragment.type_condition):
                        self.visit(object_name, fragment.selection_set, found, visited)

    def fragment(self, name: str) -> ast.FragmentDefinitionNode:
        if name not in self.fragments:
            raise _wrong(f"there is no fragment {name!r}{errors.suggestion(name, self.fragments)}")
        return self.fragments[name]

    def applies(self, object_name: str, condition: ast.NamedTypeNode) -> bool:
        return object_name in self.schema.possible_types(condition.name.value)

    def is_included(self, node: ast.SelectionNode) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                given = {argument.name.value: argument.value for argument in directive.arguments or ()}
                if self.condition(directive.name.value, given.get("if")) is (directive.name.value == "skip"):
                    return False
        return True

    def condition(self, directive: str, value: ast.ValueNode | None) -> bool:
        decided: object = None
        if isinstance(value, ast.BooleanValueNode):
            decided = value.value
        elif isinstance(value, ast.VariableNode):
            decided = self.variables.get(value.name.value)
        if not isinstance(decided, bool):
            raise _wrong(f"@{directive} needs 'if', a Boolean or a variable that holds one")
        return decided

    def field(self, object_name: str, key: str, nodes: list[ast.FieldNode]) -> types.TypeRef:
        """The type that one object type promises under a key."""
        names = {node.name.value for node in nodes}
        if len(names) != 1:
            raise _wrong(f"{object_name} is asked for {' and '.join(sorted(names))} under one key {key!r}")
        (name,) = names
        if name == TYPENAME:
            return _TYPENAME_TYPE
        if key == TYPENAME:
            raise _wrong(f"{key} would no longer say what an object is: it is the alias of {name}")
        fields = self.schema.fields_of(object_name)
        if name not in fields:
            raise _wrong(f"{object_name} has no field {name!r}{errors.suggestion(name, fields)}")
        return fields[name].type

    def inner(self, asked: _Asked, nodes: list[ast.FieldNode], depth: int) -> Selection | None:
        """What is asked below a field, or None for a leaf."""
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        _, name, type_, _ = asked
        if self.schema.is_leaf(type_.name):
            if sets:
                raise _wrong(f"{name} of type {type_} has no fields to select")
            return None
        if len(sets) != len(nodes):
            raise _wrong(f"{name} of type {type_} is selected without its fields")
        return self.selection(type_.name, sets, depth + 1)
