"""Eight machines ask what one asks: the whole suite, undivided and in eight parts, against the sandbox."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import checkout

COUNT = 8


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "conformance", *arguments]
    return subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=False)


def run(into: Path, *options: str) -> float:
    """Run the suite, and give the seconds of processor time that it took, with its sandbox."""
    before = os.times()
    done = call("run", "--profile", "small", "--report-dir", str(into), *options)
    after = os.times()
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return after.children_user - before.children_user + after.children_system - before.children_system


def places(directory: Path) -> set[tuple[str, str]]:
    lines = (directory / "items.jsonl").read_text().splitlines()
    listed = [(one["scenario"], one["mutation"]) for one in map(json.loads, lines)]
    assert len(listed) == len(set(listed))
    return set(listed)


class TestEightShards:
    def test_ask_what_one_run_asks_in_equal_parts_and_become_its_report(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(tmp_path / "whole")
        taken = [
            run(tmp_path / str(number), "--shard", f"{number}/{COUNT}") for number in range(1, COUNT + 1)
        ]
        parts = [places(tmp_path / str(number)) for number in range(1, COUNT + 1)]
        directories = [str(tmp_path / str(number)) for number in range(1, COUNT + 1)]
        done = call("merge", "--report-dir", str(tmp_path / "merged"), *directories)

        mean = statistics.fmean(taken)
        with capsys.disabled():
            shares = ", ".join(f"{one / mean:.2f}" for one in taken)
            sys.stdout.write(f"\n{COUNT} shards, processor time: mean {mean:.1f} s, shares of it {shares}\n")
        assert done.returncode == 0, done.stderr
        assert sum(map(len, parts)) == len(set.union(*parts))
        assert set.union(*parts) == places(tmp_path / "whole") == places(tmp_path / "merged")
        # Not the states: texts that must be unique differ in each run, and so do the sandbox's answers.
        assert all(abs(one - mean) <= 0.25 * mean for one in taken)
