"""The detection matrix on a small contract: faults are caught, and without any nothing is found."""

import json
from pathlib import Path

from tests.functional.conftest import Command
from tests.support import exchanges


def contract(directory: Path) -> str:
    """The kettles' contract but for its limit, for which they document no error that a sandbox may raise."""
    before, _, behind = exchanges.SETTINGS.partition("[[limits]]")
    settings = before + behind[behind.index("\n[") :]
    (directory / "api.graphql").write_text(exchanges.SDL, encoding="utf-8")
    (directory / "contract.toml").write_text(settings, encoding="utf-8")
    return str(directory)


class TestMatrix:
    def test_catches_each_fault_by_the_rule_that_names_it(self, conformance: Command, tmp_path: Path) -> None:
        options = (
            "--contract",
            contract(tmp_path),
            "--faults",
            "shape.*-field",
            "--profile",
            "small",
            "--json",
        )

        done = conformance("matrix", *options)

        found = json.loads(done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        assert found["elsewhere"] == []
        assert all(one["caught"] and not one["unexpected"] for one in found["faults"].values())
        assert set(found["faults"]) == {"shape.extra-field", "shape.missing-field"}

    def test_of_a_clean_sandbox_finds_nothing(self, conformance: Command, tmp_path: Path) -> None:
        done = conformance("matrix", "--contract", contract(tmp_path), "--profile", "small", "--clean", "30")

        assert done.returncode == 0, done.stdout + done.stderr
        assert "0 findings in" in done.stdout

    def test_says_that_a_glob_matches_no_fault(self, conformance: Command) -> None:
        done = conformance("matrix", "--faults", "nothing.*")

        assert done.returncode == 4
        assert "matches no fault" in done.stderr
