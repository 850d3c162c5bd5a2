import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import TargetLostError
from conformance.target import pacing
from conformance.target.pacing import Pace, Points
from conformance.target.profile import Pacing


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent_in(pace: Pace, clock: Clock, seconds: float, mutation: str | None = None) -> int:
    """How many requests may be sent in so many seconds by somebody who waits as long as told."""
    end, count = clock.now + seconds, 0
    while True:
        wait = pace.wait(mutation)
        if clock.now + wait >= end:
            clock.now = end
            return count
        count += wait == 0
        clock.now += wait


class TestWait:
    @pytest.mark.parametrize(("rate", "most"), [(0.5, 5), (1.0, 10), (4.0, 40), (30.0, 300)])
    def test_keeps_to_the_rate(self, rate: float, most: int) -> None:
        clock = Clock()

        count = sent_in(Pace(Pacing(rate=rate), clock), clock, 10.0)

        assert 0.8 * most <= count <= most

    def test_lets_no_burst_through(self) -> None:
        clock = Clock()
        pace = Pace(Pacing(rate=10.0), clock)
        clock.now += 60

        assert [pace.wait(None) == 0 for _ in range(3)] == [True, False, False]

    def test_keeps_to_the_limit_of_a_field_and_leaves_others_alone(self) -> None:
        clock = Clock()
        pace = Pace(Pacing(fields={"createMfaDevice": 2}), clock)

        assert [pace.wait("createMfaDevice") == 0 for _ in range(3)] == [True, True, False]
        assert pace.wait("requote") == 0
        assert sent_in(pace, clock, 300.0, "createMfaDevice") <= 10

    def test_is_nothing_where_nothing_is_limited(self) -> None:
        pace = Pace(Pacing(), Clock())

        assert [pace.wait("requote") for _ in range(5)] == [0.0] * 5


class TestHold:
    def test_stops_everything_for_so_long(self) -> None:
        clock = Clock()
        pace = Pace(Pacing(), clock)

        pace.hold(30.0, "the target refuses more requests")
        first = pace.wait(None)
        clock.now += 30

        assert (first, pace.wait(None)) == (30.0, 0.0)

    def test_ends_the_run_where_that_is_too_long(self) -> None:
        with pytest.raises(TargetLostError, match=r"for 3600 seconds: longer than pacing\.longest_wait"):
            Pace(Pacing(longest_wait=60), Clock()).hold(3600.0, "it refuses")


class TestPoints:
    @given(st.integers(1, 100_000), st.floats(0.0, 0.9), st.lists(st.integers(0, 200), min_size=1))
    def test_never_fall_below_what_is_kept(self, limit: int, keep: float, costs: list[int]) -> None:
        pace = Pace(Pacing(keep=keep), Clock())
        remaining = limit

        for number in range(3000):
            if pace.wants_points():
                try:
                    pace.learn(Points(limit, remaining, 3600.0))
                except TargetLostError:
                    break
            remaining -= costs[number % len(costs)]
            assert remaining >= min(limit, int(keep * limit))

    def test_are_asked_for_seldom_while_there_are_many(self) -> None:
        pace = Pace(Pacing(), Clock())

        asked = 0
        for _ in range(100):
            if pace.wants_points():
                asked += 1
                pace.learn(Points(50_000, 50_000, 3600.0))

        assert asked == 1

    def test_are_waited_for_where_they_recede_soon(self) -> None:
        clock = Clock()
        pace = Pace(Pacing(), clock)

        pace.learn(Points(50_000, 5_000, 40.0))

        assert pace.wait(None) == 40.0

    def test_end_the_run_where_they_recede_late(self) -> None:
        with pytest.raises(TargetLostError, match=r"5000 of 50000 points an hour are left, .* leaves 10%"):
            Pace(Pacing(), Clock()).learn(Points(50_000, 5_000, 2_400.0))

    def test_are_not_asked_for_again_where_nobody_tells(self) -> None:
        pace = Pace(Pacing(), Clock())
        pace.wants_points()

        pace.learn(None)

        assert not any(pace.wants_points() for _ in range(1000))


class TestReadPoints:
    def test_reads_an_answer(self) -> None:
        told = {"limit": 50_000, "remainingPoints": 49_000, "ttl": 1800}

        found = pacing.read_points({"rateLimitInfo": {"pointsAllowanceRateLimit": told}})

        assert found == Points(50_000, 49_000, 1800.0)

    @given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
    def test_survives_any_answer(self, value: object) -> None:
        for answer in (
            value,
            {"rateLimitInfo": value},
            {"rateLimitInfo": {"pointsAllowanceRateLimit": value}},
            {"rateLimitInfo": {"pointsAllowanceRateLimit": {"limit": value, "remainingPoints": 1}}},
            {"rateLimitInfo": {"pointsAllowanceRateLimit": {"limit": 1, "remainingPoints": 1, "ttl": value}}},
        ):
            found = pacing.read_points(answer)

            assert found is None or 0 <= found.ttl <= 3600
