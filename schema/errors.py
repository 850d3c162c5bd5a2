"""The one way in which this room says that a file or a question about the contract is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST_REASON = 500
_LONGEST_NAME = 100


class ContractError(Exception):
    """A contract file, or a name that should be in the contract, is wrong.

    The user is to blame, never the target: the command line turns this into one line and exit code 4.
    """

    def __init__(self, reason: str, *, source: str | None = None, line: int | None = None) -> None:
        self.reason = _one_line(reason)
        self.source = source
        self.line = line
        super().__init__(self.reason)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.source, self.line) if part is not None)
        return f"{place}: {self.reason}" if place else self.reason


def _one_line(reason: str) -> str:
    # Reasons quote what is wrong, which may be a page of text or a megabyte without a line break.
    line = " ".join(reason.split())
    return line if len(line) <= _LONGEST_REASON else f"{line[:_LONGEST_REASON]}..."


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest of the known names, or nothing."""
    if len(name) > _LONGEST_NAME:  # comparing is quadratic
        return ""
    nearest = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
