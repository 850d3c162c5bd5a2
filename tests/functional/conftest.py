"""Commands are run as a user runs them: a process, its output, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance import cli
from tests.support import exchanges

ROOT = Path(__file__).resolve().parents[2]

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
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
def in_process(capsys: pytest.CaptureFixture[str]) -> Command:
    """The same in this process, which is as good where a command runs no tests."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = cli.main(arguments)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def kettles(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The option that names the kettles' contract directory, which is a fortieth of the real one.

    It is without the limit, for which they document no error that a sandbox may raise.
    """
    directory = tmp_path_factory.mktemp("kettles")
    before, _, behind = exchanges.SETTINGS.partition("[[limits]]")
    settings = before + behind[behind.index("\n[") :]
    (directory / "api.graphql").write_text(exchanges.SDL, encoding="utf-8")
    (directory / "contract.toml").write_text(settings, encoding="utf-8")
    return "--contract", str(directory)


@pytest.fixture
def sandbox(kettles: tuple[str, str]) -> Iterator[str]:
    """The base URL of a sandbox of the kettles' contract on a free port."""
    command = [sys.executable, "-m", "conformance", "sandbox", "--port", "0", *kettles]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        yield words[2].removesuffix("/api/graphql/")
        process.terminate()
