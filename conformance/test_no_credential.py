"""No credential: a mutation that requires authorization refuses, and says so with a documented code."""

import pytest

from conformance import cases, credential_checks, drawing, portion
from conformance.model import Case
from conformance.run import Run


@pytest.mark.guard
# Whoever looks at the credential first does not look at the input.
@drawing.each(cases.without_credential, portion.one_in(2))
def test_no_credential(run: Run, case: Case) -> None:
    """Ask for what cannot exist, without a header."""
    credential_checks.ask_about_nobody(run, case)
