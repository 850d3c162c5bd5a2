"""The two that are compared, each as its users start it: this suite's command, and Schemathesis' command."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from benchmarks.target import ROOT, Recorded

#: Registers the custom scalars with Schemathesis, which knows none of them.
HOOKS = "benchmarks.schemathesis_scalars"

#: What pytest is told where valid input alone is asked.
VALID = ("-k", "test_valid_input")


@attrs.frozen
class Done:
    """A process that has ended: when it was started, and what it took."""

    started: float
    wall: float
    cpu: float
    peak_mb: float
    code: int
    output: str


@attrs.frozen
class Run:
    """A run of this suite: its process, the lines of its items and findings, and the states of its rules."""

    done: Done
    items: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    states: dict[str, dict[str, str]]

    @property
    def requests(self) -> int:
        """How many exchanges were judged."""
        return sum(item["requests"] for item in self.items)


def suite(
    target: Recorded, *arguments: str, mutations: Sequence[str] = (), pytest: Sequence[str] = ()
) -> Run:
    """A run of this suite against a target, about all mutations unless some are named."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        command = ["-m", "conformance", "run", "--target", "measured"]
        command += ["--targets", str(target.profile_file()), "--report-dir", directory, *arguments]
        command += [part for name in mutations for part in ("--mutation", name)]
        done = _finished([sys.executable, *command, "--", "-q", *pytest], target.credentials)
        if done.code not in (0, 1):
            raise RuntimeError(done.output[-2000:])
        states = json.loads(Path(directory, "states.json").read_text(encoding="utf-8"))
        return Run(
            done,
            _lines(Path(directory, "items.jsonl")),
            _lines(Path(directory, "violations.jsonl")),
            states,
        )


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def schemathesis(
    target: Recorded, mutations: Sequence[str], examples: int, *arguments: str, server: str = "api"
) -> Done:
    """A run of Schemathesis' command against one server of a target, one worker."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", target.urls[server]]
    command += ["--workers", "1", "--phases", "fuzzing", "--max-examples", str(examples)]
    command += ["--header", f"Authorization: {target.token}", "--generation-deterministic", "--no-color"]
    command += [part for name in mutations for part in ("--include-name", f"Mutation.{name}")]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        environment = {"SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(ROOT)}
        return _finished([*command, *arguments], environment, directory)


def _finished(command: Sequence[str], environment: dict[str, str], directory: str | None = None) -> Done:
    # Where Python may not keep compiled modules, those of a checkout are compiled at each start, and those
    # that pip has installed are not.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(  # noqa: S603 -- commands of ours
            command,
            cwd=directory or ROOT,
            env={**inherited, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Done(started, wall, cpu, used.ru_maxrss / 1024, process.returncode, text)
