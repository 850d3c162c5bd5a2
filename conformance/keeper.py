"""What items showed, written when they have finished: pytest may report them much later, or never.

Items are called ahead of pytest, and in processes whose reports have a way to go. A run that is killed
loses none of what had finished until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import attrs

from conformance.model import ItemResult
from conformance.target.budget import Place
from reports.directory import Directory


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

    def report(self, results: Iterable[ItemResult]) -> tuple[Reported, ...]:
        """Tell results, where they have been written as they were then."""
        return tuple(map(self._report, results))

    def left(self, asked: Collection[Place]) -> tuple[Place, ...]:
        """What has finished or was `asked`, and is not reported."""
        return tuple(
            place for place in {**self._waiting, **dict.fromkeys(asked)} if place not in self._reported
        )

    def _report(self, result: ItemResult) -> Reported:
        place = (result.scenario, result.mutation)
        self._reported.add(place)
        written = self._waiting.pop(place, None)
        return Reported(result) if written is None else Reported(written, is_written=True)
