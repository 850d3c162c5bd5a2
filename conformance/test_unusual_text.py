"""Unusual text: whatever a text holds, the answer keeps all rules."""

import pytest
from hypothesis import settings

from conformance import fixed_cases
from conformance.run import Run


@pytest.mark.exercise
def test_unusual_text(run: Run, mutation: str) -> None:
    """Ask with texts that are valid and seldom, one after the other; in `deep` with harsh ones too."""
    harsh = settings.get_current_profile_name() == "deep"
    for case in fixed_cases.unusual_texts(run.contract, run.operations(mutation)[0], harsh=harsh):
        run.ask(case)
