"""A run divided among machines asks what one run asks, and its report directories become one report."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from conformance import durations, invalid_inputs, kept, merging, shards, subject
from conformance.model import ItemResult
from conformance.shards import Ties
from conformance.target import journal
from conformance.target.redaction import Redactor
from reports import record
from reports.directory import Directory
from reports.drift import formats
from reports.record import Record
from schema import contract as contracts
from schema.drift.outcome import Drift
from tests.functional.conftest import Command
from tests.support import drifts, exchanges
from tests.unit.reports.examples import ABOUT, evidence

BROKEN = evidence()
VIOLATED = ItemResult("boilKettle", "valid_input", requests=2, seconds=1.0, evidence=(BROKEN,))
CLEAN = ItemResult("brewTea", "valid_input", requests=2, cpu=0.5, opportunities={"shape.list": 1})


def report(directory: Path, shard: tuple[int, int], *results: ItemResult, **ended: Any) -> str:
    """What a shard leaves behind."""
    into = Directory(directory)
    into.start()
    for result in results:
        into.keep(result)
        into.allure_results.mkdir(exist_ok=True)
        (into.allure_results / f"{result.mutation}-result.json").write_text("{}")
    record.write(directory, Record(shard=shard, **{"about": ABOUT, "ended": True, **ended}))
    return str(directory)


class TestDivision:
    def test_of_the_whole_suite_gives_eight_parts_of_about_the_same_duration(self) -> None:
        contract = contracts.load()
        functions = [file.stem for file in subject.SUITE.glob("test_*.py")]
        everything = [
            (subject.scenario(function), mutation)
            for function in functions
            for mutation in subject.mutations(contract, function)
        ]
        known = durations.load(durations.DEFAULT)

        found = shards.divide(everything, known, 8, Ties(scenarios=[invalid_inputs.SCENARIO]))

        loads = [
            sum(known.of(*place) for place in everything if found[place] == number) for number in range(1, 9)
        ]
        assert len(found) == len(everything) > 1500
        assert max(loads) < 1.05 * sum(loads) / 8
        assert min(loads) > 0.95 * sum(loads) / 8


class TestMerge:
    def test_gives_one_report_with_one_verdict(
        self, in_process: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        parts = [report(tmp_path / "2", (2, 2), CLEAN), report(tmp_path / "1", (1, 2), VIOLATED)]
        whole = tmp_path / "whole"

        done = in_process("merge", *parts, "--report-dir", str(whole), *kettles)

        assert done.returncode == 1
        assert "not conformant: 1 rule broken at 1 mutation, in 1 place (exit code 1)" in done.stdout
        assert kept.results(whole) == (VIOLATED, CLEAN)
        assert json.loads((whole / "states.json").read_text())["boilKettle"][BROKEN.rule] == "violated"
        assert "not conformant" in (whole / "summary.md").read_text()
        names = {file.name for file in (whole / "allure-results").glob("*-result.json")}
        assert names == {"boilKettle-result.json", "brewTea-result.json"}

    def test_says_what_all_shards_may_have_left_behind(
        self, in_process: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        parts = [report(tmp_path / "1", (1, 2), CLEAN), report(tmp_path / "2", (2, 2))]
        for number, part in enumerate(parts):
            journal.Journal(Path(part, journal.NAME), Redactor()).sent(
                exchanges.case(), hazard="physical", identity=f"main-{number}"
            )
        whole = tmp_path / "whole"

        for _ in range(2):
            in_process("merge", *parts, "--report-dir", str(whole), *kettles)

        entries = journal.read(whole / journal.NAME)
        assert [entry.identity for entry in entries] == ["main-0", "main-1"]
        assert "0 executed, 2 of unknown outcome" in (whole / "summary.md").read_text()

    def test_lists_nothing_to_be_undone_in_a_sandbox_that_is_gone(
        self, in_process: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        part = report(tmp_path / "1", (1, 1), CLEAN, about=attrs.evolve(ABOUT, is_embedded=True))
        journal.Journal(Path(part, journal.NAME), Redactor()).sent(
            exchanges.case(), hazard="physical", identity="main"
        )

        done = in_process("merge", part, "--report-dir", str(tmp_path / "whole"), *kettles)

        assert "conformant: " in done.stdout
        assert "unknown outcome" not in done.stdout + (tmp_path / "whole" / "summary.md").read_text()

    def test_joins_what_the_shards_found_about_the_schema(
        self, in_process: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        parts = [report(tmp_path / str(number), (number, 2)) for number in (1, 2)]
        for part, affected in zip(parts, ("boilKettle", "drainKettle"), strict=True):
            change = attrs.evolve(drifts.review().drift.changes[0], affects=(affected,))
            formats.write(Path(part), drifts.review(drift=Drift((change,))))

        done = in_process("merge", *parts, "--report-dir", str(tmp_path / "whole"), *kettles)

        found = json.loads((tmp_path / "whole" / "drift.json").read_text())
        assert "report: " in done.stdout
        assert len(found["changes"]) == 1
        assert found["affected_operations"] == ["boilKettle", "drainKettle"]
        assert found["verdict"]["fails"]
        assert "boilKettle" in (tmp_path / "whole" / "coverage.html").read_text()

    def test_names_a_drift_that_cannot_be_read(
        self, in_process: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        part = report(tmp_path / "1", (1, 1))
        (tmp_path / "1" / "drift.json").write_text("{}")

        done = in_process("merge", part, "--report-dir", str(tmp_path / "whole"), *kettles)

        assert done.returncode == 4
        assert f"error: {tmp_path / '1' / 'drift.json'}: this is not what" in done.stderr

    def test_repeats_no_shard_in_the_command_that_runs_it_again(self, tmp_path: Path) -> None:
        about = attrs.evolve(ABOUT, selection=("--shard", "1/1", "--", "-k", "tea"))

        assert merging.about({tmp_path: kept.Kept((), Record(about=about))}).selection == ("--", "-k", "tea")

    def test_is_not_whole_where_a_shard_was_killed(
        self, in_process: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        part = report(tmp_path / "1", (1, 2), CLEAN, ended=False)

        done = in_process("merge", part, "--report-dir", str(tmp_path / "whole"), *kettles)

        assert done.returncode == 2
        assert "not whole: shard 2/2 is missing; shard 1/2 did not end" in done.stdout

    def test_replaces_no_shard(self, in_process: Command, kettles: tuple[str, str], tmp_path: Path) -> None:
        part = report(tmp_path / "1", (1, 1), CLEAN)

        done = in_process("merge", part, "--report-dir", part, *kettles)

        assert done.returncode == 4
        assert "it holds a shard" in done.stderr
        assert kept.results(tmp_path / "1") == (CLEAN,)

    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("merge", "is nowhere the report directory of a run?"),
            ("durations", "nowhere/violations.jsonl"),
        ],
    )
    def test_asks_for_report_directories(self, in_process: Command, command: str, said: str) -> None:
        done = in_process(command, "nowhere")

        assert done.returncode == 4
        assert said in done.stderr


class TestDurations:
    def test_of_runs_become_a_file(self, in_process: Command, tmp_path: Path) -> None:
        parts = [report(tmp_path / "1", (1, 2), VIOLATED), report(tmp_path / "2", (2, 2), CLEAN)]
        file = tmp_path / "durations.json"

        assert in_process("durations", *parts, "--output", str(file)).returncode == 0

        assert durations.load(file).scenarios == {"valid_input": 0.75}
