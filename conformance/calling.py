"""Calling one test item: what it takes is counted, and what ends it early is no failure of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from conformance import errors
from conformance.run import Run


def call(run: Run, item: pytest.Function, place: tuple[str, str], given: Mapping[str, Any]) -> None:
    """Call the test of an item with what it asks for; raises what ended it.

    `place` is the scenario and the mutation that what the whole item takes is counted at.
    """
    started = time.thread_time()
    try:
        _called(item, given)
    except errors.BudgetSpentError as error:
        run.item(*place).ended_early(str(error))
    except errors.NotSentError:
        pass  # It is counted below.
    finally:
        if run.dry is not None:
            count = run.dry.count(*place)
            run.item(*place).not_exercised = f"a dry run, which would send {count} requests"
        run.client.control.finish(place)
        run.item(*place).cpu += time.thread_time() - started


def _called(item: pytest.Function, given: Mapping[str, Any]) -> None:
    try:
        item.obj(**{name: given[name] for name in item.fixturenames if name in given})
    except errors.ItemEndedError as ended:
        raise ended.error from None
