"""No credential where none is required: the mutation answers as it does with one."""

import attrs
import pytest

from conformance import cases, drawing, portion
from conformance.model import Case, Credential
from conformance.run import Run


@pytest.mark.exercise
# The same inputs are asked with a credential as well.
@drawing.each(cases.public, portion.one_in(2))
def test_public(run: Run, case: Case) -> None:
    """Ask with generated variables and without a header, and once with one that is no credential."""
    run.ask(case)
    if run.item(case.scenario, case.mutation).requests == 1:
        run.ask(attrs.evolve(case, credential=Credential.GARBAGE))
