"""A run that is killed at a random moment, again and again.

What had finished is in the results, told or not, and what the target executed is in the journal.
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

from conformance import checkout, kept, turns
from conformance.model import DRIFT_ELSEWHERE
from reports import lines

TIMES = 20

#: Seconds before each answer: with it a run takes longer than any moment, however fast the machine.
LATENCY = "0.15"

#: How many requests are in flight, and how many items are asked at once meanwhile: with workers, two in each.
IN_FLIGHT = 4
AT_ONCE = turns.AT_ONCE * IN_FLIGHT

#: Where each kill comes: drawn once, so that a failure can be looked at again.
MOMENTS = random.Random(20)  # noqa: S311 -- nothing depends on its being secret


@pytest.fixture
def sandbox(contract: str) -> Iterator[str]:
    """The base URL of a target that outlives the run."""
    command = [sys.executable, "-m", "conformance", "sandbox", "--port", "0", "--contract", contract]
    command += ["--latency", LATENCY, "--fault", "errors.undocumented-code"]
    with subprocess.Popen(command, cwd=checkout.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[2].removesuffix("/api/graphql/")
        process.terminate()


def read(url: str) -> object:
    return httpx.get(url, timeout=30).json()


def start(directory: Path, contract: str, base: str, *more: str) -> subprocess.Popen[bytes]:
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
            [*command, "--concurrency", str(IN_FLIGHT), "--", "-v", "-k", "not fuzz", *more],
            cwd=checkout.ROOT,
            env={**os.environ, "KRAKEN_TOKEN": profile["token"], "PYTHONUNBUFFERED": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
        )


def wait_until_it_is_under_way(process: subprocess.Popen[bytes], report: Path, base: str) -> None:
    """Until an item has finished and a mutation was executed."""
    ends = time.monotonic() + 120
    items = report / "items.jsonl"
    while not (items.exists() and items.stat().st_size and executed(base)):
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < ends, "nothing was reported"
        time.sleep(0.02)


def executed(base: str) -> Counter[str]:
    """How often each mutation was executed, by the target's own account."""
    ledger = read(f"{base}/ledger")
    assert isinstance(ledger, list)
    return Counter(one["mutation"] for one in ledger if one["executed"])


class TestKill:
    @pytest.mark.parametrize(
        ("moment", "more"),
        [(round(MOMENTS.uniform(0, 3), 2), ("-n", "2") if one % 4 == 3 else ()) for one in range(TIMES)],
    )
    def test_loses_nothing_that_had_finished_and_no_mutation(
        self, tmp_path: Path, contract: str, sandbox: str, moment: float, more: tuple[str, ...]
    ) -> None:
        process = start(tmp_path, contract, sandbox, *more)
        report = tmp_path / "report"
        wait_until_it_is_under_way(process, report, sandbox)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it ended before it was killed"
        # What had been sent is still answered.
        time.sleep(2 * float(LATENCY))

        said = (tmp_path / "said").read_text(errors="replace")
        ended = [line for line in said.splitlines() if "PASSED" in line or "FAILED" in line]
        told = {place for line in ended for place in re.findall(r"::test_(\w+)\[(\w+)\]", line)}
        found = kept.read(report)
        finished = {(one.scenario, one.mutation) for one in found.results}
        assert finished
        # One item is about all mutations, and told at the first.
        assert {
            (DRIFT_ELSEWHERE, "boilKettle") if name == "all" else (of, name) for of, name in told
        } <= finished
        for name in ("items.jsonl", "violations.jsonl", "journal.jsonl"):
            assert all(json.loads(line) for line in lines.read((report / name).read_text()))
        listed = [json.loads(line) for line in lines.read((report / "journal.jsonl").read_text())]
        # No more is missing than was being asked.
        asked = {(one["scenario"], one["mutation"]) for one in listed if one["event"] == "sent"}
        assert len(asked - finished) <= AT_ONCE
        journal = Counter(one["mutation"] for one in listed if one["event"] == "sent")
        assert all(count <= journal[mutation] for mutation, count in executed(sandbox).items())
