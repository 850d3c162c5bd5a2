from __future__ import annotations

import ast
import sys
from pathlib import Path

import sandbox

ALLOWED = {"sandbox", "schema", "graphql", "attrs", "uvicorn"}


class TestImports:
    def test_the_sandbox_shares_no_code_with_the_suite_that_judges_it(self) -> None:
        foreign = {"conformance", "strategies", "reports", "hypothesis", "httpx", "pytest", "allure"}

        assert not imported() & foreign

    def test_the_sandbox_needs_nothing_but_its_own_rooms_and_a_server(self) -> None:
        assert imported() - set(sys.stdlib_module_names) <= ALLOWED


def imported() -> set[str]:
    """The top-level names that the sandbox imports anywhere."""
    found: set[str] = set()
    for path in Path(next(iter(sandbox.__path__))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found
