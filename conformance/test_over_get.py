"""GET never runs a mutation: it is refused for its method."""

import pytest

from conformance import fixed_cases
from conformance.run import Run


@pytest.mark.probe
def test_over_get(run: Run, mutation: str) -> None:
    """Ask in a GET request, behind two locks."""
    run.ask(fixed_cases.over_get(run.contract, mutation))
