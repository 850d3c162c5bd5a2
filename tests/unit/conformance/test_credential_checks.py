import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import httpx
import pytest

import strategies
from conformance import cases, credential_checks
from conformance.dry_run import DryRun
from conformance.errors import ItemEndedError
from conformance.model import Case, Credential, ItemResult, Tier
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import GARBAGE, Credentials
from conformance.target.profile import Profile
from tests.support import exchanges
from tests.unit.conformance.rules.judging import NO_HEADER, NOT_FOUND, UNAUTHORIZED

CONTRACT = exchanges.contract()
URLS = {"api": "https://kettles.example/graphql/"}
BAD = exchanges.error("KT-CT-1143", "Invalid token.", "AUTHORIZATION")
OLD = exchanges.error("KT-CT-1124", "Signature has expired.", "APPLICATION")
BOILED = exchanges.result()
FRESH, STALE = "kettle-secret-new", "kettle-secret-old"
CREDENTIALS = {None: "none", GARBAGE: "garbage", STALE: "expired", FRESH: "valid"}

WITHOUT, WITH_GARBAGE, EXPIRED = (
    "auth.refused-without-credential",
    "auth.refused-with-garbage",
    "auth.refused-when-expired",
)
MUSTS = {WITHOUT, WITH_GARBAGE, EXPIRED}

#: Whatever a target answers to a request: an error, or a result.
Answer = Callable[[str, str], Mapping[str, Any]]


def right(credential: str, _kettle: str) -> Mapping[str, Any]:
    """Refuses what it has to refuse, with the code that says why."""
    return {"none": NO_HEADER, "garbage": BAD, "expired": OLD}.get(credential, BOILED)


def about_object(credential: str, kettle: str) -> Mapping[str, Any]:
    """Refuses a bad credential, and who asks for an unknown kettle, with one and the same code."""
    return BOILED if credential == "valid" and kettle == "known" else UNAUTHORIZED


def lax(credential: str, kettle: str) -> Mapping[str, Any]:
    """Takes garbage for a credential; an unknown kettle is nobody's to boil."""
    if kettle != "known":
        return right(credential, kettle) if credential in ("none", "expired") else UNAUTHORIZED
    return BOILED if credential == "garbage" else right(credential, kettle)


@attrs.define
class Target:
    """Answers, and remembers which credentials it was asked with."""

    answer: Answer
    asked: list[str] = attrs.Factory(list)

    def run(self, *, expired: str | None = STALE, tier: Tier = Tier.EXERCISE, **options: Any) -> Run:
        """A run against it."""
        profile = Profile("kettles", URLS, tier, frozenset({"physical"}))
        client = Client.connect(
            profile, CONTRACT, Credentials(FRESH, expired), transport=httpx.MockTransport(self._handle)
        )
        return Run(CONTRACT, client, strategies.Known(), **options)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        credential = CREDENTIALS[request.headers.get("authorization")]
        self.asked.append(credential)
        kettle = json.loads(request.content)["variables"].get("input", {}).get("kettleId", "known")
        answered = self.answer(credential, kettle)
        if answered is BOILED:
            return httpx.Response(200, json={"data": {"boilKettle": answered}})
        return httpx.Response(200, json={"data": {"boilKettle": None}, "errors": [answered]})


def case(scenario: str, kettle: str, credential: Credential = Credential.VALID) -> Case:
    operation = strategies.operation(CONTRACT, "boilKettle")
    return Case(scenario, operation, {"input": {"kettleId": kettle}}, credential)


def with_valid_input(target: Target, *kettles: str, **options: Any) -> ItemResult:
    """What is known after valid input about each of the kettles."""
    run = target.run(**options)
    for kettle in kettles:
        credential_checks.ask_valid_input(run, case(cases.VALID, kettle))
    return run.result(cases.VALID, "boilKettle")


def about_nobody(target: Target, **options: Any) -> ItemResult:
    """What is known after garbage was asked with for a kettle that does not exist."""
    run = target.run(**options)
    credential_checks.ask_about_nobody(run, case(cases.GARBAGE, "0", Credential.GARBAGE))
    return run.result(cases.GARBAGE, "boilKettle")


def broken(result: ItemResult) -> list[str]:
    return sorted(one.rule for one in result.evidence if one.level == "MUST")


class TestAskAboutNobody:
    def test_judges_a_code_that_names_the_credential(self) -> None:
        result = about_nobody(Target(right))

        assert result.opportunities[WITH_GARBAGE] == 1
        assert result.evidence == ()

    def test_cannot_tell_where_the_object_may_be_meant_and_nothing_may_execute(self) -> None:
        result = about_nobody(Target(lax), tier=Tier.GUARD)

        assert WITH_GARBAGE not in result.opportunities
        assert result.inconclusive == {
            WITH_GARBAGE: {"KT-CT-1111, may be said of what does not exist as well": 1}
        }

    def test_leaves_it_to_valid_input_where_that_is_asked(self) -> None:
        result = about_nobody(Target(lax))

        assert WITH_GARBAGE not in result.opportunities
        assert result.inconclusive == {}

    def test_sends_nothing_in_a_dry_run(self) -> None:
        target = Target(right)
        dry = DryRun(CONTRACT, URLS, str)

        about_nobody(target, dry=dry)

        assert target.asked == []
        assert dry.count(cases.GARBAGE, "boilKettle") == 1


class TestAskValidInput:
    def test_passes_a_target_that_names_the_credential_and_asks_it_once(self) -> None:
        target = Target(right)

        result = with_valid_input(target, "known", "known")

        assert target.asked == ["none", "garbage", "expired", "valid", "valid"]
        assert {rule: result.opportunities[rule] for rule in MUSTS} == dict.fromkeys(MUSTS, 1)
        assert (result.evidence, result.inconclusive) == ((), {})

    def test_reports_garbage_that_is_let_in(self) -> None:
        result = with_valid_input(Target(lax), "known")

        assert broken(result) == [WITH_GARBAGE]

    def test_reports_an_error_of_the_mutation_itself(self) -> None:
        result = with_valid_input(
            Target(lambda who, kettle: NOT_FOUND if who == "expired" else right(who, kettle)), "known"
        )

        assert broken(result) == [EXPIRED]

    def test_passes_one_code_for_everything_where_a_valid_credential_is_let_in(self) -> None:
        result = with_valid_input(Target(about_object), "known")

        assert {rule: result.opportunities[rule] for rule in MUSTS} == dict.fromkeys(MUSTS, 1)
        assert broken(result) == []
        assert result.inconclusive == {}

    def test_cannot_tell_where_a_valid_credential_gets_the_same(self) -> None:
        result = with_valid_input(Target(about_object), "unknown")

        assert MUSTS.isdisjoint(result.opportunities)
        said = "KT-CT-1111, and a valid credential is not let in with this input either"
        assert result.inconclusive == {rule: {said: 1} for rule in MUSTS}

    def test_forgets_that_once_other_input_tells(self) -> None:
        passing = with_valid_input(Target(about_object), "unknown", "known")
        failing = with_valid_input(Target(lax), "unknown", "known")

        assert passing.inconclusive == failing.inconclusive == {}
        assert {rule: passing.opportunities[rule] for rule in MUSTS} == dict.fromkeys(MUSTS, 1)
        assert broken(failing) == [WITH_GARBAGE]

    def test_ends_to_ask_where_no_input_tells_anything(self) -> None:
        target = Target(about_object)

        with_valid_input(target, *["unknown"] * (credential_checks.MAX_TRIED + 3))

        assert target.asked.count("garbage") == credential_checks.MAX_TRIED

    def test_asks_with_no_expired_token_where_there_is_none(self) -> None:
        target = Target(right)

        result = with_valid_input(target, "known", expired=None)

        assert target.asked == ["none", "garbage", "valid"]
        assert EXPIRED not in result.opportunities

    def test_asks_what_requires_no_authorization_with_a_valid_credential_alone(self) -> None:
        target = Target(right)
        operation = strategies.operation(CONTRACT, "drainKettle")

        credential_checks.ask_valid_input(target.run(), Case(cases.VALID, operation, {}))

        assert target.asked == ["valid"]

    def test_asks_in_the_same_way_each_time_where_a_violation_is_shrunk(self) -> None:
        target = Target(right)

        with_valid_input(target, "known", "known", stop_at_first=True)

        assert target.asked == ["none", "garbage", "expired", "valid"] * 2

    def test_sends_nothing_in_a_dry_run_and_counts_bad_credentials_once(self) -> None:
        target = Target(right)
        dry = DryRun(CONTRACT, URLS, str)

        with_valid_input(target, "known", "known", dry=dry)

        assert target.asked == []
        assert dry.count(cases.VALID, "boilKettle") == 5
        # What is asked beside valid input depends on what it showed; how often a bad credential is, does not.
        going_on = [one.identity for one in dry.planned if one.goes_on]
        assert going_on == ["main", "main"]

    def test_keeps_what_bad_credentials_showed_where_the_target_is_lost(self) -> None:
        def answer(who: str, kettle: str) -> Mapping[str, Any]:
            if who == "valid":
                raise httpx.ConnectError("gone")
            return lax(who, kettle)

        target = Target(answer)
        run = target.run()

        with pytest.raises(ItemEndedError):
            credential_checks.ask_valid_input(run, case(cases.VALID, "known"))

        assert broken(run.result(cases.VALID, "boilKettle")) == [WITH_GARBAGE]
