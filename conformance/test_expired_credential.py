"""An expired token: refused with a credential error, by every mutation that requires authorization."""

import pytest

from conformance import cases, credential_checks, drawing, portion
from conformance.model import Case
from conformance.run import Run


@pytest.mark.guard
# One refusal is like another: more of them would cost requests and show nothing.
@drawing.each(cases.with_expired, portion.at_most(2))
def test_expired_credential(run: Run, case: Case) -> None:
    """Ask for what cannot exist, with a token that was valid once."""
    credential_checks.ask_about_nobody(run, case)
