"""What a comparison of two schemas needs to know besides the two parts that it looks at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import attrs

from schema import types
from schema.drift import deprecations
from schema.drift.change import Change
from schema.drift.scope import Scope
from schema.drift.unsaid import Aspect


@attrs.frozen
class Context:
    """The two schemas with their scope, the day, and what either side cannot say.

    `notice` is the shortest time from a deprecation to a removal that is in order.
    """

    scope: Scope
    today: datetime.date
    notice: datetime.timedelta = deprecations.DEFAULT_NOTICE
    unsaid: frozenset[Aspect] = frozenset()

    @property
    def old(self) -> types.Schema:
        """The older schema."""
        return self.scope.old

    @property
    def new(self) -> types.Schema:
        """The newer schema."""
        return self.scope.new

    def says(self, aspect: Aspect) -> bool:
        """Whether both sides can say it."""
        return aspect not in self.unsaid

    def deprecation(self, coordinate: str, old: str | None, new: str | None) -> Iterator[Change]:
        """What became of a deprecation."""
        if old != new:
            yield from deprecations.changed(coordinate, old, new, today=self.today, notice=self.notice)

    def removed(self, coordinate: str, reason: str | None) -> Iterator[Change]:
        """Whether what is gone was to stay longer."""
        yield from deprecations.removed(coordinate, reason, today=self.today)
