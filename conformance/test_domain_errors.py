"""Domain errors: whatever goes wrong behind a valid input is an error that the mutation documents."""

import pytest

from conformance import cases, drawing
from conformance.model import Case
from conformance.provocations.scenario import Provoker
from conformance.run import Run


@pytest.mark.exercise
@drawing.each(cases.unknown_objects)
def test_domain_errors(run: Run, provoker: Provoker, case: Case) -> None:
    """Cause each documented error for which it is known how, and ask for what cannot exist."""
    if run.item(case.scenario, case.mutation).may_provoke(case.scenario, times=1):
        provoker.provoke(case.mutation)
    run.ask(case)
