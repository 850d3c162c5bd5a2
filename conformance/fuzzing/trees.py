"""The syntax trees of Schemathesis' documents.

Its cases have the text alone, and with it a good deal that only its own runner needs, made anew for each of
them. But it hands the strategy that draws the trees to hooks, once a case. So it is asked for one case; the
strategy that comes with it draws all the documents.
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
_EMPTY = ast.DocumentNode(definitions=())


def drawn(
    operation: schemathesis.APIOperation[Any, Any, Any, Any], mode: schemathesis.GenerationMode
) -> st.SearchStrategy[ast.DocumentNode]:
    """The documents that Schemathesis draws for an operation, named."""
    from schemathesis import hooks  # noqa: PLC0415 -- Schemathesis takes 150 ms

    handed = _Handed()
    dispatcher = hooks.HookDispatcher(scope=hooks.HookScope.TEST)
    dispatcher.register_hook_with_name(handed.before_generate_body, "before_generate_body")
    return _documents(operation.as_strategy(generation_mode=mode, hooks=dispatcher), handed)


@attrs.define(eq=False, repr=False)
class _Handed:
    """What a hook was handed. In two threads at once it may be either of two that draw the same."""

    trees: _Trees | None = None

    def before_generate_body(self, context: HookContext, strategy: _Trees) -> _Trees:  # noqa: ARG002 -- a hook
        self.trees = strategy.map(_named)
        return st.just(_EMPTY)


@st.composite
def _documents(
    draw: st.DrawFn, cases: st.SearchStrategy[schemathesis.Case[Any]], handed: _Handed
) -> ast.DocumentNode:
    if handed.trees is None:
        draw(cases)  # An empty one, for which nothing is chosen.
        assert handed.trees is not None, "Schemathesis made a case without asking its hooks"
    return draw(handed.trees)


def _named(document: ast.DocumentNode) -> ast.DocumentNode:
    (operation,) = document.definitions
    assert isinstance(operation, ast.OperationDefinitionNode)
    named = ast.OperationDefinitionNode(
        operation=operation.operation, name=ast.NameNode(value=NAME), selection_set=operation.selection_set
    )
    return ast.DocumentNode(definitions=(named,))
