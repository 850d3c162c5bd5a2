"""Valid input with a credential: the answer mirrors the selection, or is a documented error.

Where authorization is required, the same is refused to bad credentials.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases, credential_checks
from conformance.run import Run


@pytest.mark.exercise
@given(data=st.data())
def test_valid_input(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with generated variables that coerce."""
    credential_checks.ask_valid_input(run, run.case(data, cases.valid, mutation))
