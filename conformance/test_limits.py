"""Documented limits: a value outside is an error, and one inside is not the same error."""

import pytest

from conformance import limit_checks
from conformance.run import Run


@pytest.mark.exercise
def test_limits(run: Run, mutation: str) -> None:
    """Ask with the values on both sides of each limit."""
    for limit in run.contract.mutation(mutation).limits:
        limit_checks.judge(run, mutation, limit)
