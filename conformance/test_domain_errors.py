"""Domain errors: whatever goes wrong behind a valid input is an error that the mutation documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases
from conformance.provocations.scenario import Provoker
from conformance.run import Run


@pytest.mark.exercise
@given(data=st.data())
def test_domain_errors(run: Run, provoker: Provoker, mutation: str, data: st.DataObject) -> None:
    """Cause each documented error for which it is known how, and ask for what cannot exist."""
    if run.item(cases.DOMAIN_ERRORS, mutation).may_provoke(cases.DOMAIN_ERRORS, times=1):
        provoker.provoke(mutation)
    run.ask(run.case(data, cases.unknown_objects, mutation))
