"""Pacing: when the next request may be sent, by the limits of a profile and of the target itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import attrs
import pyrate_limiter

from conformance.errors import TargetLostError
from conformance.target import profile as profiles

_MINUTE = 60_000

#: Most points that a request may cost: the API refuses what is more complex.
COSTLIEST = 200
#: Most requests between two questions for the points that are left.
RARELY = 500


@attrs.frozen
class Points:
    """What `rateLimitInfo` tells: points an hour, how many are left, and seconds until they recede."""

    limit: int
    remaining: int
    ttl: float


@attrs.define
class Pace:
    """Tells how long to wait. Not safe to share: its owner has a lock, and nothing here waits.

    `clock` is in seconds, of any origin.
    """

    pacing: profiles.Pacing
    clock: Callable[[], float]
    _rate: pyrate_limiter.InMemoryBucket | None = None
    _fields: dict[str, pyrate_limiter.InMemoryBucket] = attrs.Factory(dict)
    _not_before: float = float("-inf")
    _until_points: int = 0

    def __attrs_post_init__(self) -> None:
        if self.pacing.rate is not None:
            # One request an interval, so that there is never a burst.
            self._rate = _bucket(1, math.ceil(1000 / self.pacing.rate))
        self._fields = {name: _bucket(calls, _MINUTE) for name, calls in self.pacing.fields.items()}

    def wait(self, mutation: str | None) -> float:
        """Seconds until a request may be sent; 0 takes its place, so that the next one waits."""
        now = self.clock()
        if now < self._not_before:
            return self._not_before - now
        item = pyrate_limiter.RateItem("request", round(now * 1000))
        for bucket in (self._rate, self._fields.get(mutation or "")):
            if bucket is not None:
                bucket.leak(item.timestamp)
                if not bucket.put(item):
                    milliseconds = bucket.waiting(item)
                    assert isinstance(milliseconds, int), "a bucket in memory is not awaited"
                    return max(1, milliseconds) / 1000
        return 0.0

    def hold(self, seconds: float, reason: str) -> None:
        """Nobody sends anything for so long; TargetLostError if that is longer than the run may wait."""
        if seconds > self.pacing.longest_wait:
            raise TargetLostError(
                f"{reason}, for {seconds:.0f} seconds: longer than pacing.longest_wait, which is "
                f"{self.pacing.longest_wait:.0f}"
            )
        self._not_before = max(self._not_before, self.clock() + seconds)

    def wants_points(self) -> bool:
        """Whether to ask for the points that are left before the next request."""
        self._until_points -= 1
        return self._until_points < 0

    def learn(self, points: Points | None) -> None:
        """The points that are left, None if the target does not tell; TargetLostError as above.

        As many requests follow as cannot use up half of what may be used, then it is asked again.
        """
        if points is None:
            self._until_points = 1_000_000_000
            return
        free = points.remaining - math.ceil(self.pacing.keep * points.limit)
        if free < COSTLIEST:
            self._until_points = 0
            kept = (
                f"{points.remaining} of {points.limit} points an hour are left, "
                f"of which pacing.keep leaves {self.pacing.keep:.0%} to others"
            )
            self.hold(max(points.ttl, 1.0), kept)
        else:
            self._until_points = min(RARELY, max(1, free // (2 * COSTLIEST))) - 1


def read_points(data: object) -> Points | None:
    """What an answer to `rateLimitInfo` tells; None if it does not."""
    for key in ("rateLimitInfo", "pointsAllowanceRateLimit"):
        data = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping):
        return None
    found = [data.get(key) for key in ("limit", "remainingPoints", "ttl")]
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in found[:2]):
        return None
    ttl = found[2] if isinstance(found[2], int | float) else 60
    return Points(int(found[0] or 0), int(found[1] or 0), float(min(max(ttl, 0), 3600)))


def _bucket(limit: int, milliseconds: int) -> pyrate_limiter.InMemoryBucket:
    return pyrate_limiter.InMemoryBucket([pyrate_limiter.Rate(limit, milliseconds)])
