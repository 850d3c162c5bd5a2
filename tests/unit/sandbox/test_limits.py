from __future__ import annotations

from sandbox import options
from tests.unit.sandbox import small

THREE_FIELDS = "mutation { createQuote(input: {}) { kind price tariff { __typename name } } }"
CHARGE = "mutation { startCharge { id } }"


class TestLimits:
    def test_without_limits_nothing_is_refused(self) -> None:
        client = small.client()

        assert all("errors" not in client.ask(CHARGE).json for _ in range(20))

    def test_a_request_over_the_complexity_is_refused_and_not_executed(self) -> None:
        exact = small.client(limits=options.Limits(complexity=4))
        over = small.client(limits=options.Limits(complexity=3))

        assert "errors" not in exact.ask(THREE_FIELDS).json
        assert over.ask(THREE_FIELDS).codes == ["KT-CT-1188"]
        assert [entry.executed for entry in over.sandbox.ledger.entries] == [False]

    def test_points_are_used_up_within_an_hour(self) -> None:
        clock = small.Clock()
        client = small.client(clock, limits=options.Limits(points_per_hour=2))

        codes = [client.ask(CHARGE).codes for _ in range(3)]
        clock.now += 3600
        afterwards = client.ask(CHARGE).codes

        assert codes == [[], [], ["KT-CT-1199"]]
        assert afterwards == []

    def test_rate_limit_info_tells_the_points_used(self) -> None:
        client = small.client(limits=options.Limits(points_per_hour=10))
        client.ask(CHARGE)

        answer = client.ask("{ rateLimitInfo { pointsAllowanceRateLimit { usedPoints remainingPoints } } }")

        told = answer.json["data"]["rateLimitInfo"]["pointsAllowanceRateLimit"]
        assert told["usedPoints"] + told["remainingPoints"] == 10
        assert told["usedPoints"] == 4

    def test_a_field_may_have_a_limit_of_its_own(self) -> None:
        clock = small.Clock()
        client = small.client(clock, limits=options.Limits(per_minute={"startCharge": 2}))

        codes = [client.ask(CHARGE).codes for _ in range(3)]
        clock.now += 60
        afterwards = client.ask(CHARGE).codes

        assert codes == [[], [], ["KT-CT-1199"]]
        assert afterwards == []

    def test_the_answer_to_a_refused_request_names_each_field(self) -> None:
        client = small.client(limits=options.Limits(complexity=1))

        answer = client.ask("mutation { a: startCharge { id } b: startCharge { id } }")

        assert answer.json["data"] == {"a": None, "b": None}
        assert answer.codes == ["KT-CT-1188", "KT-CT-1188"]
