"""Ctrl-C and SIGTERM, in one process and with workers: the run ends soon, with its summary."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance import checkout, kept


def wait_for_item(process: subprocess.Popen[str], report_dir: Path) -> None:
    items = report_dir / "items.jsonl"
    ends = time.monotonic() + 120
    while not items.exists() or not items.stat().st_size:
        assert process.poll() is None, "it ended before it was interrupted"
        assert time.monotonic() < ends, "nothing was reported"
        time.sleep(0.02)


class TestSignals:
    @pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=lambda sign: sign.name)
    @pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["one process", "two workers"])
    def test_end_a_run_soon_with_what_it_found(
        self, contract: str, tmp_path: Path, sign: signal.Signals, more: tuple[str, ...]
    ) -> None:
        command = [sys.executable, "-m", "conformance", "run", "--contract", contract, "--report-dir"]
        command += [str(tmp_path), "--sandbox=--latency 0.1", "--", "-k", "not fuzz", *more]
        process = subprocess.Popen(
            command, cwd=checkout.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        wait_for_item(process, tmp_path)

        process.send_signal(sign)
        started = time.monotonic()
        said, _ = process.communicate(timeout=60)
        taken = time.monotonic() - started

        found = kept.read(tmp_path)
        assert process.returncode == 2, said
        assert "interrupted after" in (tmp_path / "summary.md").read_text()
        assert found.results
        assert found.record.interrupted
        # GitHub kills ten seconds after the first signal; this machine may be slower than its runners.
        assert taken < 20
