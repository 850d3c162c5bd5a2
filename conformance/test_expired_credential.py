"""An expired token: refused with a credential error, by every mutation that requires authorization."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import cases, credential_checks
from conformance.run import Run


@pytest.mark.guard
# One refusal is like another: more of them would cost requests and show nothing.
@settings(max_examples=2)
@given(data=st.data())
def test_expired_credential(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask for what cannot exist, with a token that was valid once."""
    credential_checks.ask_about_nobody(run, run.case(data, cases.with_expired, mutation))
