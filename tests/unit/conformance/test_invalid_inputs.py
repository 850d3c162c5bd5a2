import contextlib
import json
import threading
from concurrent import futures
from pathlib import Path
from typing import Any

import httpx
import pytest

import strategies
from conformance import invalid_inputs
from conformance.coverage import universe
from conformance.errors import BudgetSpentError, TargetError
from conformance.invalid_inputs import ACCEPTED, REFUSED, Surveyed, Surveys
from conformance.model import Tier
from conformance.probe.question import Answer, Outcome
from conformance.run import Run
from conformance.target.breaker import Kind
from conformance.target.budget import SURVEY, Place
from conformance.target.client import Client
from conformance.target.control import Shared
from conformance.target.credentials import Credentials
from conformance.target.profile import Pacing, Profile
from tests.support import bulk, probing

MUTATION = "deleteBoostCharge"
SEVERAL = ("acceptGoodsQuote", "removeSensor", MUTATION)
ASKED = invalid_inputs.asked(bulk.contract(), MUTATION)
TAKEN, NOT_TAKEN = Answer(Outcome.ACCEPTED), Answer(Outcome.REFUSED)
UNKNOWN = Answer(Outcome.INCONCLUSIVE, "for a reason")


def run_of(target: bulk.Target) -> Run:
    return Run(bulk.contract(), target.client(), strategies.Known())


def surveyed(invalid: Answer = NOT_TAKEN, valid: Answer = TAKEN, **changed: Any) -> Surveyed:
    """A survey in which all invalid inputs met one answer and all valid ones another."""
    answers = [invalid if question.wrong else valid for question in ASKED.questions]
    return Surveyed(tuple(answers), changed.get("notes", ()), first_only=False)


def silent(status: int, document: Any) -> bulk.Wrapper:
    """It answers everything alike."""
    return lambda _: lambda _request: bulk.reply(document, status)


class TestAsked:
    def test_asks_about_each_invalid_input_and_each_distinct_twin_once(self) -> None:
        several = invalid_inputs.asked(bulk.contract(), "updateAccountBillingAddress")

        twins = {json.dumps(dict(one.twin), sort_keys=True) for one, _ in several.invalid}
        assert len(several.twins) == len(twins) > 1
        assert len(several.questions) == len(several.invalid) + len(several.twins) + len(several.edges)
        assert all(several.twin(one).variables == one.twin for one, _ in several.invalid)

    def test_asks_nothing_of_a_mutation_without_arguments(self) -> None:
        assert invalid_inputs.asked(bulk.contract(), "regenerateSecretKey").questions == ()


class TestJudge:
    def test_counts_every_place_once_and_asks_one_of_them_alone(self) -> None:
        target = bulk.target()
        run = run_of(target)

        invalid_inputs.judge(run, MUTATION, surveyed(notes=("a limit",)))

        result = run.result(invalid_inputs.SCENARIO, MUTATION)
        valid = len(ASKED.questions) - len(ASKED.invalid)
        assert result.opportunities[REFUSED] == len(ASKED.invalid)
        assert result.opportunities[ACCEPTED] == valid
        assert (result.requests, target.requests, result.notes) == (1, 1, ("a limit",))
        assert (result.evidence, result.inconclusive) == ((), {})

    def test_covers_each_input_that_an_answer_tells_about(self) -> None:
        told, untold = run_of(bulk.target()), run_of(bulk.target())

        invalid_inputs.judge(told, MUTATION, surveyed())
        invalid_inputs.judge(untold, MUTATION, surveyed(invalid=UNKNOWN))

        names = universe.invalid(bulk.contract(), MUTATION)
        seen = told.result(invalid_inputs.SCENARIO, MUTATION).seen
        assert set(seen["inputs-invalid"][MUTATION]) == set(names)
        assert set(seen["inputs-boundary"][MUTATION]) == set(universe.edges(bulk.contract(), MUTATION))
        assert seen["inputs-present"][MUTATION] == ("input",)
        assert "inputs-invalid" not in untold.result(invalid_inputs.SCENARIO, MUTATION).seen

    def test_covers_no_invalid_input_whose_twin_was_refused(self) -> None:
        run = run_of(bulk.target())

        invalid_inputs.judge(run, MUTATION, surveyed(valid=NOT_TAKEN))

        assert "inputs-invalid" not in run.result(invalid_inputs.SCENARIO, MUTATION).seen
        assert "inputs-present" not in run.result(invalid_inputs.SCENARIO, MUTATION).seen

    def test_asks_again_what_was_accepted_and_believes_the_second_answer(self) -> None:
        target = bulk.target()
        run = run_of(target)

        invalid_inputs.judge(run, MUTATION, surveyed(invalid=TAKEN))

        result = run.result(invalid_inputs.SCENARIO, MUTATION)
        assert target.requests == len(ASKED.invalid)
        assert result.evidence == ()
        assert result.inconclusive == {
            REFUSED: {"asked alone, it was answered otherwise than among others": len(ASKED.invalid)}
        }

    def test_reports_what_is_executed(self) -> None:
        run = run_of(bulk.target(silent(200, {"data": {}})))

        invalid_inputs.judge(run, MUTATION, surveyed(invalid=TAKEN))

        found = [one for one in run.result(invalid_inputs.SCENARIO, MUTATION).evidence if one.rule == REFUSED]
        assert sum(one.count for one in found) == len(ASKED.invalid)

    def test_keeps_the_reason_of_what_could_not_be_told(self) -> None:
        target = bulk.target()
        run = run_of(target)

        invalid_inputs.judge(run, MUTATION, surveyed(invalid=UNKNOWN, valid=UNKNOWN))

        valid = len(ASKED.questions) - len(ASKED.invalid)
        assert run.result(invalid_inputs.SCENARIO, MUTATION).inconclusive == {
            ACCEPTED: {"for a reason": valid},
            REFUSED: {"for a reason": len(ASKED.invalid)},
        }
        assert target.requests == 0

    def test_says_nothing_of_a_refusal_whose_valid_twin_is_refused_too(self) -> None:
        run = run_of(bulk.target(bulk.refusing(MUTATION, "input")))

        invalid_inputs.judge(run, MUTATION, surveyed(valid=NOT_TAKEN))

        result = run.result(invalid_inputs.SCENARIO, MUTATION)
        assert result.inconclusive[REFUSED] == {"its valid twin was not accepted either": len(ASKED.invalid)}
        assert REFUSED not in result.opportunities
        assert {one.rule for one in result.evidence} == {ACCEPTED}

    def test_counts_the_one_that_is_asked_alone_even_where_no_answer_can_be_read(self) -> None:
        run = run_of(bulk.target(silent(500, {"errors": [{"message": "Down."}]})))

        invalid_inputs.judge(run, MUTATION, surveyed())

        result = run.result(invalid_inputs.SCENARIO, MUTATION)
        assert result.opportunities[REFUSED] == len(ASKED.invalid) - 1
        assert sum(result.inconclusive[REFUSED].values()) == 1

    @pytest.mark.parametrize("argument", ["accountNumber", "sensorId"])
    def test_reports_a_refused_twin_by_the_argument_that_is_refused(self, argument: str) -> None:
        run = run_of(bulk.target(bulk.refusing("removeSensor", argument)))
        surveys = Surveys(run, ("removeSensor",), 1)

        invalid_inputs.judge(run, "removeSensor", surveys.of("removeSensor"))

        result = run.result(invalid_inputs.SCENARIO, "removeSensor")
        listed = invalid_inputs.asked(bulk.contract(), "removeSensor")
        assert {one.rule for one in result.evidence} == {ACCEPTED}
        assert {one.path for one in result.evidence} == {f"$.variables.{argument}"}
        assert sum(one.count for one in result.evidence) == len(listed.questions) - len(listed.invalid)

    def test_asks_alone_as_the_first_error_must_be_read(self) -> None:
        run = run_of(bulk.target(first_error_only=True, fault="inputs.list-for-object", on=MUTATION))
        surveys = Surveys(run, (MUTATION,), 1)

        invalid_inputs.judge(run, MUTATION, surveys.of(MUTATION))

        (evidence,) = run.result(invalid_inputs.SCENARIO, MUTATION).evidence
        assert (evidence.rule, evidence.case["violation"]) == (REFUSED, "list-for-object")


def spent(control: Shared, place: Place) -> int:
    """How many requests a place may still send."""
    count = 0
    with contextlib.suppress(BudgetSpentError):
        while True:
            control.begin(place, None)
            control.end(Kind.ANSWERED)
            count += 1
    return count


class TestSurveys:
    def test_are_taken_once_for_all_threads(self) -> None:
        target = bulk.target()
        surveys = Surveys(run_of(target), SEVERAL, 1)
        together = threading.Barrier(len(SEVERAL))

        def of(mutation: str) -> Surveyed:
            together.wait(timeout=5)
            return surveys.of(mutation)

        with futures.ThreadPoolExecutor(len(SEVERAL)) as executor:
            found = dict(zip(SEVERAL, executor.map(of, SEVERAL), strict=True))

        alone = bulk.target()
        expected, requests = invalid_inputs.take(bulk.contract(), alone.client(), SEVERAL, 1)
        assert {name: one.answers for name, one in found.items()} == {
            name: one.answers for name, one in expected.items()
        }
        assert target.requests == requests

    def test_count_their_requests_once_at_the_first_mutation(self) -> None:
        target = bulk.target()
        run = run_of(target)
        surveys = Surveys(run, SEVERAL, 1)

        found = {mutation: surveys.of(mutation) for mutation in reversed(SEVERAL)}
        taken = target.requests
        for mutation in SEVERAL:
            invalid_inputs.judge(run, mutation, found[mutation])

        counted = [run.result(invalid_inputs.SCENARIO, mutation).requests for mutation in SEVERAL]
        assert found[SEVERAL[0]].requests == taken > counted[1]
        assert sum(counted) == target.requests
        assert run.result(invalid_inputs.SCENARIO, SEVERAL[0]).seconds > 0

    def test_are_taken_before_anybody_comes_for_them(self) -> None:
        target = bulk.target()
        run = run_of(target)
        surveys = Surveys(run, SEVERAL, 1)

        surveys.begin()
        found = [surveys.of(mutation) for mutation in reversed(SEVERAL)]
        surveys.stop()

        expected, requests = invalid_inputs.take(bulk.contract(), bulk.target().client(), SEVERAL, 1)
        assert [one.answers for one in found] == [expected[one].answers for one in reversed(SEVERAL)]
        assert target.requests == found[-1].requests == requests

    def test_ask_nothing_once_they_are_stopped(self) -> None:
        target = bulk.target()
        surveys = Surveys(run_of(target), SEVERAL, 1)
        surveys.stop()

        surveys.begin()

        with pytest.raises(TargetError, match="the run is at its end"):
            surveys.of(MUTATION)
        assert target.requests == 0

    def test_are_shared_through_a_file(self, tmp_path: Path) -> None:
        first, second = bulk.target(), bulk.target()
        taken = Surveys(run_of(first), SEVERAL, 1, tmp_path / "survey.json")
        shared = Surveys(run_of(second), SEVERAL, 1, tmp_path / "survey.json")

        found = [taken.of(mutation) for mutation in SEVERAL]

        assert [shared.of(mutation) for mutation in SEVERAL] == found
        assert first.requests > 0
        assert second.requests == 0

    def test_count_what_a_thread_of_their_own_takes_at_the_first_mutation(self) -> None:
        run = run_of(bulk.target())
        beside, alone = Surveys(run, SEVERAL, 1), Surveys(run, SEVERAL, 1)

        beside.begin()
        taken = [beside.of(mutation) for mutation in SEVERAL]
        beside.stop()

        assert taken[0].cpu > 0
        assert [one.cpu for one in (*taken[1:], alone.of(SEVERAL[0]))] == [0, 0, 0]
        invalid_inputs.judge(run, SEVERAL[0], taken[0])
        assert run.item(invalid_inputs.SCENARIO, SEVERAL[0]).cpu == taken[0].cpu

    def test_leave_what_they_do_not_need_of_a_budget_to_others(self) -> None:
        control, other = Shared(Pacing(budget=100)), ("valid_input", MUTATION)
        control.plan([(Tier.PROBE, SURVEY), (Tier.EXERCISE, other)])
        client = bulk.target().client().controlled(control, attempts=1, journal=None)
        surveys = Surveys(Run(bulk.contract(), client, strategies.Known()), SEVERAL, 1)

        taken = surveys.of(SEVERAL[0]).requests

        assert 0 < taken < 50
        assert spent(control, other) == 100 - taken

    def test_are_not_begun_again_where_the_budget_is_spent(self) -> None:
        target = bulk.target()
        control, other = Shared(Pacing(budget=1)), ("invalid_input", MUTATION)
        control.plan([(Tier.PROBE, SURVEY), (Tier.PROBE, other)])
        client = target.client().controlled(control, attempts=1, journal=None)
        surveys = Surveys(Run(bulk.contract(), client, strategies.Known()), SEVERAL, 1)

        with pytest.raises(BudgetSpentError):
            surveys.of(MUTATION)
        control.finish(other)

        with pytest.raises(BudgetSpentError):
            surveys.of(MUTATION)
        assert target.requests == 0

    def test_blame_a_target_that_does_not_answer(self) -> None:
        def refuse(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        profile = Profile("target", {"api": "https://target.example/"})
        client = Client.connect(
            profile, bulk.contract(), Credentials(), transport=httpx.MockTransport(refuse)
        )

        with pytest.raises(TargetError, match="no answer from"):
            Surveys(Run(bulk.contract(), client, strategies.Known()), SEVERAL, 1).of(MUTATION)


class TestRead:
    def test_is_the_inverse_of_write(self) -> None:
        found = {
            "boil": Surveyed((TAKEN, NOT_TAKEN, UNKNOWN), ("a note",), first_only=True),
            "drain": Surveyed((), (), first_only=False, requests=7, seconds=0.5, cpu=0.25),
        }

        assert invalid_inputs.read(invalid_inputs.write(found)) == found


class TestTake:
    def test_says_of_a_mutation_without_inputs_that_there_was_nothing_to_ask(self) -> None:
        target = bulk.target()

        found, requests = invalid_inputs.take(bulk.contract(), target.client(), ["regenerateSecretKey"], 1)

        assert found["regenerateSecretKey"].answers == ()
        assert requests == target.requests == 1

    def test_asks_nothing_where_there_are_no_mutations(self) -> None:
        assert invalid_inputs.take(probing.CONTRACT, bulk.target().client(), [], 1) == ({}, 0)
