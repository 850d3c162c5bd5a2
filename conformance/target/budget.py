"""The budget of a run: a number of requests, dealt fairly to tiers, then to mutations, then to scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from conformance.model import Tier

#: What asks about many mutations at once, in a plan: it has half of its tier, or all where it is alone there.
SURVEY = ("survey", "")

#: A scenario and a mutation.
Place = tuple[str, str]


@attrs.define
class Budget:
    """Who may send how many requests. Not safe to share: its owner has a lock.

    What one leaves over when it ends goes to those that have not ended yet, in equal parts.
    """

    total: int
    allowed: Counter[Place] = attrs.Factory(Counter)
    used: Counter[Place] = attrs.Factory(Counter)
    _spare: int = 0
    _open: set[Place] = attrs.Factory(set)
    _planned: set[Place] = attrs.Factory(set)

    @classmethod
    def planned(cls, total: int, items: Iterable[tuple[Tier, Place]]) -> Budget:
        """A budget for these test items, dealt in their order."""
        by_tier: dict[Tier, list[Place]] = {}
        for tier, place in items:
            by_tier.setdefault(tier, []).append(place)
        made = cls(total)
        for share, places in zip(_equal(total, len(by_tier)), by_tier.values(), strict=True):
            others = [place for place in places if place != SURVEY]
            surveyed = (share // 2 if others else share) if SURVEY in places else 0
            made.allowed[SURVEY] += surveyed
            made.allowed.update(_dealt(share - surveyed, others))
            made._open.update(places)
            made._planned.update(places)
        return made

    def spend(self, place: Place) -> bool:
        """Take a request, if there is one for this place; what is in no plan is not bounded."""
        if place not in self._planned:
            return True
        if self.used[place] >= self.allowed[place]:
            if self._spare < 1:
                return False
            self._spare -= 1
            self.allowed[place] += 1
        self.used[place] += 1
        return True

    def end(self, place: Place) -> None:
        """A place needs no more: what it leaves over is for the others."""
        if place in self._open:
            self._open.discard(place)
            self._spare += self.allowed[place] - self.used[place]
            self.allowed[place] = self.used[place]
            share = self._spare // len(self._open) if self._open else 0
            if share:
                self._spare -= share * len(self._open)
                for other in self._open:
                    self.allowed[other] += share


def _equal(total: int, parts: int) -> list[int]:
    """The total in parts that differ by one at most."""
    return [total * (part + 1) // parts - total * part // parts for part in range(parts)]


def _dealt(total: int, places: Sequence[Place]) -> Counter[Place]:
    """Equal parts for mutations, and in each of them for its scenarios."""
    found: Counter[Place] = Counter()
    mutations: dict[str, list[Place]] = {}
    for place in places:
        mutations.setdefault(place[1], []).append(place)
    if not mutations:
        return found
    for number, (share, own) in enumerate(
        zip(_equal(total, len(mutations)), mutations.values(), strict=True)
    ):
        # Where a share is less than its scenarios, another scenario is left out at each mutation.
        turn = number % len(own)
        found.update(dict(zip(own[turn:] + own[:turn], _equal(share, len(own)), strict=True)))
    return found
