import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

import strategies
from conformance import cases, credential_checks, foreign_checks
from conformance.dry_run import DryRun
from conformance.model import Case, ItemResult
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from tests.support import exchanges
from tests.unit.conformance.rules.judging import NO_HEADER, NOT_FOUND, UNAUTHORIZED

CONTRACT = exchanges.contract()
RULE = foreign_checks.RULE
BAD = exchanges.error("KT-CT-1143", "Invalid token.", "AUTHORIZATION")
THEIRS, OURS = "their-kettle", "our-kettle"
URLS = {"api": "https://kettles.example/graphql/"}

#: The error that a request about a kettle is answered with, or None for a result.
Answer = Callable[[str], Mapping[str, Any] | None]


def running(answer: Answer, asked: list[str], *, theirs: str = THEIRS, **options: Any) -> Run:
    """A run against a target that answers so, and the kettles that it was asked for."""

    def handle(request: httpx.Request) -> httpx.Response:
        sent = request.headers.get("authorization")
        if sent != "secret":
            refused = NO_HEADER if sent is None else BAD
            return httpx.Response(200, json={"data": {"boilKettle": None}, "errors": [refused]})
        kettle = json.loads(request.content)["variables"].get("input", {}).get("kettleId", "")
        asked.append(kettle)
        raised = answer(kettle)
        if raised is None:
            return httpx.Response(200, json={"data": {"boilKettle": exchanges.result()}})
        return httpx.Response(200, json={"data": {"boilKettle": None}, "errors": [raised]})

    profile = Profile("kettles", URLS, foreign={"kettleId": theirs, "potId": "their-pot"})
    client = Client.connect(profile, CONTRACT, Credentials("secret"), transport=httpx.MockTransport(handle))
    return Run(CONTRACT, client, strategies.Known(), **options)


class TestJudge:
    @staticmethod
    def judged(theirs: Mapping[str, Any] | None, *, mutation: str = "boilKettle") -> ItemResult:
        """What is known where an unknown kettle is not found, and somebody else's is answered like this."""
        run = running(lambda kettle: theirs if kettle == THEIRS else NOT_FOUND, [])
        foreign_checks.judge(run, mutation)
        return run.result(cases.FOREIGN, mutation)

    def test_passes_what_is_answered_like_an_unknown_object(self) -> None:
        result = self.judged(NOT_FOUND)

        assert result.requests == 2
        assert result.opportunities["auth.foreign-like-unknown"] == 1
        assert result.evidence == ()

    def test_leaves_open_what_an_error_is_about(self) -> None:
        assert RULE not in self.judged(NOT_FOUND).opportunities
        assert RULE not in self.judged(UNAUTHORIZED).opportunities

    def test_reports_a_result(self) -> None:
        (evidence,) = self.judged(None).evidence

        assert evidence.rule == RULE
        assert evidence.expected == "an error for somebody else's kettleId"

    def test_reports_a_code_that_tells_that_the_object_exists(self) -> None:
        (evidence,) = self.judged(UNAUTHORIZED).evidence

        assert evidence.rule == "auth.foreign-like-unknown"
        assert evidence.expected == '["KT-CT-9001"], as for what does not exist'

    def test_asks_nothing_where_no_field_takes_a_foreign_identifier(self) -> None:
        assert self.judged(NOT_FOUND, mutation="brewTea").requests == 0


class TestWithValidInput:
    """Valid input is asked about somebody else's object first, and then about one's own."""

    @staticmethod
    def asked(answer: Answer, *kettles: str, asked: list[str] | None = None, **options: Any) -> ItemResult:
        run = running(answer, [] if asked is None else asked, **options)
        operation = strategies.operation(CONTRACT, "boilKettle")
        for kettle in kettles:
            case = Case(cases.VALID, operation, {"input": {"kettleId": kettle}})
            credential_checks.ask_valid_input(run, case)
        return run.result(cases.VALID, "boilKettle")

    def test_passes_an_error_where_ones_own_is_let_in_and_asks_it_once(self) -> None:
        asked: list[str] = []

        result = self.asked(
            lambda kettle: UNAUTHORIZED if kettle == THEIRS else None, OURS, OURS, asked=asked
        )

        assert asked == [THEIRS, OURS, OURS]
        assert result.opportunities[RULE] == 1
        assert (result.evidence, result.inconclusive) == ((), {})

    def test_passes_an_error_where_ones_own_fails_for_another_reason(self) -> None:
        result = self.asked(lambda kettle: UNAUTHORIZED if kettle == THEIRS else NOT_FOUND, OURS)

        assert result.opportunities[RULE] == 1

    def test_reports_a_result_once(self) -> None:
        asked: list[str] = []

        (evidence,) = self.asked(lambda _: None, OURS, OURS, asked=asked).evidence

        assert evidence.rule == RULE
        assert asked == [THEIRS, OURS, OURS]

    def test_cannot_tell_where_ones_own_gets_the_same_error(self) -> None:
        result = self.asked(lambda _: NOT_FOUND, OURS)

        assert RULE not in result.opportunities
        said = "KT-CT-9001, and one's own is not let in with this input either"
        assert result.inconclusive == {RULE: {said: 1}}

    def test_cannot_tell_where_ones_own_is_refused(self) -> None:
        result = self.asked(lambda kettle: NOT_FOUND if kettle == THEIRS else UNAUTHORIZED, OURS)

        assert RULE not in result.opportunities
        assert RULE in result.inconclusive

    def test_forgets_that_once_other_input_tells(self) -> None:
        result = self.asked(lambda kettle: None if kettle == OURS else UNAUTHORIZED, "lost", OURS)

        assert result.opportunities[RULE] == 1
        assert result.inconclusive == {}

    def test_ends_to_ask_where_no_input_tells_anything(self) -> None:
        asked: list[str] = []

        self.asked(lambda _: UNAUTHORIZED, *[OURS] * (foreign_checks.MAX_TRIED + 3), asked=asked)

        assert asked.count(THEIRS) == foreign_checks.MAX_TRIED

    def test_asks_in_the_same_way_each_time_where_a_violation_is_shrunk(self) -> None:
        asked: list[str] = []

        self.asked(
            lambda kettle: UNAUTHORIZED if kettle == THEIRS else None,
            *(OURS, OURS),
            asked=asked,
            stop_at_first=True,
        )

        assert asked.count(THEIRS) == 2

    def test_counts_it_once_in_a_dry_run(self) -> None:
        asked: list[str] = []
        dry = DryRun(CONTRACT, URLS, str)

        self.asked(lambda _: None, OURS, OURS, asked=asked, dry=dry)

        assert asked == []
        assert dry.count(cases.VALID, "boilKettle") == 5
