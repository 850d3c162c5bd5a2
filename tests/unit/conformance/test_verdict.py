from collections.abc import Mapping
from typing import Any

import attrs
import httpx
import pytest

import strategies
from conformance import fixed_cases
from conformance.model import Case, Credential, Evidence, ItemResult, Level
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from conformance.verdict import ExitCode, Tally, fails, judge
from tests.support import exchanges

CONTRACT = exchanges.contract()
MUST = Evidence(
    fingerprint="0123456789",
    rule="shape.list",
    level="MUST",
    mutation="boilKettle",
    scenario="valid_input",
    path="$",
    expected="a list",
    actual="1",
    request={"body": "", "curl": ""},
    response={},
    case={},
)
SHOULD = attrs.evolve(MUST, rule="errors.message", level="SHOULD")


def tally(*results: ItemResult, bugs: tuple[str, ...] = (), fail_on: Level = Level.MUST) -> Tally:
    return Tally(fail_on, list(results), list(bugs))


def found(*evidence: Evidence) -> ItemResult:
    return attrs.evolve(CLEAN, evidence=evidence)


def refused(*, admitted: int) -> ItemResult:
    return attrs.evolve(CLEAN, with_credential=2, admitted=admitted)


CLEAN = ItemResult("boilKettle", "valid_input", requests=1, opportunities={"shape.list": 3})
UNREACHABLE = attrs.evolve(CLEAN, target_error="refused")
NOT_ASKED = ItemResult("drainKettle", "valid_input", not_exercised="would execute")


class TestJudge:
    @pytest.mark.parametrize(
        ("given", "code"),
        [
            (tally(CLEAN), ExitCode.CONFORMANT),
            (tally(CLEAN, found(MUST)), ExitCode.VIOLATIONS),
            (tally(CLEAN, found(SHOULD)), ExitCode.CONFORMANT),
            (tally(CLEAN, found(SHOULD), fail_on=Level.SHOULD), ExitCode.VIOLATIONS),
            (tally(CLEAN, found(MUST), fail_on=Level.SHOULD), ExitCode.VIOLATIONS),
            (tally(found(attrs.evolve(MUST, waived=True))), ExitCode.CONFORMANT),
            (tally(found(attrs.evolve(MUST, waived=True), MUST)), ExitCode.VIOLATIONS),
            (tally(found(attrs.evolve(SHOULD, waived=True)), fail_on=Level.SHOULD), ExitCode.CONFORMANT),
            (tally(refused(admitted=0)), ExitCode.UNUSABLE),
            (tally(refused(admitted=0), refused(admitted=1)), ExitCode.CONFORMANT),
            (tally(refused(admitted=0), found(MUST)), ExitCode.VIOLATIONS),
            (tally(), ExitCode.UNUSABLE),
            (tally(NOT_ASKED), ExitCode.UNUSABLE),
            (tally(CLEAN, UNREACHABLE), ExitCode.UNUSABLE),
            (tally(CLEAN, found(MUST), UNREACHABLE), ExitCode.UNUSABLE),
            (tally(CLEAN, bugs=("here",)), ExitCode.OUR_BUG),
            (attrs.evolve(tally(CLEAN), missing=("shard 2/2 is missing",)), ExitCode.INTERRUPTED),
            (attrs.evolve(tally(CLEAN, bugs=("here",)), unwritable="no space"), ExitCode.UNUSABLE),
        ],
    )
    def test_gives_the_exit_code_that_the_results_deserve(self, given: Tally, code: ExitCode) -> None:
        assert judge(given)[0] is code

    def test_says_that_a_run_was_interrupted_even_where_nothing_was_found(self) -> None:
        assert judge(tally(CLEAN), interrupted=True)[0] is ExitCode.INTERRUPTED

    def test_says_how_much_is_not_conformant(self) -> None:
        tea = attrs.evolve(MUST, mutation="brewTea", fingerprint="brew")
        line = judge(tally(found(MUST, tea, SHOULD), found(tea)))[1]

        assert line == "not conformant: 1 rule broken at 2 mutations, in 2 places"


class TestFails:
    @pytest.mark.parametrize(
        ("level", "on_must", "on_should"),
        [("MUST", True, True), ("SHOULD", False, True), ("MAY", False, False)],
    )
    def test_looks_at_the_level_and_at_waivers(self, level: str, on_must: bool, on_should: bool) -> None:
        evidence = attrs.evolve(MUST, level=level)
        waived = attrs.evolve(evidence, waived=True)

        assert fails(evidence, Level.MUST) is on_must
        assert fails(evidence, Level.SHOULD) is on_should
        assert not fails(waived, Level.SHOULD)


class TestTally:
    def test_gives_a_reason_for_each_mutation_that_was_not_exercised(self) -> None:
        reasons = tally(CLEAN, NOT_ASKED).not_exercised(["boilKettle", "drainKettle", "fillKettle"])

        assert reasons == {
            "every scenario: not selected, or the run ended before": ("fillKettle",),
            "valid_input: would execute": ("drainKettle",),
        }

    def test_gives_a_reason_for_each_mutation_that_was_inconclusive(self) -> None:
        boiled = attrs.evolve(CLEAN, inconclusive={"limits.respected": {"same inside": 2, "no answer": 1}})
        brewed = attrs.evolve(
            boiled, mutation="brewTea", inconclusive={"limits.respected": {"same inside": 1}}
        )

        reasons = tally(boiled, brewed).inconclusive()

        assert list(reasons.items()) == [
            ("limits.respected: same inside", ("boilKettle", "brewTea")),
            ("limits.respected: no answer", ("boilKettle",)),
        ]

    def test_names_limits_of_the_target_once(self) -> None:
        slow, slower = attrs.evolve(CLEAN, notes=("slow",)), attrs.evolve(CLEAN, notes=("slow", "first only"))

        assert tally(slow, slower).notes == ("slow", "first only")

    def test_counts_what_was_asked_judged_and_found(self) -> None:
        given = tally(CLEAN, found(MUST, SHOULD), NOT_ASKED)

        assert (given.requests, given.judged) == (2, 6)
        assert given.exercised == {"boilKettle"}
        assert given.by_rule() == {("MUST", "shape.list"): 1, ("SHOULD", "errors.message"): 1}


def whole_run(answer: Mapping[str, Any] | None) -> Tally:
    """What is found in a run over all mutations against a target that answers everything in one way.

    None stands for an honest refusal of every credential.
    """

    def handle(request: httpx.Request) -> httpx.Response:
        if answer is not None:
            return httpx.Response(200, json=dict(answer))
        mutation = next(name for name in CONTRACT.mutations if name.encode() in request.content)
        sent = exchanges.error("KT-CT-1111", "Unauthorized.", "AUTHORIZATION", mutation=mutation)
        is_required = CONTRACT.mutation(mutation).returns.required
        return httpx.Response(200, json={"data": None if is_required else {mutation: None}, "errors": [sent]})

    profile = Profile("kettles", {"api": "https://kettles.example/graphql/"})
    client = Client.connect(profile, CONTRACT, Credentials("token"), transport=httpx.MockTransport(handle))
    run = Run(CONTRACT, client, strategies.Known())
    for mutation in CONTRACT.mutations:
        asked = exchanges.case(mutation)
        run.ask(asked)
        run.ask(Case("no_credential", asked.operation, asked.variables, Credential.NONE))
        run.ask(Case("garbage_credential", asked.operation, asked.variables, Credential.GARBAGE))
        for case in fixed_cases.unusual_texts(CONTRACT, asked.operation):
            run.ask(case)
    return tally(*(run.result(*place) for place in run.items))


class TestWholeRun:
    def test_against_empty_objects_is_not_conformant(self) -> None:
        given = whole_run({})

        assert judge(given)[0] is ExitCode.VIOLATIONS
        assert {one.mutation for one in given.violations} == set(CONTRACT.mutations)
        assert "envelope.data-or-errors" in {one.rule for one in given.violations}

    def test_against_a_target_that_refuses_every_credential_is_no_verdict(self) -> None:
        given = whole_run(None)

        code, line = judge(given)

        assert given.violations == ()
        assert given.judged > 0
        assert code is ExitCode.UNUSABLE
        assert "refuses the credential at every mutation" in line

    def test_against_nulls_without_errors_breaks_what_guards_the_mutation(self) -> None:
        given = whole_run({"data": dict.fromkeys(CONTRACT.mutations)})

        assert judge(given)[0] is ExitCode.VIOLATIONS
        assert ("boilKettle", "auth.refused-without-credential") in {
            (one.mutation, one.rule) for one in given.violations
        }
