"""No credential where none is required: the mutation answers as it does with one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases
from conformance.run import Run


@pytest.mark.exercise
@given(data=st.data())
def test_public(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with generated variables and without a header."""
    run.ask(run.case(data, cases.public, mutation))
