"""What a pytest item of the suite is about, and whom to blame if it fails."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import pytest

from conformance import cases
from conformance.errors import TargetError, TargetLostError
from conformance.keeper import Reported
from conformance.model import DRIFT_ELSEWHERE, Tier
from conformance.workflows.table import Workflow
from schema.contract import Contract

#: How the item is called that is about all mutations.
_ALL = "all"

_TIER = pytest.StashKey[Tier]()

#: The test files of this folder are the suite.
SUITE = Path(__file__).parent


def are_selected(config: pytest.Config) -> bool:
    """Whether any path on the command line leads into the suite; without paths, testpaths do."""
    roots = [Path(config.invocation_params.dir, arg.split("::")[0]).resolve() for arg in config.args]
    return any(root.is_relative_to(SUITE) or SUITE.is_relative_to(root) for root in roots)


def is_of_suite(item: pytest.Item) -> bool:
    """Whether an item is one mutation in one scenario, or one workflow."""
    return isinstance(item, pytest.Function) and _is_in_suite(item.path) and hasattr(item, "callspec")


@functools.cache
def _is_in_suite(file: Path) -> bool:
    """Remembered: thousands of items are of a few files, and are asked about again and again."""
    return file.is_relative_to(SUITE)


def is_about_nothing(item: pytest.Item) -> bool:
    """Whether pytest made it of a scenario that is about no mutation of this contract."""
    return is_of_suite(item) and not isinstance(_about(item), str)


def workflow(item: pytest.Item) -> str | None:
    """The name of the workflow that an item plays, None if it is about one mutation."""
    assert isinstance(item, pytest.Function)
    name = item.callspec.params.get("workflow")
    return None if name is None else str(name)


def place(item: pytest.Item) -> tuple[str, str]:
    """The scenario and the mutation of an item that is about one."""
    assert isinstance(item, pytest.Function)
    return scenario(item.originalname), str(_about(item))


def scenario(function: str) -> str:
    """The scenario of a test function."""
    return function.removeprefix("test_")


def tier(item: pytest.Item) -> Tier:
    """The tier that an item's marker names; remembered, since it is asked for ten times an item."""
    known = item.stash.get(_TIER, None)
    if known is None:
        known = next(one for one in Tier if item.get_closest_marker(one) is not None)
        item.stash[_TIER] = known
    return known


def mutations(contract: Contract, function: str, chosen: Collection[str] = ()) -> Iterable[str]:
    """The mutations of a contract that a test function is about, each in an item of its own.

    `chosen` are those that the user asks about, all if there are none.
    """
    if scenario(function) == DRIFT_ELSEWHERE:
        # One item for all of them, named by the first.
        return () if chosen else tuple(contract.mutations)[:1]
    is_about = cases.ABOUT.get(scenario(function))
    asked = dict.fromkeys(chosen) or contract.mutations
    return (name for name in asked if is_about is None or is_about(contract.mutation(name)))


def workflows(known: Mapping[str, Workflow], chosen: Collection[str] = ()) -> Iterable[str]:
    """The names of the workflows that ask nothing but what was chosen."""
    return (name for name, one in known.items() if not chosen or set(one.mutations) <= set(chosen))


def ids(function: str) -> Callable[[str], str] | None:
    """What `-k` knows a test function's items by, where that is not the mutation that each is about."""
    return (lambda _: _ALL) if scenario(function) == DRIFT_ELSEWHERE else None


def is_ended_by(report: pytest.TestReport) -> bool:
    """Whether this is the report after which nothing more is asked for an item."""
    return report.when == "call" or (report.when == "setup" and not report.passed)


def carried(results: tuple[Reported, ...], *, is_worker: bool) -> tuple[Reported, ...] | str:
    """Results as an item's report carries them: as text to the process that controls this one."""
    # As ASCII: a lone surrogate in an input could not be carried otherwise.
    return json.dumps([one.as_json() for one in results]) if is_worker else results


def reported_by(report: pytest.TestReport) -> tuple[Reported, ...]:
    """What an item's report carries of its results; nothing if it does not end the item."""
    found = getattr(report, "conformance", ())
    return tuple(map(Reported.from_json, json.loads(found))) if isinstance(found, str) else tuple(found)


def unreachable(ended: BaseException | None) -> str | None:
    """Why no answer came, if that is what ended an item."""
    return next((str(one) for one in causes(ended) if isinstance(one, TargetError)), None)


def ends_run(ended: BaseException | None) -> bool:
    """Whether what ended an item lets nothing more be asked."""
    return any(isinstance(one, TargetLostError) for one in causes(ended))


def causes(error: BaseException | None) -> tuple[BaseException, ...]:
    """An exception with its causes and, for a group, its parts; nothing if there is none."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or one in found:
            continue
        found.append(one)
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return tuple(found)


def _about(item: pytest.Item) -> object:
    assert isinstance(item, pytest.Function)
    return item.callspec.params.get("mutation", item.callspec.params.get("workflow"))
