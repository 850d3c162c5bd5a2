"""Shards: one run divided among machines, each item on exactly one, all of them busy for about as long.

Every machine computes the whole division for itself from the same items and the same durations, so that
nothing is asked twice and nothing is lost, in whatever order tests are collected.
"""

from __future__ import annotations

import hashlib
import heapq
import math
import re
from collections.abc import Collection, Iterable, Mapping

import attrs

from conformance.durations import Durations
from conformance.errors import ConfigError
from conformance.target.profile import Pacing

#: A scenario and a mutation.
Place = tuple[str, str]

_FORM = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@attrs.frozen
class Shard:
    """One of `count` parts of a run, the first of which is number 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


#: A run that is not divided.
WHOLE = Shard(1, 1)


def read(text: str) -> Shard:
    """A shard as it is written on a command line, such as 3/8; ConfigError if it is none."""
    found = _FORM.fullmatch(text)
    number, count = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= count:
        raise ConfigError(f"--shard {text!r:.40}: it must be like 3/8, from 1/8 to 8/8")
    return Shard(number, count)


@attrs.frozen(kw_only=True)
class Ties:
    """What keeps places on one shard.

    `scenarios` are asked in common requests: each stays together as far as that leaves no shard with more
    than its part. `mutations` are groups that stay together whatever that takes, since their limits, or what
    they do to a credential, cannot be divided.
    """

    scenarios: Collection[str] = ()
    mutations: Collection[frozenset[str]] = ()


def divide(
    places: Collection[Place], durations: Durations, count: int, ties: Ties | None = None
) -> Mapping[Place, int]:
    """The number of the shard of each place, by the longest first and to whoever has least to do."""
    mean = math.fsum(durations.of(*place) for place in places) / count
    weighed = [
        (sum(durations.of(*place) for place in block), block)
        for block in _blocks(places, durations, mean, ties or Ties())
    ]
    loads = [(0.0, number) for number in range(1, count + 1)]
    found: dict[Place, int] = {}
    # Among equals a digest decides: names sort mutations of one area next to each other.
    for weight, block in sorted(weighed, key=lambda pair: (-pair[0], _digest(pair[1][0]))):
        load, number = heapq.heappop(loads)
        heapq.heappush(loads, (load + weight, number))
        found.update(dict.fromkeys(block, number))
    return found


def share(pacing: Pacing, shard: Shard) -> Pacing:
    """A shard's part of the limits on a whole run.

    What one mutation allows a minute stays whole (see `Ties`), and so does what the target itself counts.
    """
    concurrency = pacing.concurrency
    return attrs.evolve(
        pacing,
        rate=None if pacing.rate is None else pacing.rate / shard.count,
        concurrency=None if concurrency is None else max(1, concurrency // shard.count),
        budget=None if pacing.budget is None else _even(pacing.budget, shard),
    )


def _even(limit: int, shard: Shard) -> int:
    """A shard's part of a number of requests; the parts add up to the whole."""
    return limit // shard.count + (shard.number <= limit % shard.count)


def _blocks(
    places: Iterable[Place], durations: Durations, mean: float, ties: Ties
) -> Iterable[tuple[Place, ...]]:
    """The places in blocks that stay together, all in an order of their own."""
    common: dict[str, list[Place]] = {}
    grouped: dict[frozenset[str], list[Place]] = {}
    group_of = {mutation: group for group in ties.mutations for mutation in group}
    # Sums of seconds depend on their order, and no two machines may differ in the last digit.
    for place in sorted(places, key=_digest):
        scenario, mutation = place
        if scenario in ties.scenarios:
            common.setdefault(scenario, []).append(place)
        elif mutation in group_of:
            grouped.setdefault(group_of[mutation], []).append(place)
        else:
            yield (place,)
    for listed in grouped.values():
        yield tuple(listed)
    for listed in common.values():
        yield from _parts(listed, durations, mean)


def _parts(places: list[Place], durations: Durations, mean: float) -> Iterable[tuple[Place, ...]]:
    """The places in as few parts as take about `mean` each, of about the same duration."""
    total = sum(durations.of(*place) for place in places)
    if not places:
        return
    wanted = total / max(1, math.ceil(total / mean)) if mean else total
    part: list[Place] = []
    filled = 0.0
    for place in places:
        part.append(place)
        filled += durations.of(*place)
        if filled >= wanted:
            yield tuple(part)
            part, filled = [], filled - wanted
    if part:
        yield tuple(part)


def _digest(place: Place) -> bytes:
    return hashlib.sha256("\n".join(place).encode()).digest()
