"""A run that does not come to its end: what was found is on disk, whole, and the exit code says so."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from conformance import kept
from tests.functional.conftest import ROOT

#: Each answer takes a while, so that a signal comes before the last one.
SLOW = "--sandbox=--latency 0.05"
FAULT = "--fault=errors.undocumented-code"


def start(report_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "conformance", "run", "--report-dir", str(report_dir), *arguments]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for_items(process: subprocess.Popen[str], report_dir: Path, count: int) -> None:
    items = report_dir / "items.jsonl"
    ends = time.monotonic() + 60
    while not items.exists() or items.read_bytes().count(b"\n") < count:
        assert process.poll() is None, "it ended before it was to be interrupted"
        assert time.monotonic() < ends, "nothing was reported"
        time.sleep(0.05)


class TestSigterm:
    def test_ends_a_run_as_interrupted_with_what_it_found(
        self, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        process = start(tmp_path, *kettles, SLOW, FAULT, "--profile", "small", "--", "-k", "not fuzz")
        wait_for_items(process, tmp_path, 3)

        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)

        found = kept.read(tmp_path)
        assert process.returncode == 2, said
        assert "interrupted after" in said
        assert "Traceback" not in said
        assert (found.record.ended, found.record.interrupted) == (True, True)
        assert len(found.results) >= 3
        assert any(result.evidence for result in found.results)
        assert "interrupted after" in (tmp_path / "summary.md").read_text()
        assert json.loads((tmp_path / "states.json").read_text())


class TestFullDisk:
    def test_ends_a_run_that_cannot_keep_what_it_finds(
        self, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        (tmp_path / "items.jsonl").symlink_to("/dev/full")

        selected = ("--profile", "small", "--", "-k", "valid_input and brewTea")
        process = start(tmp_path, *kettles, "--fault=shape.missing-field", *selected)
        said, _ = process.communicate(timeout=60)

        assert process.returncode == 4, said
        assert "reports cannot be written: [Errno 28] No space left on device" in said
        assert "Traceback" not in said
        assert (tmp_path / "violations.jsonl").read_text().count("\n") >= 1
