"""The terminal while a run goes on: instead of pytest's dots, how far it is and what it has found."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Mapping
from typing import Any

import pytest

from conformance import collector, subject
from conformance.model import ItemResult
from reports.progress import Lines, Live, Progress

#: How many failed items are told one by one, with requests; a run in which all fails has thousands.
MAX_FAILURES = 10


class Terminal:
    """A plugin of pytest; `-v` and `-s` leave pytest's own words alone."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter
        self._progress = Progress(time.monotonic)
        self._shown: Lines | Live | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin, when the number of items is known; pytest-xdist's controller is told it by a worker.

        Of the items that -k leaves out pytest keeps each to the end, and only counts them: in a contract of
        5,000 mutations they would take a fifth of the memory.
        """
        left_out = self._reporter.stats.get("deselected", [])
        collector.forget(left_out)
        self._expect(sum(subject.is_of_suite(item) for item in session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """A worker has collected, as each of them does, what all together will ask."""
        self._expect(len(ids))

    def pytest_runtestloop(self) -> None:
        """Take over from pytest's own progress."""
        self._reporter.showfspath = False
        self._reporter._show_progress_info = False  # there is no public way
        out = self._reporter._tw._file
        if is_live(os.environ, is_terminal=out.isatty()):
            self._shown = Live(self._progress, out, color=self._reporter.hasmarkup)
        else:
            self._shown = Lines(self._progress, out)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """An item begins."""
        if self._shown is not None and nodeid.endswith("]"):
            self._shown.begin(nodeid.rpartition("[")[2].removesuffix("]"))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """An item has ended, if its result is known."""
        results = [one.result for one in subject.reported_by(report)]
        if self._shown is not None and results:
            self._shown.add(ItemResult.joined(results))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Count an item as pytest does, and print nothing for it."""
        if self._shown is None or not hasattr(report, "conformance"):
            return None
        return report.outcome, "", ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Leave the terminal to what is said at the end."""
        if self._shown is not None:
            self._shown.end()
            self._shown = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self) -> Generator[None]:
        """Let pytest tell the first failures of many; all of them stand in the report directory."""
        stats = self._reporter.stats
        whole = {kind: listed for kind, listed in stats.items() if kind in ("failed", "error")}
        for kind, listed in whole.items():
            if len(listed) > MAX_FAILURES:
                self._reporter.write_line(f"{kind}: {len(listed):,} items, of which {MAX_FAILURES} are told")
                stats[kind] = listed[:MAX_FAILURES]
        try:
            return (yield)
        finally:
            # pytest's last line counts them.
            stats.update(whole)

    def _expect(self, items: int) -> None:
        self._progress.total = max(self._progress.total, items)


def is_live(environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Whether a line may change in place: a person looks at a terminal that can do it."""
    return is_terminal and not environment.get("CI") and environment.get("TERM", "dumb") != "dumb"


def register(config: pytest.Config) -> None:
    """Show the progress of this session, unless the user asked for pytest's own words."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    is_asked_for_more = config.option.verbose > 0 or config.option.capture == "no"
    if isinstance(reporter, pytest.TerminalReporter) and not is_asked_for_more:
        config.pluginmanager.register(Terminal(reporter), "conformance-terminal")
