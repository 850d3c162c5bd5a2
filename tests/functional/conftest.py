"""Commands are run as a user runs them: a process, its output, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def conformance() -> Command:
    """`conformance("run", "--profile", "small")` gives the finished process."""

    def call(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "conformance", *arguments]
        settings = {**os.environ, "NO_COLOR": "1", **(environment or {})}
        return subprocess.run(
            command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=False
        )

    return call


@pytest.fixture
def sandbox() -> Iterator[str]:
    """The base URL of a sandbox on a free port."""
    command = [sys.executable, "-m", "conformance", "sandbox", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        yield words[2].removesuffix("/api/graphql/")
        process.terminate()
