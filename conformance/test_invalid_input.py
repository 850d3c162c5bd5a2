"""Invalid input: whatever the contract calls invalid is refused before anything is executed."""

import pytest

from conformance import invalid_inputs
from conformance.run import Run


@pytest.mark.probe
def test_invalid_input(run: Run, surveys: invalid_inputs.Surveys, mutation: str) -> None:
    """Ask all invalid inputs in bulk, and alone what was not refused."""
    invalid_inputs.judge(run, mutation, surveys.of(mutation))
