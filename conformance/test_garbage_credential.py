"""A header that is no credential: refused with a credential error, by every mutation that requires one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import cases, credential_checks
from conformance.run import Run


@pytest.mark.guard
# One refusal is like another: more of them would cost requests and show nothing.
@settings(max_examples=2)
@given(data=st.data())
def test_garbage_credential(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask for what cannot exist, with a header that no server issued."""
    credential_checks.ask_about_nobody(run, run.case(data, cases.with_garbage, mutation))
