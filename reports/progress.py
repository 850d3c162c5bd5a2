"""How far a run is, while it goes on: one line that changes on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

import attrs
from rich import console, live
from rich import text as rich_text

from conformance.model import Evidence, ItemResult
from reports import text

#: Seconds between two lines where lines stay, and how many findings are told as they come.
SECONDS, MAX_TOLD = 30.0, 20


@attrs.define
class Progress:
    """What was done until now. `clock` gives seconds; `total` is how many items there are to be."""

    clock: Callable[[], float]
    total: int = 0
    mutation: str = ""
    items: int = 0
    requests: int = 0
    causes: set[str] = attrs.Factory(set)
    started: float = attrs.Factory(lambda self: self.clock(), takes_self=True)

    def add(self, result: ItemResult) -> tuple[Evidence, ...]:
        """Count an item that has ended; the findings that no item had before."""
        self.items += 1
        self.mutation = result.mutation
        self.requests += result.requests
        new = tuple(one for one in result.evidence if one.fingerprint not in self.causes)
        self.causes.update(one.fingerprint for one in new)
        return new

    @property
    def line(self) -> str:
        """All of it in a line."""
        passed = max(self.clock() - self.started, 0.001)
        total = f" of {self.total:,}" if self.total else ""
        parts = [
            f"{self.items:,}{total} items",
            f"{self.requests:,} requests",
            f"{self.requests / passed:.0f}/s",
            f"{len(self.causes):,} findings",
        ]
        if self.items and self.total > self.items:
            parts.append(f"{duration(passed / self.items * (self.total - self.items))} left")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole >= 600 else f"{whole // 60} min {whole % 60} s"


@attrs.define
class Lines:
    """Lines that stay: for a CI server's log, or a file."""

    progress: Progress
    out: TextIO
    _told: int = 0
    _last: float = attrs.Factory(lambda self: self.progress.started, takes_self=True)

    def begin(self, mutation: str) -> None:
        """An item begins, which is worth no line."""

    def add(self, result: ItemResult) -> None:
        """An item has ended: tell what it found that is new, and from time to time how far the run is."""
        for one in self.progress.add(result):
            self._told += 1
            if self._told <= MAX_TOLD:
                self._say(f"found: {one.level} {one.rule} at {text.line(one.mutation)} {text.line(one.path)}")
        now = self.progress.clock()
        if now - self._last >= SECONDS:
            self._last = now
            self._say(self.progress.line)

    def end(self) -> None:
        """The run has ended."""
        self._say(self.progress.line)

    def _say(self, line: str) -> None:
        self.out.write(f"{line}\n")
        self.out.flush()


class Live:
    """One line at the bottom of a terminal, gone when the run has ended."""

    def __init__(self, progress: Progress, out: TextIO, *, color: bool, width: int | None = None) -> None:
        self._progress = progress
        self._console = console.Console(
            file=out, force_terminal=True, no_color=not color, highlight=False, width=width
        )
        self._live = live.Live(
            console=self._console,
            get_renderable=self._shown,
            refresh_per_second=4,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def begin(self, mutation: str) -> None:
        """An item begins."""
        self._progress.mutation = mutation

    def add(self, result: ItemResult) -> None:
        """An item has ended."""
        self._progress.add(result)

    def end(self) -> None:
        """The run has ended."""
        self._live.stop()

    def _shown(self) -> rich_text.Text:
        shown = rich_text.Text(no_wrap=True, overflow="ellipsis")
        found = len(self._progress.causes)
        shown.append(text.line(self._progress.mutation), style="bold red" if found else "bold")
        shown.append(f"  {self._progress.line}")
        return shown
