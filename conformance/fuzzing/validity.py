"""Whether a drawn document is valid, by graphql-core's rules and by less than all of them.

A drawn document has neither variables nor named fragments nor directives, and names nothing that the schema
does not have. Then four rules say the same as all. One pass over it says the same as three of them, since it
looks at nothing but what can be wrong, and the first is needed where two fields have the same key.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import graphql
from graphql.language import ast
from graphql.pyutils import Undefined
from graphql.utilities import coerce_input_literal

from schema import coercion, types
from schema.operation import TYPENAME

#: The rules of validation that a drawn document can break.
RULES = (
    graphql.OverlappingFieldsCanBeMergedRule,
    graphql.ProvidedRequiredArgumentsRule,
    graphql.ScalarLeafsRule,
    graphql.ValuesOfCorrectTypeRule,
)


@attrs.frozen(eq=False, repr=False)
class Validity:
    """What graphql-core says of documents by one schema, with the server's own scalars."""

    schema: graphql.GraphQLSchema

    @classmethod
    def by(cls, schema: types.Schema) -> Validity:
        """Of documents that name nothing but what this schema has."""
        return cls(coercion.executable(schema))

    def errors(self, document: ast.DocumentNode) -> list[graphql.GraphQLError]:
        """What is wrong with a document."""
        return graphql.validate(self.schema, document, RULES)

    def holds(self, document: ast.DocumentNode) -> bool:
        """Whether nothing is."""
        for node in document.definitions:
            assert isinstance(node, ast.OperationDefinitionNode)
            root = self.schema.get_root_type(node.operation)
            if root is None or not self._holds(node.selection_set, root):
                return False
            if _may_conflict(node.selection_set):
                return not graphql.validate(self.schema, document, RULES[:1])
        return True

    def _holds(self, selected: ast.SelectionSetNode, on: graphql.GraphQLNamedType) -> bool:
        return all(self._is_right(one, on) for one in selected.selections)

    def _is_right(self, node: ast.SelectionNode, on: graphql.GraphQLNamedType) -> bool:
        match node:
            case ast.InlineFragmentNode(type_condition=condition, selection_set=inner):
                return self._holds(inner, self.schema.type_map[condition.name.value] if condition else on)
            case ast.FieldNode() if node.name.value == TYPENAME:
                return node.selection_set is None
            case ast.FieldNode():
                assert isinstance(on, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType)
                return self._is_right_field(node, on.fields[node.name.value])
            case _:
                raise TypeError(f"a drawn document has no {node.kind}")

    def _is_right_field(self, node: ast.FieldNode, promised: graphql.GraphQLField) -> bool:
        given = {one.name.value: one.value for one in node.arguments or ()}
        for name, argument in promised.args.items():
            if name in given:
                if coerce_input_literal(given[name], argument.type) is Undefined:
                    return False
            elif graphql.is_required_argument(argument):
                return False
        named = graphql.get_named_type(promised.type)
        if graphql.is_leaf_type(named):
            return node.selection_set is None
        return node.selection_set is not None and self._holds(node.selection_set, named)


def _may_conflict(selected: ast.SelectionSetNode) -> bool:
    """Whether two fields have the same key, so that they may differ; all ask `__typename` for the same."""
    fields = tuple(_fields(selected))
    keys = [(one.alias or one.name).value for one in fields if one.name.value != TYPENAME]
    if len(set(keys)) < len(keys):
        return True
    return any(_may_conflict(one.selection_set) for one in fields if one.selection_set is not None)


def _fields(selected: ast.SelectionSetNode) -> Iterator[ast.FieldNode]:
    for one in selected.selections:
        match one:
            case ast.FieldNode():
                yield one
            case ast.InlineFragmentNode(selection_set=inner):
                yield from _fields(inner)
