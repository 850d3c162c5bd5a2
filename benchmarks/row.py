"""A row of the table: two things measured in the same run, and their ratio beside what it has to be."""

from __future__ import annotations

from collections.abc import Iterable

import attrs


@attrs.frozen(kw_only=True)
class Row:
    """A measure. Where `more` holds, `ratio` has to be at least `must`, else at most.

    `ours` and `theirs` are the two figures as text, with their units. Without `must` and `aim` it stands
    beside another measure, to be read and not to be reached.
    """

    measure: str
    against: str
    ours: str
    theirs: str
    ratio: float
    must: float | None = None
    aim: float | None = None
    more: bool

    @property
    def verdict(self) -> str:
        """`aim`, `must` or `missed`; nothing where there is nothing to be reached."""
        if self.must is None:
            return ""
        if self._reaches(self.aim):
            return "aim"
        return "must" if self._reaches(self.must) else "missed"

    def _reaches(self, wanted: float | None) -> bool:
        if wanted is None:
            return False
        return self.ratio >= wanted if self.more else self.ratio <= wanted


def table(rows: Iterable[Row]) -> str:
    """Rows as Markdown."""
    lines = [
        "| measure | against | here | there | ratio | must | aim | |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    lines += [line(row) for row in rows]
    return "\n".join(lines)


def line(row: Row) -> str:
    """One row as Markdown."""
    sign = "≥" if row.more else "≤"
    wanted = ("" if one is None else f"{sign} {one:.3g}" for one in (row.must, row.aim))
    cells = (row.measure, row.against, row.ours, row.theirs, f"{row.ratio:.2f}", *wanted, row.verdict)
    return f"| {' | '.join(cells)} |"
