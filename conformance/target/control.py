"""The control of a run: whether and when a request may be sent, decided once for threads and processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

import attrs

from conformance.errors import BudgetSpentError, TargetLostError
from conformance.model import Tier
from conformance.target import profile as profiles
from conformance.target.breaker import Breaker, Kind
from conformance.target.budget import Budget, Place
from conformance.target.pacing import Pace, Points
from conformance.target.tokens import Given, Supply


class Control(Supply, Protocol):
    """What processes share: limits, budget, breaker and tokens."""

    def plan(self, items: Iterable[tuple[Tier, Place]]) -> None:
        """Say which test items there will be, before the first request; only who says it first is heard."""

    def begin(self, place: Place, mutation: str | None, *, alone: bool = False) -> bool:
        """Wait until a request may be sent for a test item; whether to ask for the points that are left.

        `alone`: nothing else is in flight meanwhile. BudgetSpentError or TargetLostError if it may not be
        sent. Whatever began has to `end`.
        """

    def end(self, kind: Kind) -> bool:
        """A request was answered so; whether the target is now to be checked by a harmless question."""

    def hold(self, seconds: float, reason: str) -> None:
        """Nothing is sent for so long; TargetLostError if that is longer than the run may wait."""

    def learn(self, points: Points | None) -> None:
        """The points that are left, or that the target does not tell; TargetLostError as above."""

    def checked(self, reason: str | None, kind: Kind = Kind.ANSWERED) -> None:
        """What a check of the target showed: None if it answers, else why not, and the run ends.

        `kind` is what the answer to the check says of the target, if it says anything.
        """

    def finish(self, place: Place) -> None:
        """A test item sends nothing more."""


@attrs.define
class Shared:
    """The control itself, in the controlling process. Safe to share between threads.

    `width` is how many requests are in flight at most, None for no bound; `has_points`: the target may be
    asked for the points that are left. `sleep` waits for seconds.
    """

    pacing: profiles.Pacing = attrs.Factory(profiles.Pacing)
    supply: Supply = attrs.field(factory=lambda: Given({}))
    width: int | None = None
    has_points: bool = False
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    lost: str | None = None
    _pace: Pace = attrs.field(init=False)
    _breaker: Breaker = attrs.Factory(Breaker)
    _budget: Budget | None = None
    _in_flight: int = 0
    _alone: bool = False
    _changed: threading.Condition = attrs.field(factory=threading.Condition, repr=False)

    def __attrs_post_init__(self) -> None:
        self._pace = Pace(self.pacing, self.clock)

    def current(self, identity: str) -> str | None:
        """As `Supply` says."""
        return self.supply.current(identity)

    def renew(self, identity: str, refused: str) -> str | None:
        """As `Supply` says."""
        return self.supply.renew(identity, refused)

    def plan(self, items: Iterable[tuple[Tier, Place]]) -> None:
        """As `Control` says."""
        with self._changed:
            if self._budget is None and self.pacing.budget is not None:
                self._budget = Budget.planned(self.pacing.budget, items)

    def begin(self, place: Place, mutation: str | None, *, alone: bool = False) -> bool:
        """As `Control` says."""
        with self._changed:
            self._spend(place)
            self._changed.wait_for(lambda: self.lost is not None or self._has_room(alone))
            self._in_flight += 1
            self._alone = alone
        try:
            return self._wait(mutation)
        except BaseException:
            self._leave()
            raise

    def end(self, kind: Kind) -> bool:
        """As `Control` says."""
        self._leave()
        with self._changed:
            is_suspected = self._breaker.saw(kind)
            if is_suspected and kind is Kind.LIMITED:
                self.lost = f"{kind}: {self._breaker.in_a_row} answers in a row said so"
            return is_suspected and self.lost is None

    def hold(self, seconds: float, reason: str) -> None:
        """As `Control` says."""
        with self._changed:
            try:
                self._pace.hold(seconds, reason)
            except TargetLostError as error:
                self.lost = self.lost or str(error)
                raise

    def learn(self, points: Points | None) -> None:
        """As `Control` says."""
        with self._changed:
            try:
                self._pace.learn(points)
            except TargetLostError as error:
                self.lost = self.lost or str(error)
                raise

    def checked(self, reason: str | None, kind: Kind = Kind.ANSWERED) -> None:
        """As `Control` says."""
        with self._changed:
            if reason is not None:
                times = self._breaker.in_a_row
                kind = self._breaker.last if kind is Kind.ANSWERED else kind
                self.lost = self.lost or f"{kind}: {times} answers in a row said so, and then {reason}"
            self._breaker.clear()
            self._changed.notify_all()

    def give_up(self, reason: str) -> None:
        """Let nothing more begin, whoever waits for it."""
        with self._changed:
            self.lost = self.lost or reason
            self._changed.notify_all()

    def finish(self, place: Place) -> None:
        """As `Control` says."""
        with self._changed:
            if self._budget is not None:
                self._budget.end(place)

    def _spend(self, place: Place) -> None:
        if self._budget is not None and not self._budget.spend(place):
            raise BudgetSpentError(f"its part of the budget of {self._budget.total} requests is spent")

    def _has_room(self, alone: bool) -> bool:
        if self._alone and self._in_flight:
            return False
        if alone:
            return self._in_flight == 0
        return self.width is None or self._in_flight < self.width

    def _wait(self, mutation: str | None) -> bool:
        """Wait for the pace, with the lock released meanwhile; whether to ask for points."""
        while True:
            with self._changed:
                if self.lost is not None:
                    raise TargetLostError(self.lost)
                seconds = self._pace.wait(mutation)
                if seconds <= 0:
                    return self.has_points and self._pace.wants_points()
            # In steps, so that a target that is lost meanwhile is not waited for.
            self.sleep(min(seconds, 1.0))

    def _leave(self) -> None:
        with self._changed:
            self._in_flight -= 1
            self._alone = False
            self._changed.notify_all()
