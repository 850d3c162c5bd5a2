"""A header that is no credential: refused with a credential error, by every mutation that requires one."""

import pytest

from conformance import cases, credential_checks, drawing, portion
from conformance.model import Case
from conformance.run import Run


@pytest.mark.guard
# One refusal is like another: more of them would cost requests and show nothing.
@drawing.each(cases.with_garbage, portion.at_most(2))
def test_garbage_credential(run: Run, case: Case) -> None:
    """Ask for what cannot exist, with a header that no server issued."""
    credential_checks.ask_about_nobody(run, case)
