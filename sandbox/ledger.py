"""The ledger: every mutation that was asked for and got as far as execution, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

DATA = "data"


@attrs.frozen(kw_only=True)
class Entry:
    """One mutation that was asked for.

    `outcome` is `data` or the code that was answered; `executed` tells whether the mutation really
    ran, whatever was answered; `fault` names the fault that showed in the answer, if any did.
    """

    mutation: str
    arguments: Mapping[str, Any]
    authorized: bool
    executed: bool
    outcome: str
    fault: str | None = None


@attrs.define
class Ledger:
    """What was asked for, the oldest first."""

    _entries: list[Entry] = attrs.field(factory=list)

    def add(self, entry: Entry) -> None:
        """Write an entry."""
        self._entries.append(entry)

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries."""
        return tuple(self._entries)

    def as_json(self) -> list[dict[str, Any]]:
        """All entries as JSON values."""
        return [attrs.asdict(entry, recurse=False) for entry in self._entries]
