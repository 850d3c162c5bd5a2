"""Domain errors: whatever goes wrong behind a valid input is an error that the mutation documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases
from conformance.run import Run


@pytest.mark.exercise
@given(data=st.data())
def test_domain_errors(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask for what cannot exist, and for each documented error that this target can be made to raise."""
    case = run.case(data, cases.unknown_objects, mutation)
    run.ask(case)
    item = run.item(cases.DOMAIN_ERRORS, mutation)
    for code, provoked in cases.provoking(run.contract, case, run.client.profile.provoke):
        if item.may_provoke(code):
            run.ask(provoked)
