"""Drift: the documented operations of a mutation are valid for the live schema, and so are its errors."""

import pytest

from conformance.drift import scenario
from conformance.run import Run


@pytest.mark.probe
def test_drift(run: Run, mutation: str) -> None:
    """Tell what the schema probe, which a run begins with, has found out about this mutation."""
    scenario.judge(run, mutation)


@pytest.mark.probe
def test_drift_elsewhere(run: Run, mutation: str) -> None:
    """Tell what has changed and affects no documented operation of any mutation."""
    scenario.judge_elsewhere(run, mutation)
