"""What items showed, written when they have finished: pytest may report them much later, or never.

Items are called ahead of pytest, and in processes whose reports have a way to go. A run that is killed
loses none of what had finished until then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import attrs

from conformance.model import ItemResult
from conformance.target.budget import Place
from reports.directory import Directory

#: What makes the result of a place, where none is kept.
Make = Callable[[Place], ItemResult]


@attrs.frozen
class Reported:
    """What the controlling process is told of an item; `is_written`: it stands in the report directory."""

    result: ItemResult
    is_written: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values for the controlling process."""
        return {"result": self.result.as_json(), "is_written": self.is_written}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reported:
        """The inverse."""
        return cls(ItemResult.from_json(value["result"]), bool(value["is_written"]))


@attrs.define
class Keeper:
    """Writes results of one process, each once, and remembers those that are still to be reported.

    Several threads may call it, each for items of its own.
    """

    directory: Directory
    _waiting: dict[Place, ItemResult] = attrs.Factory(dict)
    _reported: set[Place] = attrs.Factory(set)

    def finish(self, results: Iterable[ItemResult]) -> None:
        """Write what an item showed; OSError if it cannot be written, and what was written so far is."""
        for result in results:
            self.directory.keep(result)
            self._waiting[result.scenario, result.mutation] = result

    def results(self, places: Iterable[Place], make: Make) -> tuple[ItemResult, ...]:
        """What is known of some places: as it was written, or `make` makes it."""
        return tuple(self._waiting.get(place) or make(place) for place in places)

    def report(self, places: Iterable[Place], make: Make) -> tuple[Reported, ...]:
        """Tell the same once for all."""
        return tuple(self._report(place, make) for place in places)

    def left(self, asked: Collection[Place]) -> tuple[Place, ...]:
        """What has finished or was `asked`, and is not reported."""
        return tuple(
            place for place in {**self._waiting, **dict.fromkeys(asked)} if place not in self._reported
        )

    def _report(self, place: Place, make: Make) -> Reported:
        self._reported.add(place)
        written = self._waiting.pop(place, None)
        return Reported(make(place)) if written is None else Reported(written, is_written=True)
