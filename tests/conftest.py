"""Hypothesis settings of the suite's own tests, and no skip that nobody sees.

The same examples each time, however slow the machine.
"""

from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("tests", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("tests")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Nothing here is skipped: what ends an item of the suite would skip a test that does not expect it."""
    report = yield
    if report.skipped and call.excinfo is not None:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {call.excinfo.value}"
    return report
