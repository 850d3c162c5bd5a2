"""Reserved values: documented errors that no input causes, raised by what a target keeps for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases, portion
from conformance.run import Run


@pytest.mark.exercise
# Each code is raised twice, and nearly every input has a place for it.
@portion.at_most(10)
@given(data=st.data())
def test_reserved_values(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with each reserved value of the target, for the documented errors of the mutation."""
    item = run.item(cases.RESERVED, mutation)
    case = run.case(data, cases.reserved, mutation)
    for code, provoked in cases.provoking(run.contract, case, run.client.profile.provoke):
        if item.may_provoke(code):
            run.ask(provoked)
