"""Asking about some mutations alone: nothing else is asked, and the run says so."""

import json
from pathlib import Path

from tests.functional.conftest import Command


class TestChoosingMutations:
    def test_asks_about_those_alone(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        chosen = ("--mutation", "brewTea", "--mutation", "boilKettle")

        done = conformance("run", *kettles, *chosen, "--profile", "small", "--report-dir", str(tmp_path))

        assert done.returncode == 0, done.stdout + done.stderr
        assert "2 of 4" in done.stdout
        assert "not exercised, every scenario: not selected" in done.stdout
        items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
        assert {one["mutation"] for one in items} == {"brewTea", "boilKettle"}
        selection = json.loads((tmp_path / "run.json").read_text())["about"]["selection"]
        assert [*chosen] == [one for one in selection if one in chosen]
        assert len(list((tmp_path / "allure-results").glob("*-result.json"))) == len(items)

    def test_tells_allure_nothing_of_fixtures(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        chosen = ("--mutation", "brewTea", "--profile", "small", "--report-dir", str(tmp_path))

        done = conformance("run", *kettles, *chosen)

        assert done.returncode == 0, done.stdout + done.stderr
        assert list((tmp_path / "allure-results").glob("*-container.json")) == []

    def test_names_the_nearest_one_for_a_name_that_is_none(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        done = conformance("run", *kettles, "--mutation", "boilKetle", "--report-dir", str(tmp_path))

        assert done.returncode == 4
        assert done.stderr.strip() == (
            "ERROR: --mutation: there is no mutation 'boilKetle' in the contract; did you mean 'boilKettle'?"
        )
