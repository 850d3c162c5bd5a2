"""Asking about some mutations alone: nothing else is asked, and the run says so."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.functional.conftest import Command

CHOSEN = ("--mutation", "brewTea", "--mutation", "boilKettle")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reported")


@pytest.fixture(scope="module")
def done(conformance: Command, kettles: tuple[str, str], reported: Path) -> subprocess.CompletedProcess[str]:
    return conformance("run", *kettles, *CHOSEN, "--profile", "small", "--report-dir", str(reported))


class TestChoosingMutations:
    def test_asks_about_those_alone(self, done: subprocess.CompletedProcess[str], reported: Path) -> None:
        assert done.returncode == 0, done.stdout + done.stderr
        assert "2 of 4" in done.stdout
        assert "not exercised, every scenario: not selected" in done.stdout
        items = [json.loads(line) for line in (reported / "items.jsonl").read_text().splitlines()]
        assert {one["mutation"] for one in items} == {"brewTea", "boilKettle"}
        selection = json.loads((reported / "run.json").read_text())["about"]["selection"]
        assert [one for one in selection if one in CHOSEN] == [*CHOSEN]

    def test_tells_allure_of_each_item_and_nothing_of_fixtures(
        self, done: subprocess.CompletedProcess[str], reported: Path
    ) -> None:
        assert done.returncode == 0, done.stdout + done.stderr
        items = (reported / "items.jsonl").read_text().splitlines()
        results = reported / "allure-results"

        assert len(items) == len(list(results.glob("*-result.json"))) > 0
        assert list(results.glob("*-container.json")) == []

    def test_names_the_nearest_one_for_a_name_that_is_none(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        done = conformance("run", *kettles, "--mutation", "boilKetle", "--report-dir", str(tmp_path))

        assert done.returncode == 4
        assert done.stderr.strip() == (
            "ERROR: --mutation: there is no mutation 'boilKetle' in the contract; did you mean 'boilKettle'?"
        )
