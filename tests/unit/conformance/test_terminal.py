import io
import json
from typing import Any

import attrs
import pytest

from conformance import terminal
from conformance.keeper import Reported
from conformance.model import ItemResult
from tests.unit.reports.examples import evidence


@attrs.define
class Reporter:
    """As much of pytest's own as a run's progress takes over."""

    _tw: Any
    hasmarkup: bool = False
    showfspath: bool = True
    _show_progress_info: Any = "progress"
    stats: dict[str, list[Any]] = attrs.Factory(dict)
    lines: list[str] = attrs.Factory(list)

    def write_line(self, line: str) -> None:
        self.lines.append(line)


@attrs.define
class Writer:
    _file: io.StringIO = attrs.Factory(io.StringIO)


def report(*results: ItemResult, outcome: str = "passed") -> pytest.TestReport:
    """A report as the suite's items have it: what was found travels as one text."""
    made = pytest.TestReport("a[brewTea]", ("a", 1, "a"), {}, outcome, None, "call")  # type: ignore[arg-type]
    made.conformance = json.dumps([Reported(one).as_json() for one in results])  # type: ignore[attr-defined]
    return made


class TestIsLive:
    @pytest.mark.parametrize(
        ("environment", "is_terminal", "expected"),
        [
            ({"TERM": "xterm-256color"}, True, True),
            ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, True),
            ({"TERM": "xterm-256color"}, False, False),
            ({"TERM": "xterm-256color", "CI": "true"}, True, False),
            ({"TERM": "dumb"}, True, False),
            ({}, True, False),
        ],
    )
    def test_needs_a_person_at_a_terminal_that_can_do_it(
        self, environment: dict[str, str], *, is_terminal: bool, expected: bool
    ) -> None:
        assert terminal.is_live(environment, is_terminal=is_terminal) is expected


class TestTerminal:
    def test_keeps_of_what_is_left_out_nothing_but_its_number(self) -> None:
        left_out: list[Any] = [object(), object()]
        first, session = left_out[0], attrs.make_class("Session", {"items": attrs.field(factory=list)})()

        terminal.Terminal(Reporter(Writer(), stats={"deselected": left_out})).pytest_collection_finish(
            session
        )  # type: ignore[arg-type]

        assert len(left_out) == 2
        assert first not in left_out

    def test_tells_what_the_reports_of_items_carry(self) -> None:
        writer = Writer()
        told = terminal.Terminal(Reporter(writer))  # type: ignore[arg-type]
        calls = (
            ItemResult("brewTea", "tea_round", requests=2, evidence=(evidence(),)),
            ItemResult("boilKettle", "tea_round", requests=3),
        )

        told.pytest_xdist_node_collection_finished(["a[brewTea]"])
        told.pytest_runtestloop()
        told.pytest_runtest_logstart("a[brewTea]")
        told.pytest_runtest_logreport(report(*calls))
        told.pytest_sessionfinish()

        said = writer._file.getvalue().splitlines()
        assert said[0].startswith("found: MUST errors.documented-code at boilKettle")
        assert said[1].startswith("1 of 1 items, 5 requests, ")

    def test_counts_an_item_without_a_word_of_pytest(self) -> None:
        told = terminal.Terminal(Reporter(Writer()))  # type: ignore[arg-type]
        item = report(ItemResult("brewTea", "valid_input"), outcome="failed")

        before = told.pytest_report_teststatus(item)
        told.pytest_runtestloop()

        assert before is None
        assert told.pytest_report_teststatus(item) == ("failed", "", "")
        plain = pytest.TestReport("b", ("b", 1, "b"), {}, "failed", None, "setup")
        assert told.pytest_report_teststatus(plain) is None

    def test_lets_pytest_tell_the_first_failures_of_many_and_count_all(self) -> None:
        many = list(range(terminal.MAX_FAILURES + 3))
        reporter = Reporter(Writer(), stats={"failed": many, "passed": many, "error": [1]})

        summary = terminal.Terminal(reporter).pytest_terminal_summary()  # type: ignore[arg-type]
        next(summary)
        told = {kind: len(listed) for kind, listed in reporter.stats.items()}
        with pytest.raises(StopIteration):
            next(summary)

        assert told == {"failed": terminal.MAX_FAILURES, "passed": len(many), "error": 1}
        assert reporter.stats == {"failed": many, "passed": many, "error": [1]}
        assert reporter.lines == ["failed: 13 items, of which 10 are told"]
