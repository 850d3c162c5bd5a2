"""Workflows: what was made is there, what was ended is not, and whatever was refused changed nothing."""

import pytest

from conformance.run import Run
from conformance.workflows import stage


@pytest.mark.exercise
def test_workflows(run: Run, workflow: str) -> None:
    """Make each move from each state once, then any sequence; undo what was made."""
    stage.play(run, run.workflows[workflow])
