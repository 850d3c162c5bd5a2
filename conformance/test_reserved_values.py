"""Reserved values: documented errors that no input causes, raised by what a target keeps for it."""

import pytest

from conformance import cases, drawing, portion
from conformance.model import Case
from conformance.run import Run


@pytest.mark.exercise
# Each code is raised twice, and nearly every input has a place for it.
@drawing.each(cases.reserved, portion.at_most(10))
def test_reserved_values(run: Run, case: Case) -> None:
    """Ask with each reserved value of the target, for the documented errors of the mutation."""
    item = run.item(case.scenario, case.mutation)
    for code, provoked in cases.provoking(run.contract, case, run.client.profile.provoke):
        if item.may_provoke(code):
            run.ask(provoked)
