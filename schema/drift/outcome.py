"""What a comparison of two sides, or the probe of a target, found: values alone, without what compares."""

from __future__ import annotations

import attrs

from schema.drift.change import BREAKING, Change, Criticality
from schema.drift.scope import LeftOut


@attrs.frozen
class Drift:
    """What changed, sorted with the worst first, noise included and marked.

    `overdue` are deprecated elements of the newer side that are still there after their date: a state that
    needs no change. `left_out` counts what was not compared.
    """

    changes: tuple[Change, ...]
    overdue: tuple[Change, ...] = ()
    left_out: LeftOut = attrs.Factory(LeftOut)

    @property
    def signal(self) -> tuple[Change, ...]:
        """The changes that are no noise."""
        return tuple(change for change in self.changes if not change.noise)

    @property
    def noise(self) -> int:
        """How many changes differ and say nothing."""
        return len(self.changes) - len(self.signal)

    @property
    def touching(self) -> tuple[Change, ...]:
        """The changes that affect a documented operation."""
        return tuple(change for change in self.signal if change.affects)

    def count(self, criticality: Criticality) -> int:
        """How many changes that are no noise are of this criticality."""
        return sum(change.criticality is criticality for change in self.signal)

    def affected_operations(self, *, at_least: Criticality = BREAKING) -> tuple[str, ...]:
        """The documented mutations that changes of this criticality or a worse one affect, sorted."""
        return tuple(
            sorted({name for one in self.touching if one.criticality >= at_least for name in one.affects})
        )
