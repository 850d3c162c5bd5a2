"""The scenario `fuzz` against the sandbox: silent where it is right, and not where it is wrong."""

import json
from pathlib import Path

from tests.functional.conftest import Command

MUTATION = "brewTea"
SELECTED = ("--", "-k", f"test_fuzz and ({MUTATION} or boilKettle or drainKettle)")


def violations(directory: Path) -> set[tuple[str, str, str]]:
    lines = (directory / "violations.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    return {(one["scenario"], one["rule"], one["mutation"]) for one in found if one["level"] == "MUST"}


class TestFuzz:
    def test_finds_nothing_in_the_clean_sandbox(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        done = conformance("run", *kettles, "--profile", "small", "--report-dir", str(tmp_path), *SELECTED)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "3 of 4" in done.stdout
        assert violations(tmp_path) == set()

    def test_finds_a_null_that_must_not_be(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        fault = ("--fault", "shape.null-in-non-null", "--on", MUTATION)

        done = conformance("run", *kettles, *fault, "--report-dir", str(tmp_path), *SELECTED)

        assert done.returncode == 1, done.stdout + done.stderr
        assert violations(tmp_path) == {("fuzz", "shape.non-null", MUTATION)}
