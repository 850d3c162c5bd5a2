"""Constant values as a schema keeps them: the text of a literal, in one line."""

from __future__ import annotations

import graphql
from graphql.language import ast

#: The reason of a deprecation that gives none (specification, 3.13.3 "@deprecated").
DEFAULT_DEPRECATION = "No longer supported"


class _OneLine(graphql.Visitor):
    """Turns block strings into plain ones: they mean something else once the writer has indented them."""

    def enter_string_value(self, node: ast.StringValueNode, *_: object) -> ast.StringValueNode:
        return ast.StringValueNode(value=node.value, block=False)


def literal(node: ast.ConstValueNode) -> str:
    """The text of a value."""
    return graphql.print_ast(graphql.visit(node, _OneLine()))
