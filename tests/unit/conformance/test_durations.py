from pathlib import Path

import attrs
import pytest

from conformance import durations, subject
from conformance.durations import Durations
from conformance.errors import ConfigError
from conformance.model import DRIFT_ELSEWHERE, ItemResult
from conformance.workflows import table
from schema import contract as contracts


def item(scenario: str, mutation: str, seconds: float) -> ItemResult:
    return ItemResult(mutation, scenario, requests=3, seconds=seconds / 2, cpu=seconds / 2)


RESULTS = [
    item("valid_input", "boilKettle", 2.0),
    item("valid_input", "brewTea", 4.0),
    item("public", "boilKettle", 0.5),
    item("public", "brewTea", 1.5),
]


class TestMeasured:
    def test_are_means_by_scenario_and_factors_by_mutation(self) -> None:
        found = durations.measured(RESULTS)

        assert found.scenarios == {"valid_input": 3.0, "public": 1.0}
        assert found.mutations["boilKettle"] == pytest.approx((2 / 3 + 0.5) / 2, abs=0.001)

    def test_take_nothing_from_an_item_that_was_not_asked_or_got_no_answer(self) -> None:
        unasked = ItemResult("boilKettle", "fuzz", not_exercised="would execute")
        dead = attrs.evolve(item("fuzz", "brewTea", 60.0), target_error="no answer")

        assert durations.measured([*RESULTS, unasked, dead]) == durations.measured(RESULTS)

    def test_do_not_blame_a_mutation_for_what_all_needed(self) -> None:
        first = item("public", "boilKettle", 100.0)

        found = durations.measured([*RESULTS[:2], first, RESULTS[3], item("fuzz", "boilKettle", 1.0)])

        assert found.mutations["boilKettle"] == 1.0

    def test_are_of_a_whole_workflow_and_of_no_mutation_in_it(self) -> None:
        found = durations.measured(
            [*RESULTS, item("workflow:tea", "boilKettle", 5.0), item("workflow:tea", "brewTea", 1.0)]
        )

        assert found.scenarios["workflow:tea"] == 6.0
        assert found.of("workflow:tea", "tea") == 6.0
        assert found.mutations == durations.measured(RESULTS).mutations

    def test_are_of_what_drifted_too_though_its_items_ask_nothing(self) -> None:
        told = ItemResult("boilKettle", "drift", cpu=0.002)

        found = durations.measured([*RESULTS, told])

        assert found.of("drift", "brewTea") == pytest.approx(0.002 * found.mutations["brewTea"])
        assert found.mutations == durations.measured(RESULTS).mutations

    def test_are_more_than_nothing(self) -> None:
        found = durations.measured([item("public", "boilKettle", 0.0)])

        assert found.of("public", "boilKettle") > 0


class TestOf:
    def test_knows_something_of_what_was_never_measured(self) -> None:
        known = Durations({"valid_input": 3.0, "public": 1.0, "workflow:tea": 60.0}, {"brewTea": 2.0})

        assert known.of("valid_input", "brewTea") == 6.0
        assert known.of("valid_input", "drainKettle") == 3.0
        assert known.of("fuzz", "drainKettle") == 3.0
        assert Durations().of("fuzz", "drainKettle") == 1.0


class TestLoad:
    def test_is_the_inverse_of_writing(self, tmp_path: Path) -> None:
        file = tmp_path / "durations.json"
        file.write_text(durations.measured(RESULTS).as_text(), encoding="utf-8")

        assert durations.load(file) == durations.measured(RESULTS)

    def test_reads_what_comes_with_this_suite(self) -> None:
        known = durations.load(durations.DEFAULT)

        assert known.of("valid_input", "acceptGoodsQuote") > 0
        assert len(known.mutations) > 100
        functions = {file.stem for file in subject.SUITE.glob("test_*.py")} - {"test_workflows"}
        scenarios = {DRIFT_ELSEWHERE, *map(subject.scenario, functions)}
        scenarios |= {one.scenario for one in table.load(contracts.load())}
        assert scenarios == set(known.scenarios)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "this is not readable JSON"),
            ("[" * 10_000, "this is not readable JSON"),
            ("[]", "it must hold scenarios and mutations"),
            ('{"scenarios": {}}', "it must hold scenarios and mutations"),
            ('{"scenarios": [], "mutations": {}}', "scenarios: it must be an object"),
            ('{"scenarios": {"a": 0}, "mutations": {}}', "'a': 0 is not a number above 0"),
            ('{"scenarios": {}, "mutations": {"a": NaN}}', "'a': nan is not a number above 0"),
            ('{"scenarios": {}, "mutations": {"a": true}}', "'a': True is not a number above 0"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(self, tmp_path: Path, text: str, said: str) -> None:
        file = tmp_path / "durations.json"
        file.write_text(text, encoding="utf-8")

        with pytest.raises(ConfigError, match=said):
            durations.load(file)

    def test_says_how_to_make_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="there is no such file; make it with the command durations"):
            durations.load(tmp_path / "durations.json")
