import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import shards
from conformance.durations import Durations
from conformance.errors import ConfigError
from conformance.shards import Shard, Ties
from conformance.target.profile import Pacing

SCENARIOS = ("valid_input", "invalid_input", "limits")
NAMES = [f"mutation{number}" for number in range(30)]
PLACES = st.lists(st.tuples(st.sampled_from(SCENARIOS), st.sampled_from(NAMES)), unique=True)
DURATIONS = st.builds(
    Durations,
    st.dictionaries(st.sampled_from(SCENARIOS), st.floats(0.001, 50)),
    st.dictionaries(st.sampled_from(NAMES), st.floats(0.01, 50)),
)
TIES = Ties(scenarios=["invalid_input"], mutations=[frozenset(NAMES[:2])])
MANY = [(scenario, name) for scenario in ("valid_input", "limits", "public") for name in NAMES]


class TestRead:
    @pytest.mark.parametrize(("text", "shard"), [("1/1", Shard(1, 1)), ("3/8", Shard(3, 8))])
    def test_takes_number_and_count(self, text: str, shard: Shard) -> None:
        assert shards.read(text) == shard
        assert str(shard) == text

    @pytest.mark.parametrize(
        "text", ["", "3", "0/8", "9/8", "3/0", "-1/8", "3/8/9", "a/b", "3 / 8", "\x1b/8"]
    )
    def test_refuses_everything_else_in_one_line(self, text: str) -> None:
        with pytest.raises(ConfigError, match="it must be like 3/8") as caught:
            shards.read(text)

        assert str(caught.value).isprintable()


class TestDivide:
    @given(PLACES, DURATIONS, st.integers(1, 12))
    def test_puts_each_place_on_exactly_one_shard(
        self, places: list[shards.Place], durations: Durations, count: int
    ) -> None:
        found = shards.divide(places, durations, count, TIES)

        assert set(found) == set(places)
        assert set(found.values()) <= set(range(1, count + 1))

    @given(PLACES, DURATIONS, st.integers(1, 12), st.randoms(use_true_random=False))
    def test_is_the_same_in_whatever_order_they_were_collected(
        self, places: list[shards.Place], durations: Durations, count: int, order: random.Random
    ) -> None:
        expected = shards.divide(places, durations, count, TIES)
        order.shuffle(places)

        assert shards.divide(places, durations, count, TIES) == expected

    @given(PLACES, DURATIONS, st.integers(1, 12))
    def test_gives_no_shard_more_than_its_part_and_one_item(
        self, places: list[shards.Place], durations: Durations, count: int
    ) -> None:
        found = shards.divide(places, durations, count)

        loads: Counter[int] = Counter()
        for place, number in found.items():
            loads[number] += durations.of(*place)  # type: ignore[assignment]  # a sum of seconds
        longest = max((durations.of(*place) for place in places), default=0)
        assert max(loads.values(), default=0) <= (sum(loads.values()) / count + longest) * 1.000001

    def test_spreads_what_was_never_measured_evenly(self) -> None:
        found = shards.divide(MANY, Durations(), 8)

        sizes = Counter(found.values())
        assert max(sizes.values()) - min(sizes.values()) <= 1

    def test_puts_long_items_apart(self) -> None:
        durations = Durations({"valid_input": 1.0}, {"mutation1": 50.0, "mutation2": 50.0})
        places = [place for place in MANY if place[0] == "valid_input"]

        found = shards.divide(places, durations, 2)

        assert found["valid_input", "mutation1"] != found["valid_input", "mutation2"]

    def test_keeps_together_what_is_asked_together(self) -> None:
        found = shards.divide(MANY, Durations(), 3, Ties(scenarios=["public"]))

        assert len({number for (scenario, _), number in found.items() if scenario == "public"}) == 1

    def test_and_takes_it_apart_where_it_is_more_than_one_part(self) -> None:
        found = shards.divide(MANY, Durations(), 8, Ties(scenarios=["public"]))

        sizes = Counter(found.values())
        assert len({number for (scenario, _), number in found.items() if scenario == "public"}) == 3
        assert max(sizes.values()) - min(sizes.values()) <= 2

    def test_keeps_together_what_cannot_be_divided(self) -> None:
        group = frozenset({"mutation1", "mutation2"})

        found = shards.divide(MANY, Durations(), 8, Ties(mutations=[group, frozenset({"mutation3"})]))

        for one in (group, {"mutation3"}):
            assert len({number for (_, mutation), number in found.items() if mutation in one}) == 1


class TestShare:
    def test_is_a_part_of_what_all_may_ask(self) -> None:
        shared = shards.share(Pacing(rate=10.0, concurrency=20, fields={"brewTea": 2}), Shard(3, 8))

        assert shared == Pacing(rate=1.25, concurrency=2, fields={"brewTea": 2})

    def test_lets_each_shard_ask_something(self) -> None:
        assert shards.share(Pacing(concurrency=4), Shard(8, 8)).concurrency == 1

    @pytest.mark.parametrize("budget", [0, 1, 7, 5000])
    def test_has_parts_of_a_budget_that_add_up(self, budget: int) -> None:
        parts = [shards.share(Pacing(budget=budget), Shard(number, 8)).budget or 0 for number in range(1, 9)]

        assert sum(parts) == budget
        assert max(parts) - min(parts) <= 1

    def test_limits_nothing_that_was_not_limited(self) -> None:
        assert shards.share(Pacing(), Shard(3, 8)) == Pacing()
