"""The syntax trees of Schemathesis' documents.

Its cases have the text alone, and with it a good deal that only its own runner needs, made anew for each of
them. But it hands the strategy that draws the trees to hooks, once a case. So it is asked for one case; the
strategy that it has made by then draws all the documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from graphql.language import ast
from hypothesis import strategies as st

if TYPE_CHECKING:
    import schemathesis
    from schemathesis.hooks import HookContext

#: The name under which a document's operation is sent; Schemathesis gives it none.
NAME = "Fuzz"

_Trees = st.SearchStrategy[ast.DocumentNode]


def drawn(
    operation: schemathesis.APIOperation[Any, Any, Any, Any], mode: schemathesis.GenerationMode
) -> st.SearchStrategy[ast.DocumentNode]:
    """The documents that Schemathesis draws for an operation, named."""
    from schemathesis import hooks  # noqa: PLC0415 -- Schemathesis takes 150 ms

    dispatcher = hooks.HookDispatcher(scope=hooks.HookScope.TEST)
    dispatcher.register_hook_with_name(before_generate_body, "before_generate_body")
    return _documents(operation.as_strategy(generation_mode=mode, hooks=dispatcher), _Kept())


class _Handed(Exception):  # noqa: N818 -- nothing is wrong
    """What a hook was handed. It ends the case, which would import `requests` and come to nothing."""

    def __init__(self, trees: _Trees) -> None:
        super().__init__()
        self.trees = trees


def before_generate_body(context: HookContext, strategy: _Trees) -> _Trees:  # noqa: ARG001 -- a hook
    """A hook of Schemathesis, called while it makes a case."""
    raise _Handed(strategy)


@attrs.define(eq=False, repr=False)
class _Kept:
    """What draws the trees, once that is known. Two threads that ask at once draw the same from either."""

    trees: _Trees | None = None


@st.composite
def _documents(
    draw: st.DrawFn, cases: st.SearchStrategy[schemathesis.Case[Any]], kept: _Kept
) -> ast.DocumentNode:
    if kept.trees is None:
        try:
            draw(cases)
        except _Handed as handed:
            kept.trees = handed.trees.map(_named)
        else:
            raise AssertionError("Schemathesis made a case without asking its hooks")
    return draw(kept.trees)


def _named(document: ast.DocumentNode) -> ast.DocumentNode:
    (operation,) = document.definitions
    assert isinstance(operation, ast.OperationDefinitionNode)
    named = ast.OperationDefinitionNode(
        operation=operation.operation, name=ast.NameNode(value=NAME), selection_set=operation.selection_set
    )
    return ast.DocumentNode(definitions=(named,))
