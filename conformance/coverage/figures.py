"""Figures: covered of total for each kind, with the list of what is missing. Plain values, for reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

#: Marks without their kind: names by type or mutation.
Groups = Mapping[str, tuple[str, ...]]


@attrs.frozen
class Figure:
    """One kind of coverage. `missing` is by reason, and within it names by the type or mutation they are of.

    `seen` are the marks that were left, in the same form.
    """

    kind: str
    title: str
    total: int
    seen: Groups
    missing: Mapping[str, Groups]

    @property
    def covered(self) -> int:
        """How many of them were seen."""
        return sum(len(names) for names in self.seen.values())

    @property
    def groups(self) -> frozenset[str]:
        """The types or mutations that something is counted of."""
        return frozenset(self.seen).union(*self.missing.values())

    def as_json(self) -> dict[str, Any]:
        """Plain values, without what was seen: it is what is not missing."""
        return {
            "title": self.title,
            "covered": self.covered,
            "total": self.total,
            "missing": [
                {"reason": reason, "in": {group: list(names) for group, names in groups.items()}}
                for reason, groups in self.missing.items()
            ],
        }
