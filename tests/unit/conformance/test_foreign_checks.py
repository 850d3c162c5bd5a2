import json
from typing import Any

import httpx

import strategies
from conformance import cases, foreign_checks
from conformance.model import ItemResult
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from tests.support import exchanges
from tests.unit.conformance.rules.judging import NOT_FOUND, UNAUTHORIZED

CONTRACT = exchanges.contract()
THEIRS = "their-kettle"


def judged(theirs: dict[str, Any] | None, *, mutation: str = "boilKettle") -> ItemResult:
    """What is known where an unknown kettle is not found, and somebody else's is answered like this."""

    def handle(request: httpx.Request) -> httpx.Response:
        is_theirs = json.loads(request.content)["variables"]["input"]["kettleId"] == THEIRS
        raised = theirs if is_theirs else NOT_FOUND
        if raised is None:
            return httpx.Response(200, json={"data": {"boilKettle": exchanges.result()}})
        return httpx.Response(200, json={"data": {"boilKettle": None}, "errors": [raised]})

    urls = {"api": "https://kettles.example/graphql/"}
    profile = Profile("kettles", urls, foreign={"kettleId": THEIRS, "potId": "their-pot"})
    client = Client.connect(profile, CONTRACT, Credentials("token"), transport=httpx.MockTransport(handle))
    run = Run(CONTRACT, client, strategies.Known())
    foreign_checks.judge(run, mutation)
    return run.result(cases.FOREIGN, mutation)


class TestJudge:
    def test_passes_what_is_answered_like_an_unknown_object(self) -> None:
        result = judged(NOT_FOUND)

        assert result.requests == 2
        assert result.opportunities["auth.foreign-object-refused"] == 1
        assert result.evidence == ()

    def test_reports_a_result(self) -> None:
        (evidence,) = judged(None).evidence

        assert evidence.rule == "auth.foreign-object-refused"
        assert evidence.expected == "an error for somebody else's kettleId"

    def test_reports_a_code_that_tells_that_the_object_exists(self) -> None:
        (evidence,) = judged(UNAUTHORIZED).evidence

        assert evidence.rule == "auth.foreign-like-unknown"
        assert evidence.expected == '["KT-CT-9001"], as for what does not exist'

    def test_asks_nothing_where_no_field_takes_a_foreign_identifier(self) -> None:
        assert judged(NOT_FOUND, mutation="brewTea").requests == 0
