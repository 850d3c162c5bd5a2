"""A run is held against an earlier one: what is new, what is fixed, or that nothing changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.functional.conftest import Command

FAULTS = {
    "boilKettle": ("errors.undocumented-code", "errors.documented-code"),
    "brewTea": ("shape.null-in-non-null", "shape.non-null"),
    "drainKettle": ("scalars.unknown-enum-value", "scalars.enum"),
}


def record(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "coverage.json").read_text())
    return found


@pytest.fixture(scope="module")
def earlier(conformance: Command, kettles: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report directory of a clean run."""
    directory = tmp_path_factory.mktemp("earlier")
    options = ("--report-dir", str(directory), "--", "-k", "valid_input or domain_errors")
    done = conformance("run", *kettles, "--profile", "small", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


class TestComparison:
    def test_of_three_new_faults_names_exactly_these_three(
        self, conformance: Command, kettles: tuple[str, str], earlier: Path, tmp_path: Path
    ) -> None:
        faults = [f"--fault={fault}@{mutation}" for mutation, (fault, _) in FAULTS.items()]
        baseline = ("--baseline", str(earlier / "coverage.json"))
        options = ("--report-dir", str(tmp_path), "--", "-k", "valid_input or domain_errors")

        done = conformance("run", *kettles, *faults, *baseline, "--budget", "5000", *options)

        assert done.returncode == 1, done.stdout + done.stderr
        compared = record(tmp_path)["comparison"]
        expected = {(mutation, rule) for mutation, (_, rule) in FAULTS.items()}
        assert {(one["mutation"], one["rule"]) for one in compared["new"]} == expected
        assert compared["sentence"] == "3 new"
        # What is read first at the end of a log comes last, behind the failures with their requests.
        failures, closing = (
            done.stdout.index("= FAILURES ="),
            done.stdout.index("since the earlier run: 3 new"),
        )
        assert failures < closing < done.stdout.index("not conformant: ")
        assert [entry["findings"] for entry in record(tmp_path)["history"]] == [0, 3]
        assert record(tmp_path)["run"]["command"].endswith(
            "--budget 5000 -- -k 'valid_input or domain_errors'"
        )
        results = [
            json.loads(file.read_text()) for file in (tmp_path / "allure-results").glob("*-result.json")
        ]
        assert {"passed", "failed", "skipped"} >= {one["status"] for one in results} >= {"passed", "failed"}
        for one in results:
            assert [label["name"] for label in one["labels"]].count("severity") == 1, one["name"]
        environment = (tmp_path / "allure-results" / "environment.properties").read_text()
        assert f"budget.used={record(tmp_path)['run']['requests']} requests of 5000\n" in environment

    def test_of_the_same_results_is_no_change(
        self, in_process: Command, kettles: tuple[str, str], earlier: Path, tmp_path: Path
    ) -> None:
        baseline = ("--baseline", str(earlier / "coverage.json"))

        done = in_process("merge", str(earlier), "--report-dir", str(tmp_path), *baseline, *kettles)

        assert done.returncode == 0
        assert "since the earlier run: no change" in done.stdout
        assert record(tmp_path)["comparison"]["sentence"] == "no change"
        for key in ("coverage", "states", "findings"):
            assert record(tmp_path)[key] == record(earlier)[key]
        assert "no change" in (tmp_path / "coverage.html").read_text()

    def test_with_what_is_no_run_is_refused_in_one_line(
        self, in_process: Command, kettles: tuple[str, str], earlier: Path, tmp_path: Path
    ) -> None:
        wrong = ("--baseline", str(earlier / "states.json"))

        done = in_process("merge", str(earlier), "--report-dir", str(tmp_path), *wrong, *kettles)

        assert done.returncode == 4
        assert "states.json: this is no coverage.json of a run" in done.stderr
