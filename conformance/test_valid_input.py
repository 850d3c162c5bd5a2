"""Valid input with a credential: the answer mirrors the selection, or is a documented error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases
from conformance.run import Run


@pytest.mark.exercise
@given(data=st.data())
def test_valid_input(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with generated variables that coerce."""
    run.ask(run.case(data, cases.valid, mutation))
