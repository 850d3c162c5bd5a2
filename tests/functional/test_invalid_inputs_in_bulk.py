"""Invalid inputs asked in bulk: of the sandbox, strict, masked, faulty or broken, and nothing is executed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import graphql
import pytest

import strategies
from conformance import invalid_inputs
from conformance.model import ItemResult
from conformance.probe.question import Outcome
from conformance.run import Run
from sandbox import faults, inputs, messages, served
from sandbox.misbehavior.declaration import LenientFault
from schema import contract as contracts
from tests.functional.conftest import Command
from tests.support import bulk, dying_target, exchanges

Serving = Mapping[str, served.Served]

CONTRACT = bulk.contract()
ASKED = {name: invalid_inputs.asked(CONTRACT, name) for name in bulk.MUTATIONS}
CASES = sum(len(one.questions) for one in ASKED.values())
ONE_BY_ONE = ("acceptGoodsQuote", "createMfaDevice", "removeSensor", "quoteCampaignOffer")

FIRST_ONLY = "its first error alone"
FEW_ERRORS = "few errors at once"
LARGE = "refuses large requests"
MASKED = "masks its messages"
UNLOCATED = "no location"
NO_REPEATS = "a field may not repeat"
LIMITS: list[tuple[tuple[bulk.Wrapper, ...], dict[str, Any], set[str]]] = [
    ((), {"first_error_only": True}, {FIRST_ONLY}),
    ((), {"error_cap": 1}, {FIRST_ONLY}),
    ((), {"error_cap": 5}, {FEW_ERRORS}),
    ((), {"body_cap": 5_000}, {LARGE}),
    ((), {"token_cap": 500}, {LARGE}),
    ((bulk.masked,), {}, {MASKED}),
    ((bulk.unlocated,), {}, {UNLOCATED}),
    ((bulk.plain_json,), {"request_error_status": 200}, set()),
    (
        (bulk.plain_json, bulk.unlocated),
        {"error_cap": 5, "body_cap": 5_000, "request_error_status": 200},
        {FEW_ERRORS, LARGE, UNLOCATED},
    ),
    (
        (bulk.masked,),
        {"error_cap": 3, "repeated_fields": False},
        {FEW_ERRORS, MASKED, NO_REPEATS},
    ),
    ((bulk.plain_json, bulk.masked), {"first_error_only": True, "body_cap": 2_000}, {FIRST_ONLY, LARGE}),
]

FAULTS = [
    ("inputs.missing-last-required", "deleteBoostCharge"),
    ("inputs.missing-required", "scheduleQuoteFollowUp"),
    ("inputs.unknown-enum-value", "setDevicePreferences"),
    ("inputs.enum-in-other-case", "deauthenticateDevice"),
    ("inputs.unchecked-depth", "setZoneSchedules"),
    ("inputs.null-for-required", "acceptGoodsQuote"),
    ("inputs.null-item", "switchMeterPointProducts"),
    ("inputs.unknown-field", "updatePassword"),
    ("inputs.int-from-text", "updateWaterSetpoint"),
    ("inputs.int-out-of-range", "quoteCampaignOffer"),
    ("inputs.scalar-for-object", "setDevicePreferences"),
    ("inputs.list-for-scalar", "scheduleQuoteFollowUp"),
    ("inputs.object-for-scalar", "createGasMeterReading"),
    ("inputs.list-for-object", "deleteBoostCharge"),
    ("inputs.string-from-number", "removeSensor"),
]


def take(
    target: bulk.Target, mutations: tuple[str, ...] = bulk.MUTATIONS, concurrency: int = 4
) -> Mapping[str, invalid_inputs.Surveyed]:
    found, requests = invalid_inputs.take(CONTRACT, target.client(), mutations, concurrency)
    assert requests == target.requests
    return found


def outcomes(found: Mapping[str, invalid_inputs.Surveyed]) -> Counter[tuple[str, Outcome, str]]:
    """How often an invalid or a valid input met an outcome, with its reason."""
    counted: Counter[tuple[str, Outcome, str]] = Counter()
    for name, surveyed in found.items():
        for question, answer in zip(ASKED[name].questions, surveyed.answers, strict=True):
            counted["valid" if question.wrong is None else "invalid", answer.outcome, answer.reason] += 1
    return counted


def all_answered(mutations: tuple[str, ...] = bulk.MUTATIONS) -> dict[tuple[str, Outcome, str], int]:
    invalid = sum(len(ASKED[name].invalid) for name in mutations)
    return {
        ("invalid", Outcome.REFUSED, ""): invalid,
        ("valid", Outcome.ACCEPTED, ""): sum(len(ASKED[name].questions) for name in mutations) - invalid,
    }


def notes(found: Mapping[str, invalid_inputs.Surveyed]) -> set[str]:
    return {note for surveyed in found.values() for note in surveyed.notes}


def judged(target: bulk.Target, *mutations: str) -> dict[str, ItemResult]:
    """The results of these mutations' items."""
    run = Run(CONTRACT, target.client(), strategies.Known())
    surveys = invalid_inputs.Surveys(run, mutations, 1)
    for name in mutations:
        invalid_inputs.judge(run, name, surveys.of(name))
    return {name: run.result(invalid_inputs.SCENARIO, name) for name in mutations}


def overlooked(
    name: str, mutation: str, contract: contracts.Contract = CONTRACT, serving: Serving | None = None
) -> set[int]:
    """Which invalid inputs a fault lets pass, by their index: those of which it overlooks every problem."""
    fault = faults.ALL[name]
    assert isinstance(fault, LenientFault)
    promised = contract.mutation(mutation)
    reader = inputs.Reader(schema=(serving or bulk.serving())[promised.server].executable)
    found = set()
    for index, one in enumerate(strategies.invalid(contract, mutation)):
        declared = "".join(f"${key}: {value.type} " for key, value in promised.arguments.items())
        (operation,) = graphql.parse(f"mutation ({declared}) {{ __typename }}").definitions
        assert isinstance(operation, graphql.OperationDefinitionNode)
        if not list(reader.errors(operation, one.variables, lambda _: ((fault.overlooks,), ()))):
            found.add(index)
    return found


class TestPlainSandbox:
    @pytest.mark.parametrize("concurrency", [1, 4])
    def test_answers_all_in_a_25th_of_their_number_of_requests(self, concurrency: int) -> None:
        target = bulk.target()

        found = take(target, concurrency=concurrency)

        assert outcomes(found) == all_answered()
        assert notes(found) == set()
        assert target.requests <= CASES / 25
        assert target.sandbox.ledger.entries == ()

    def test_answers_all_near_the_floor_where_fields_may_not_repeat(self) -> None:
        target = bulk.target(repeated_fields=False)
        mutations = tuple(name for name in bulk.MUTATIONS if CONTRACT.mutation(name).server == "api")
        invalid = max(len(ASKED[name].invalid) for name in mutations)
        valid = max(len(ASKED[name].questions) - len(ASKED[name].invalid) for name in mutations)

        found = take(target, mutations)

        # One request for the locks, and two to see that a field may stand there once and not twice.
        assert target.requests <= 1.1 * (invalid + valid + 3)
        assert outcomes(found) == all_answered(mutations)
        assert [NO_REPEATS in note for note in notes(found)] == [True]
        assert target.sandbox.ledger.entries == ()


class TestStrictTarget:
    @pytest.mark.parametrize(("wrappers", "options", "noted"), LIMITS)
    def test_gives_the_same_and_says_which_limit_was_met(
        self, wrappers: tuple[bulk.Wrapper, ...], options: dict[str, Any], noted: set[str]
    ) -> None:
        target = bulk.target(*wrappers, **options)

        found = take(target, ONE_BY_ONE)

        assert outcomes(found) == all_answered(ONE_BY_ONE)
        assert {word for word in noted if any(word in note for note in notes(found))} == noted
        assert all(any(word in note for word in noted) for note in notes(found))
        assert target.sandbox.ledger.entries == ()


class TestFaultyTarget:
    @pytest.mark.parametrize(("fault", "mutation"), FAULTS)
    def test_is_found_by_exactly_the_inputs_that_show_its_fault(self, fault: str, mutation: str) -> None:
        listed = invalid_inputs.asked(CONTRACT, mutation)
        expected = overlooked(fault, mutation)
        target = bulk.target(fault=fault, on=mutation)

        found, _ = invalid_inputs.take(CONTRACT, target.client(), (mutation, "createMfaDevice"), 1)
        results = judged(bulk.target(fault=fault, on=mutation), mutation, "createMfaDevice")

        answers = found[mutation].answers
        accepted = {
            index for index in range(len(listed.invalid)) if answers[index].outcome is Outcome.ACCEPTED
        }
        assert accepted == expected
        assert 0 < len(expected) < len(listed.invalid)
        evidence = results[mutation].evidence
        assert {one.rule for one in evidence} == {invalid_inputs.REFUSED}
        assert sum(one.count for one in evidence) == len(expected)
        assert {(tuple(one.case["place"]), one.case["violation"]) for one in evidence} <= {
            (listed.invalid[index][0].path, listed.invalid[index][0].violation) for index in expected
        }
        assert results[mutation].opportunities[invalid_inputs.REFUSED] == len(listed.invalid)
        assert results["createMfaDevice"].evidence == ()
        assert target.sandbox.ledger.entries == ()

    def test_is_inconclusive_where_it_refuses_a_valid_twin(self) -> None:
        target = bulk.target(bulk.refusing("removeSensor", "sensorId"))

        results = judged(target, "removeSensor", "acceptGoodsQuote")

        refused = results["removeSensor"]
        assert {one.rule for one in refused.evidence} == {invalid_inputs.ACCEPTED}
        assert {one.path for one in refused.evidence} == {"$.variables.sensorId"}
        assert invalid_inputs.REFUSED not in refused.opportunities
        counted = sum(refused.inconclusive[invalid_inputs.REFUSED].values())
        assert counted == len(ASKED["removeSensor"].invalid)
        assert results["acceptGoodsQuote"].evidence == ()
        assert results["acceptGoodsQuote"].inconclusive == {}


class TestDriftedTarget:
    @pytest.mark.parametrize("lacked", [("acceptGoodsQuote",), bulk.MUTATIONS[:3] + bulk.MUTATIONS[5:]])
    def test_is_inconclusive_in_the_mutations_that_it_lacks(self, lacked: tuple[str, ...]) -> None:
        target = bulk.target(bulk.without(*lacked))

        found = take(target)

        kept = tuple(name for name in bulk.MUTATIONS if name not in lacked)
        assert outcomes({name: found[name] for name in kept}) == all_answered(kept)
        for name in lacked:
            reason = (
                f"the target refuses the request: status 400: Cannot query field '{name}' on type 'Mutation'."
            )
            assert {(one.outcome, one.reason) for one in found[name].answers} <= {
                (Outcome.INCONCLUSIVE, reason)
            }
        assert not any(LARGE in note for note in notes(found))


HOSTILE: dict[str, tuple[int, bytes]] = {
    "HTML": (200, b"<html><body>Bad gateway</body></html>"),
    "status 500": (500, b'{"errors": [{"message": "Internal server error"}]}'),
    "an empty object": (200, b"{}"),
    "null": (200, b"null"),
    "a list": (200, b"[]"),
    "nothing": (200, b""),
    "3 MB of errors": (400, json.dumps({"errors": [{"message": "x" * 1000}] * 3_000}).encode()),
    "errors of other types": (
        400,
        json.dumps(
            {
                "errors": [
                    None,
                    7,
                    [],
                    "first",
                    {"message": {}},
                    {"message": "m", "locations": {"line": 2}},
                    {"locations": [None, {"line": [2]}, {"line": "2"}]},
                ],
                "data": None,
            }
        ).encode(),
    ),
    "data alone": (200, b'{"data": {"f0": {"__typename": "x"}}}'),
}


class TestHostileTarget:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_is_inconclusive_with_a_reason(self, name: str) -> None:
        status, body = HOSTILE[name]
        sent = messages.Reply(status, {"content-type": "application/json"}, body)
        target = bulk.target(lambda _: lambda _request: sent)

        found = take(target, ONE_BY_ONE)

        assert {outcome for _, outcome, _ in outcomes(found)} == {Outcome.INCONCLUSIVE}
        assert all(reason for _, _, reason in outcomes(found))
        assert target.requests == 2

    def test_is_inconclusive_where_errors_neither_name_nor_locate(self) -> None:
        target = bulk.target(bulk.masked, bulk.unlocated)

        found = take(target, ONE_BY_ONE)

        reason = "two invalid variables were not told apart: the answer does not say which variable is wrong"
        assert {key[1:] for key in outcomes(found)} == {(Outcome.INCONCLUSIVE, reason)}

    def test_is_asked_nothing_that_it_could_execute(self) -> None:
        target = bulk.target(bulk.reading_text_as_boolean)

        found = take(target, ONE_BY_ONE)

        assert {outcome for _, outcome, _ in outcomes(found)} == {Outcome.INCONCLUSIVE}
        assert target.requests == 2
        assert target.sandbox.ledger.entries == ()


def violations(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / "violations.jsonl").read_text().splitlines()]


class TestRun:
    @pytest.mark.parametrize("workers", [(), ("-n", "2")])
    def test_finds_the_fault_from_the_command_line(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path, workers: tuple[str, ...]
    ) -> None:
        fault, mutation = "inputs.null-for-required", "brewTea"
        chosen = (*kettles, "--fault", fault, "--on", mutation, "--report-dir", str(tmp_path))

        done = conformance("run", *chosen, "--", "-k", "invalid_input", *workers)

        assert done.returncode == 1, done.stdout + done.stderr
        found = violations(tmp_path)
        assert {(one["rule"], one["mutation"]) for one in found} == {(invalid_inputs.REFUSED, mutation)}
        expected = overlooked(fault, mutation, exchanges.contract(), served.build(exchanges.contract()))
        assert sum(one["count"] for one in found) == len(expected)

    def test_loses_nothing_that_was_found_ahead_of_a_target_that_dies(
        self, conformance: Command, tmp_path: Path
    ) -> None:
        first, second = "amendPayment", "collectPayment"
        with dying_target.serve(silent_for=first, until_asked_for=second) as urls:
            file = tmp_path / "targets.toml"
            file.write_text(
                f'[targets.dying]\napi = "{urls["api"]}"\nauth = "{urls["auth"]}"\ntier = "guard"\n'
            )
            target = ("--target", "dying", "--targets", str(file), "--concurrency", "4")
            selected = f"no_credential and ({first} or {second})"

            done = conformance("run", *target, "--report-dir", str(tmp_path), "--", "-k", selected)

        assert done.returncode in (1, 4), done.stdout + done.stderr
        assert "the target could not be asked" in done.stdout
        # In a line, and not with the way through this suite.
        assert ".py:" not in done.stdout
        assert "auth.refused-without-credential" in {
            one["rule"] for one in violations(tmp_path) if one["mutation"] == second
        }
