"""No credential: a mutation that requires authorization refuses, and says so with a documented code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases, credential_checks, portion
from conformance.run import Run


@pytest.mark.guard
# Whoever looks at the credential first does not look at the input.
@portion.one_in(2)
@given(data=st.data())
def test_no_credential(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask for what cannot exist, without a header."""
    credential_checks.ask_about_nobody(run, run.case(data, cases.without_credential, mutation))
