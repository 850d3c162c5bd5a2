"""Schemathesis' documents, and their syntax trees: what it writes need not be read again.

Its cases have the text alone. But it hands the strategy of its trees to hooks, which may return another
one, and writes what that draws. So a tree is changed there, and remembered until its text is written.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql.language import ast
from hypothesis import strategies as st

if TYPE_CHECKING:
    import schemathesis
    from schemathesis.hooks import HookContext

#: The name under which a document's operation is sent; Schemathesis gives it none.
NAME = "Fuzz"

_Trees = st.SearchStrategy[ast.DocumentNode]


def documents(
    operation: schemathesis.APIOperation[Any, Any, Any, Any],
    mode: schemathesis.GenerationMode,
    change: Callable[[_Trees], _Trees],
) -> st.SearchStrategy[tuple[str, ast.DocumentNode]]:
    """The text and the tree of documents for an operation, named; `change` is told what draws the trees."""
    from schemathesis import hooks  # noqa: PLC0415 -- Schemathesis takes 150 ms

    written = _Written()

    # Asked for each document, with the same strategy since those are kept: Hypothesis would check a new one.
    @functools.lru_cache(maxsize=2)
    def changed(drawn: _Trees) -> _Trees:
        return change(drawn).map(_named).map(written.remember)

    def before_generate_body(context: HookContext, strategy: _Trees) -> _Trees:  # noqa: ARG001 -- a hook
        return changed(strategy)

    dispatcher = hooks.HookDispatcher(scope=hooks.HookScope.TEST)
    dispatcher.register_hook_with_name(before_generate_body, before_generate_body.__name__)
    return operation.as_strategy(generation_mode=mode, hooks=dispatcher).map(written.both)


class _Written(threading.local):
    """The tree that this thread has drawn last: nothing else is drawn until its text is there."""

    tree: ast.DocumentNode | None = None

    def remember(self, tree: ast.DocumentNode) -> ast.DocumentNode:
        self.tree = tree
        return tree

    def both(self, case: schemathesis.Case[Any]) -> tuple[str, ast.DocumentNode]:
        tree, self.tree = self.tree, None
        assert isinstance(case.body, str)
        assert tree is not None, "Schemathesis wrote a document without asking for its tree"
        return case.body, tree


def _named(document: ast.DocumentNode) -> ast.DocumentNode:
    (drawn,) = document.definitions
    assert isinstance(drawn, ast.OperationDefinitionNode)
    named = ast.OperationDefinitionNode(
        operation=drawn.operation, name=ast.NameNode(value=NAME), selection_set=drawn.selection_set
    )
    return ast.DocumentNode(definitions=(named,))
