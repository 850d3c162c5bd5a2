"""Somebody else's objects: refused, and as if they did not exist."""

import pytest

from conformance import foreign_checks
from conformance.run import Run


@pytest.mark.exercise
def test_foreign_object(run: Run, mutation: str) -> None:
    """Ask for what exists and is not ours, beside what does not exist."""
    foreign_checks.judge(run, mutation)
