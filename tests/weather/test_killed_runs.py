"""A run that is killed at a random moment, again and again.

What had ended is in the results, and every mutation that the target executed is in the journal.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from conformance import checkout, kept
from reports import lines

TIMES = 20

#: Where each kill comes: drawn once, so that a failure can be looked at again.
MOMENTS = random.Random(20)  # noqa: S311 -- nothing depends on its being secret


@pytest.fixture
def sandbox(contract: str) -> Iterator[str]:
    """The base URL of a target that outlives the run."""
    command = [sys.executable, "-m", "conformance", "sandbox", "--port", "0", "--contract", contract]
    command += ["--latency", "0.02", "--fault", "errors.undocumented-code"]
    with subprocess.Popen(command, cwd=checkout.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[2].removesuffix("/api/graphql/")
        process.terminate()


def read(url: str) -> object:
    return httpx.get(url, timeout=30).json()


def start(directory: Path, contract: str, base: str) -> subprocess.Popen[bytes]:
    targets = directory / "targets.toml"
    targets.write_text(
        f'[targets.night]\napi = "{base}/api/graphql/"\ntier = "exercise"\n'
        'hazards = ["physical", "read-like", "account-change"]\n'
    )
    profile = read(f"{base}/profile")
    assert isinstance(profile, dict)
    command = [sys.executable, "-m", "conformance", "run", "--contract", contract, "--target", "night"]
    command += ["--targets", str(targets), "--report-dir", str(directory / "report"), "--profile", "ci"]
    with (directory / "said").open("wb") as said:
        return subprocess.Popen(
            [*command, "--", "-v", "-k", "not fuzz"],
            cwd=checkout.ROOT,
            env={**os.environ, "KRAKEN_TOKEN": profile["token"], "PYTHONUNBUFFERED": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
        )


def wait_for_first_item(process: subprocess.Popen[bytes], report: Path) -> None:
    ends = time.monotonic() + 120
    while not (report / "items.jsonl").exists() or not (report / "items.jsonl").stat().st_size:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < ends, "nothing was reported"
        time.sleep(0.01)


class TestKill:
    @pytest.mark.parametrize("moment", [round(MOMENTS.uniform(0, 3), 2) for _ in range(TIMES)])
    def test_loses_nothing_that_had_ended_and_no_mutation(
        self, tmp_path: Path, contract: str, sandbox: str, moment: float
    ) -> None:
        process = start(tmp_path, contract, sandbox)
        report = tmp_path / "report"
        wait_for_first_item(process, report)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it ended before it was killed"
        # What had been sent is still answered.
        time.sleep(0.3)

        said = (tmp_path / "said").read_text(errors="replace")
        told = re.findall(r"test_(\w+)\.py::test_\w+\[(\w+)\] (?:PASSED|FAILED)", said)
        found = kept.read(report)
        assert set(told) <= {(one.scenario, one.mutation) for one in found.results}
        for name in ("items.jsonl", "violations.jsonl", "journal.jsonl"):
            assert all(json.loads(line) for line in lines.read((report / name).read_text()))
        listed = [json.loads(line) for line in lines.read((report / "journal.jsonl").read_text())]
        journal = Counter(one["mutation"] for one in listed if one["event"] == "sent")
        ledger = read(f"{sandbox}/ledger")
        assert isinstance(ledger, list)
        executed = Counter(one["mutation"] for one in ledger if one["executed"])
        assert executed
        assert all(count <= journal[mutation] for mutation, count in executed.items())
