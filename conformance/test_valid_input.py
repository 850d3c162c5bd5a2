"""Valid input with a credential: the answer mirrors the selection, or is a documented error.

Where authorization is required, the same is refused to bad credentials.
"""

import hypothesis
import pytest

from conformance import cases, credential_checks, drawing, variations
from conformance.model import Case
from conformance.run import Run

#: Those of the profile, which Hypothesis' plugin has loaded by the time that this is read.
EXAMPLES = hypothesis.settings().max_examples


@pytest.mark.exercise
@drawing.each(cases.valid)
def test_valid_input(run: Run, case: Case) -> None:
    """Ask with generated variables that coerce, and with what these left to be seen."""
    exchange = credential_checks.ask_valid_input(run, case)
    if exchange is not None:
        variations.ask(run, exchange, examples=EXAMPLES)
