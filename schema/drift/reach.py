"""What a document reaches in a schema: the parts of it that validation and coercion look at."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import graphql
from graphql.language import ast

from schema import types
from schema.operation import TYPENAME

_ROOTS = {
    graphql.OperationType.MUTATION: "Mutation",
    graphql.OperationType.QUERY: "Query",
    graphql.OperationType.SUBSCRIPTION: "Subscription",
}


@attrs.frozen
class Reach:
    """Parts of a schema, by name.

    `fields` are pairs of a composite and a field that is asked of it; `inputs` every input type behind an
    argument that is given or a variable that is declared; `types` the composites that are asked and the
    types of the fields; `possible` the objects that an abstract one among them may be, asked for or not.
    """

    fields: frozenset[tuple[str, str]]
    inputs: frozenset[str]
    types: frozenset[str]
    possible: frozenset[str]

    def touches(self, owner: str, member: str | None) -> bool:
        """Whether a type, or if a member is named that field of an object or interface, is reached."""
        if owner in self.inputs or member is None:
            return owner in self.inputs or owner in self.types
        return (owner, member) in self.fields


def union(reached: Iterable[Reach]) -> Reach:
    """What several documents reach together."""
    every = tuple(reached)
    return Reach(
        frozenset().union(*(one.fields for one in every)),
        frozenset().union(*(one.inputs for one in every)),
        frozenset().union(*(one.types for one in every)),
        frozenset().union(*(one.possible for one in every)),
    )


def of(schema: types.Schema, document: ast.DocumentNode) -> Reach:
    """Walk a document along a schema; what the schema lacks is passed over."""
    walk = _Walk(schema, document)
    for node in document.definitions:
        if isinstance(node, ast.OperationDefinitionNode):
            walk.declared(node)
            walk.selection(_ROOTS[node.operation], node.selection_set)
    return walk.reach


def inputs_behind(schema: types.Schema, names: Iterable[str]) -> frozenset[str]:
    """The input types among some names, and those in their fields, at any depth."""
    found: set[str] = set()
    waiting = [name for name in names if name in schema]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            type_ = schema[name]
            if isinstance(type_, types.InputObject):
                waiting.extend(field.type.name for field in type_.fields.values())
    return frozenset(found)


class _Walk:
    def __init__(self, schema: types.Schema, document: ast.DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, ast.FragmentDefinitionNode)
        }
        self._fields: set[tuple[str, str]] = set()
        self._taken: set[str] = set()
        self._types: set[str] = set()
        self._spread: set[tuple[str, str]] = set()

    @property
    def reach(self) -> Reach:
        inputs = inputs_behind(self._schema, self._taken)
        composites = (name for name in self._types if not self._schema.is_leaf(name))
        possible = frozenset[str]().union(*map(self._schema.possible_types, composites))
        return Reach(frozenset(self._fields), inputs, frozenset(self._types), possible)

    def declared(self, node: ast.OperationDefinitionNode) -> None:
        for definition in node.variable_definitions or ():
            self._taken.add(types.TypeRef.parse(graphql.print_ast(definition.type)).name)

    def selection(self, parent: str, node: ast.SelectionSetNode | None) -> None:
        type_ = self._schema.types.get(parent)
        if node is None or not isinstance(type_, types.Composite):
            return
        self._types.add(parent)
        for part in node.selections:
            match part:
                case ast.FieldNode():
                    if part.name.value != TYPENAME:
                        self._field(type_, part)
                case ast.InlineFragmentNode():
                    on = part.type_condition.name.value if part.type_condition else parent
                    self.selection(on, part.selection_set)
                case ast.FragmentSpreadNode():
                    self._spread_in(parent, part.name.value)

    def _field(self, parent: types.Composite, node: ast.FieldNode) -> None:
        # Recorded even where it does not exist, so that its coming and going is seen on either side.
        self._fields.add((parent.name, node.name.value))
        field = self._schema.fields_of(parent.name).get(node.name.value)
        if field is None:
            return
        self._types.add(field.type.name)
        for argument in node.arguments or ():
            if argument.name.value in field.arguments:
                self._taken.add(field.arguments[argument.name.value].type.name)
        self.selection(field.type.name, node.selection_set)

    def _spread_in(self, parent: str, name: str) -> None:
        fragment = self._fragments.get(name)
        if fragment is not None and (parent, name) not in self._spread:
            self._spread.add((parent, name))
            self.selection(fragment.type_condition.name.value, fragment.selection_set)
