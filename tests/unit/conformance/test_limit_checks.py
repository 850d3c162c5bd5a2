import json
from collections.abc import Callable
from typing import Any

import httpx

import strategies
from conformance import cases, limit_checks
from conformance.model import ItemResult
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from tests.support import exchanges

CONTRACT = exchanges.contract()
(LIMIT,) = CONTRACT.mutation("brewTea").limits
TOO_STRONG = exchanges.error("KT-CT-9004", "Too strong.", "VALIDATION", mutation="brewTea")
REFUSED = exchanges.error("KT-CT-9003", "Tea refused.", "APPLICATION", mutation="brewTea")
POURED = {
    "data": {
        "brewTea": {
            "possibleErrors": None,
            "pot": {"cups": None},
            "brand": None,
        }
    }
}


def judged(answer: Callable[[int], dict[str, Any] | None]) -> ItemResult:
    """What is known after both sides of the limit; an answer is an error for a strength, or success."""

    def handle(request: httpx.Request) -> httpx.Response:
        raised = answer(json.loads(request.content)["variables"]["input"]["strength"])
        return httpx.Response(200, json={"data": None, "errors": [raised]} if raised else POURED)

    profile = Profile("kettles", {"api": "https://kettles.example/graphql/"})
    client = Client.connect(profile, CONTRACT, Credentials("token"), transport=httpx.MockTransport(handle))
    run = Run(CONTRACT, client, strategies.Known())
    limit_checks.judge(run, "brewTea", LIMIT)
    return run.result(cases.LIMITS, "brewTea")


class TestJudge:
    def test_passes_an_error_outside_and_none_inside(self) -> None:
        result = judged(lambda strength: None if 1 <= strength <= 5 else TOO_STRONG)

        assert result.requests == 4
        assert result.opportunities["limits.respected"] == 2
        assert result.evidence == ()
        assert result.inconclusive == {}

    def test_passes_an_error_outside_that_is_another_than_inside(self) -> None:
        result = judged(lambda strength: REFUSED if 1 <= strength <= 5 else TOO_STRONG)

        assert result.opportunities["limits.respected"] == 2
        assert result.evidence == ()

    def test_reports_a_success_on_each_wrong_side(self) -> None:
        below = judged(lambda strength: TOO_STRONG if strength > 5 else None)
        both = judged(lambda _: None)

        assert [(one.rule, one.actual[:8]) for one in below.evidence] == [("limits.respected", "a result")]
        assert sum(one.count for one in both.evidence) == 2

    def test_cannot_tell_where_the_same_error_comes_inside(self) -> None:
        result = judged(lambda _: REFUSED)

        assert "limits.respected" not in result.opportunities
        assert result.inconclusive == {
            "limits.respected": {"the same error inside the limits: KT-CT-9003": 2}
        }
        assert result.evidence == ()
