from typing import Any

import pytest

from conformance.errors import ConfigError
from conformance.matrix import detection, page
from conformance.matrix.detection import Matrix, Reports, Settings
from conformance.matrix.expectations import Expectation

FAULT = "shape.extra-field"
CHOSEN = {FAULT: Expectation("shape.nothing-unasked", frozenset({"shape.selected-keys"}))}


def reports(*findings: tuple[str, str], scenario: str = "valid_input", first: int = 3) -> Reports:
    """What a run reported: findings by mutation and rule, and two items of the mutation with the fault."""
    return Reports(
        findings=[
            {"mutation": mutation, "rule": rule, "scenario": scenario, "first_request": first}
            for mutation, rule in findings
        ],
        items=[
            {"mutation": "boilKettle", "scenario": "domain_errors", "requests": 10},
            {"mutation": "drainKettle", "scenario": "domain_errors", "requests": 100},
            {"mutation": "boilKettle", "scenario": "valid_input", "requests": 5},
        ],
        states={},
    )


def learned(*runs: Reports) -> Matrix:
    matrix = Matrix()
    for one in runs:
        detection.learn(matrix, CHOSEN, {FAULT: "boilKettle"}, one)
    return matrix


CAUGHT = reports(("boilKettle", "shape.nothing-unasked"))


class TestLearn:
    def test_counts_a_fault_as_caught_by_the_rule_that_names_it(self) -> None:
        matrix = learned(CAUGHT, CAUGHT)

        assert matrix.is_complete
        assert matrix.as_json()["faults"][FAULT]["caught"] is True
        assert matrix.faults[FAULT].times == 2

    def test_counts_requests_of_its_mutation_until_it_was_caught(self) -> None:
        assert learned(CAUGHT).faults[FAULT].requests == [13]

    def test_does_not_count_another_rule(self) -> None:
        matrix = learned(reports(("boilKettle", "shape.selected-keys")))

        assert not matrix.is_complete
        assert matrix.faults[FAULT].missed_on == ["boilKettle"]

    def test_is_not_caught_where_one_seed_missed_it(self) -> None:
        matrix = learned(CAUGHT, reports())

        assert not matrix.is_complete
        assert "missed: shape.extra-field, caught 1 of 2 times" in page.text(matrix)

    def test_tells_what_else_fired(self) -> None:
        matrix = learned(reports(("boilKettle", "shape.nothing-unasked"), ("boilKettle", "shape.list")))

        assert not matrix.is_complete
        assert "also broke shape.list" in page.text(matrix)

    def test_tells_what_fired_where_there_is_no_fault(self) -> None:
        matrix = learned(reports(("boilKettle", "shape.nothing-unasked"), ("drainKettle", "shape.list")))

        assert matrix.elsewhere == ["drainKettle shape.list"]
        assert not matrix.is_complete

    def test_lets_a_fault_break_the_rules_beside(self) -> None:
        both = reports(("boilKettle", "shape.nothing-unasked"), ("boilKettle", "shape.selected-keys"))

        assert learned(both).is_complete

    def test_lets_a_fault_break_rules_around_it_in_sequences(self) -> None:
        made, ended = "registerPushNotificationBinding", "deletePushNotificationBinding"
        around = frozenset({"state.created-is-seen"})
        chosen = {FAULT: Expectation("shape.nothing-unasked", around=around)}
        matrix = Matrix()

        detection.learn(
            matrix,
            chosen,
            {FAULT: ended},
            reports(
                (ended, "shape.nothing-unasked"),
                (made, "state.created-is-seen"),
                ("drainKettle", "state.created-is-seen"),
            ),
        )

        assert matrix.elsewhere == ["drainKettle state.created-is-seen"]


class TestMatrix:
    def test_is_not_complete_without_any_fault(self) -> None:
        assert not Matrix().is_complete


class TestRun:
    @pytest.mark.parametrize("error", [ConfigError("a run did not end"), KeyboardInterrupt()])
    def test_keeps_what_is_known_where_it_is_stopped(
        self, monkeypatch: pytest.MonkeyPatch, error: BaseException
    ) -> None:
        placed: list[str] = []

        def ask(*given: Any, **_: Any) -> Reports:
            _, _, seed, faults, _ = given
            if seed == 2:
                raise error
            placed.extend(faults.values())
            return reports(*((mutation, "shape.nothing-unasked") for mutation in faults.values()))

        monkeypatch.setattr(detection, "_ask", ask)
        monkeypatch.setattr(detection, "candidates", lambda *_: {FAULT: ["boilKettle", "brewTea"]})

        found = detection.run(Settings(glob=FAULT, seeds=5), lambda _line: None)

        assert found.stopped is error
        assert not found.is_complete
        assert (found.faults[FAULT].seeds, len(placed)) == (2, 2)

    def test_asks_all_mutations_without_faults_and_only_those_with_one_where_they_are_few(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[bool] = []

        def ask(*_: Any, whole: bool = True) -> Reports:
            asked.append(whole)
            return CAUGHT

        monkeypatch.setattr(detection, "_ask", ask)
        monkeypatch.setattr(detection, "candidates", lambda *_: {FAULT: ["boilKettle"]})

        detection.run(Settings(glob=FAULT, seeds=2), lambda _line: None)

        assert asked == [True, False, False]


class TestIsWhole:
    @pytest.mark.parametrize(
        ("seed", "number", "count", "expected"),
        [
            (3, 0, 148, True),
            (3, 1, 35, True),
            (3, 2, detection.FEW, False),
            (4, 0, 148, True),
            (4, 1, 35, False),
            (4, 0, 1, False),
        ],
    )
    def test_is_the_first_round_of_a_placement_and_in_the_first_one_all_with_many_faults(
        self, *, seed: int, number: int, count: int, expected: bool
    ) -> None:
        assert detection.is_whole(Settings(first_seed=3), seed, number, count) is expected


class TestPage:
    def test_has_a_row_for_each_fault(self) -> None:
        matrix = learned(CAUGHT)
        matrix.unplaced.append(FAULT)

        text = page.markdown(matrix, CHOSEN, "a command")

        assert "| `shape.extra-field` | " in text
        assert "| `shape.nothing-unasked` | 1 of 1 | 13 |" in text
        assert "- `shape.extra-field`: `shape.nothing-unasked` passed nowhere it fits" in text
