"""How long items take, as measured: what shards are balanced by.

An item's duration is the mean of its scenario, times what is usual for its mutation. That needs two hundred
numbers and not two thousand, and it knows something of an item that was never measured. A workflow is one
item, however many mutations it calls.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from conformance import checkout
from conformance.errors import ConfigError
from conformance.model import DRIFT, DRIFT_ELSEWHERE, ItemResult
from conformance.workflows.table import PREFIX
from schema import types

#: The durations that come with this suite, measured against the sandbox.
DEFAULT = checkout.ROOT / "conformance" / "durations.json"


@attrs.frozen
class Durations:
    """Mean seconds by scenario, and factors by mutation; an unknown scenario is as long as most are."""

    scenarios: Mapping[str, float] = attrs.field(factory=dict, converter=types.frozen_mapping)
    mutations: Mapping[str, float] = attrs.field(factory=dict, converter=types.frozen_mapping)

    def of(self, scenario: str, mutation: str) -> float:
        """How long an item takes, in seconds; more than nothing."""
        unknown = statistics.median(self.scenarios.values()) if self.scenarios else 1.0
        return self.scenarios.get(scenario, unknown) * self.mutations.get(mutation, 1.0)

    def as_text(self) -> str:
        """The form of a file."""
        value = {"scenarios": dict(self.scenarios), "mutations": dict(self.mutations)}
        return json.dumps(value, indent=1, sort_keys=True) + "\n"


def measured(results: Iterable[ItemResult]) -> Durations:
    """What results say of durations; those of items that asked nothing, or got no answer, say nothing.

    What drifted is told in items that ask nothing, and take next to no time.
    """
    taken: dict[tuple[str, str], float] = {}
    for one in results:
        if (one.requests or one.scenario in (DRIFT, DRIFT_ELSEWHERE)) and one.target_error is None:
            is_workflow = one.scenario.startswith(PREFIX)
            place = (one.scenario, "" if is_workflow else one.mutation)
            taken[place] = taken.get(place, 0.0) + one.seconds + one.cpu
    by_scenario: dict[str, list[float]] = {}
    for (scenario, _), seconds in taken.items():
        by_scenario.setdefault(scenario, []).append(seconds)
    means = {scenario: max(statistics.fmean(listed), 0.001) for scenario, listed in by_scenario.items()}
    ratios: dict[str, list[float]] = {}
    for (scenario, mutation), seconds in taken.items():
        if mutation and scenario not in (DRIFT, DRIFT_ELSEWHERE):
            ratios.setdefault(mutation, []).append(seconds / means[scenario])
    # Whoever comes first pays for what all need, such as a survey: the median leaves that out.
    factors = {mutation: max(statistics.median(listed), 0.01) for mutation, listed in ratios.items()}
    return Durations(
        {scenario: round(mean, 4) for scenario, mean in means.items()},
        {mutation: round(factor, 3) for mutation, factor in factors.items()},
    )


def load(path: Path) -> Durations:
    """Read a file of durations; ConfigError if it is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; make it with the command durations") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: this is not readable JSON: {error}") from error
    if not isinstance(value, dict) or set(value) != {"scenarios", "mutations"}:
        raise ConfigError(
            f"{path}: it must hold scenarios and mutations, as the command durations writes them"
        )
    return Durations(**{key: _numbers(one, f"{path}: {key}") for key, one in value.items()})


def _numbers(value: Any, place: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ConfigError(f"{place}: it must be an object with numbers")
    for name, number in value.items():
        if type(number) not in (int, float) or not 0 < number < math.inf:
            raise ConfigError(f"{place}: {name!r:.80}: {number!r:.40} is not a number above 0")
    return value
