import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.errors import ConfigError
from reports.coverage import baseline, record
from tests.support import runs

RAN = runs.ran(runs.item(runs.evidence()))
WRITTEN = record.of(RAN, history=record.history(RAN, None))


def with_value(value: Any, *path: str | int) -> str:
    document = json.loads(json.dumps(WRITTEN))
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(document)


class TestRead:
    def test_reads_what_a_run_wrote(self) -> None:
        read = baseline.read(json.dumps(WRITTEN))

        assert (read.target, read.at) == ("kettles", "2026-03-14T09:30:00+00:00")
        assert [(one.mutation, one.rule) for one in read.findings] == [("boilKettle", runs.LIST)]
        assert [entry.findings for entry in read.history] == [1]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "[" * 100_000,
            with_value(2, "format"),
            with_value([], "run"),
            with_value(None, "run", "target"),
            with_value({}, "findings"),
            with_value(["x"], "findings"),
            with_value(5, "findings", 0, "rule"),
            with_value("no", "findings", 0, "waived"),
            with_value(5, "findings", 0, "since"),
            with_value(None, "history"),
            with_value([1], "history", 0, "coverage", "errors"),
            with_value([2, 1], "history", 0, "coverage", "errors"),
            with_value(True, "history", 0, "findings"),
            with_value(-1, "history", 0, "findings"),
        ],
    )
    def test_says_what_is_wrong_with_any_other_text(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            baseline.read(text)

    @settings(max_examples=25)
    @given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
    def test_survives_any_value_anywhere(self, value: Any) -> None:
        for path in (("run", "at"), ("findings", 0), ("history", 0), ("history", 0, "coverage", "errors")):
            try:
                read = baseline.read(with_value(value, *path))
            except ValueError:
                continue
            assert all(covered <= total for one in read.history for covered, total in one.coverage.values())


class TestLoad:
    @pytest.mark.parametrize("content", [None, b"\xff", b"{}"])
    def test_says_in_one_line_which_file_is_none(self, content: bytes | None, tmp_path: Path) -> None:
        path = tmp_path / "coverage.json"
        if content is not None:
            path.write_bytes(content)

        with pytest.raises(ConfigError) as raised:
            baseline.load(path)

        assert str(path) in str(raised.value)
        assert "\n" not in str(raised.value)


class TestHistory:
    def test_keeps_the_last_runs_in_their_order(self) -> None:
        before = baseline.read(json.dumps(WRITTEN))
        for _ in range(baseline.MAX_HISTORY + 3):
            history = record.history(runs.ran(), before)
            before = baseline.read(json.dumps(record.of(runs.ran(), history=history)))

        assert len(before.history) == baseline.MAX_HISTORY
        assert {entry.findings for entry in before.history} == {0}
