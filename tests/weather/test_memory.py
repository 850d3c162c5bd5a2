"""A target that answers nonsense at length, everywhere: the run ends, and has never held 300 MB."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import checkout
from tests.support import hostile

LIMIT = 300 * 1024


def long_text(conversation: hostile.Conversation) -> None:
    """Answers with 4 MB of text in a place that was not asked for."""
    conversation.answer(json.dumps({"data": {"nonsense": "x" * 4_000_000}}).encode())


def many_values(conversation: hostile.Conversation) -> None:
    """Answers with as many values as are read at all, and errors among them."""
    error = {"message": "No.", "path": ["a", 1], "extensions": {"errorCode": "KT-CT-1"}}
    conversation.answer(json.dumps({"data": [[]] * 50_000, "errors": [error] * 5_000}).encode())


class TestRun:
    @pytest.mark.parametrize("weather", [long_text, many_values, hostile.bomb, hostile.deep])
    def test_stays_below_its_limit(self, contract: str, tmp_path: Path, weather: hostile.Weather) -> None:
        with hostile.serve(weather) as server:
            targets = tmp_path / "targets.toml"
            hazards = '["physical", "read-like", "account-change"]'
            targets.write_text(
                f'[targets.wild]\napi = "{server.url}"\ntier = "exercise"\nhazards = {hazards}\n'
            )
            command = [sys.executable, "-m", "conformance", "run", "--contract", contract, "--target", "wild"]
            command += [
                "--targets",
                str(targets),
                "--report-dir",
                str(tmp_path / "report"),
                "--profile",
                "small",
            ]
            process = subprocess.Popen(
                [*command, "--profile", "small", "--", "-q"],
                cwd=checkout.ROOT,
                env={**os.environ, "KRAKEN_TOKEN": "nobody-issued-this"},
                stdout=(tmp_path / "said").open("wb"),
                stderr=subprocess.STDOUT,
            )
            _, status, usage = os.wait4(process.pid, 0)

        said = (tmp_path / "said").read_text()
        assert os.waitstatus_to_exitcode(status) in (1, 4), said[-3000:]
        assert "Traceback" not in said
        assert usage.ru_maxrss < LIMIT
