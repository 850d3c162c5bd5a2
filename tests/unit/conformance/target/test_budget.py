from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Tier
from conformance.target.budget import SURVEY, Budget, Place

PLACES = st.lists(
    st.tuples(st.sampled_from(list(Tier)), st.tuples(st.sampled_from("abc"), st.sampled_from("uvwxyz"))),
    unique_by=lambda item: item[1],
    min_size=1,
)


def items(tier: Tier, scenarios: str, mutations: str) -> list[tuple[Tier, Place]]:
    return [(tier, (scenario, mutation)) for scenario in scenarios for mutation in mutations]


def spent(budget: Budget, place: Place) -> int:
    """How many requests a place gets that wants a thousand."""
    return sum(budget.spend(place) for _ in range(1000))


class TestPlanned:
    def test_gives_tiers_and_in_them_mutations_equal_parts(self) -> None:
        plan = [*items(Tier.GUARD, "a", "uv"), *items(Tier.EXERCISE, "bcd", "uvwx")]

        allowed = Budget.planned(240, plan).allowed

        assert {allowed[place] for _, place in plan if place[0] == "a"} == {60}
        assert {allowed[place] for _, place in plan if place[0] != "a"} == {10}

    def test_gives_the_survey_half_of_its_tier(self) -> None:
        plan = [(Tier.PROBE, SURVEY), *items(Tier.PROBE, "a", "uvwxy")]

        allowed = Budget.planned(100, plan).allowed

        assert allowed == {SURVEY: 50, **{("a", mutation): 10 for mutation in "uvwxy"}}

    def test_gives_the_survey_all_of_a_tier_where_nothing_else_is(self) -> None:
        plan = [(Tier.PROBE, SURVEY), *items(Tier.GUARD, "a", "uv")]

        allowed = Budget.planned(100, plan).allowed

        assert allowed == {SURVEY: 50, ("a", "u"): 25, ("a", "v"): 25}

    def test_reaches_as_many_mutations_and_scenarios_as_there_are_requests(self) -> None:
        plan = items(Tier.EXERCISE, "abc", "uvwxyz")

        asked = [place for place, allowed in Budget.planned(6, plan).allowed.items() if allowed]

        assert {mutation for _, mutation in asked} == set("uvwxyz")
        assert {scenario for scenario, _ in asked} == set("abc")

    @given(st.integers(0, 300), PLACES)
    def test_gives_away_neither_more_nor_less_than_there_is(
        self, total: int, plan: list[tuple[Tier, Place]]
    ) -> None:
        allowed = Budget.planned(total, plan).allowed

        assert sum(allowed.values()) == total
        for tier in Tier:
            by_mutation: dict[str, int] = {}
            for one, (scenario, mutation) in plan:
                if one is tier:
                    by_mutation[mutation] = by_mutation.get(mutation, 0) + allowed[scenario, mutation]
            assert max(by_mutation.values(), default=0) - min(by_mutation.values(), default=0) <= 1


class TestSpend:
    def test_ends_with_the_allowance(self) -> None:
        plan = items(Tier.EXERCISE, "a", "uv")

        assert spent(Budget.planned(10, plan), ("a", "u")) == 5

    def test_gives_others_what_one_leaves_over(self) -> None:
        plan = items(Tier.EXERCISE, "a", "uvw")
        budget = Budget.planned(30, plan)

        budget.spend(("a", "u"))
        budget.end(("a", "u"))

        assert sorted(spent(budget, ("a", other)) for other in "vw") == [14, 15]

    @given(st.integers(0, 200), PLACES)
    def test_never_exceeds_the_total(self, total: int, plan: list[tuple[Tier, Place]]) -> None:
        budget = Budget.planned(total, plan)

        for _, place in plan:
            spent(budget, place)
            budget.end(place)
            budget.end(place)

        assert sum(budget.used.values()) <= total
