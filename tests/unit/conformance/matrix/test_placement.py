from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.matrix import placement

MUTATIONS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
CANDIDATES = st.dictionaries(st.sampled_from([f"fault-{n}" for n in range(10)]), MUTATIONS, max_size=10)


class TestPlace:
    @settings(derandomize=True, deadline=None)
    @given(CANDIDATES, st.integers(0, 20))
    def test_places_each_fault_once_where_it_may_be(
        self, candidates: dict[str, list[str]], seed: int
    ) -> None:
        rounds = placement.place(candidates, seed)

        placed = [pair for one in rounds for pair in one.items()]
        assert sorted(fault for fault, _ in placed) == sorted(name for name in candidates if candidates[name])
        assert all(mutation in candidates[fault] for fault, mutation in placed)

    @settings(derandomize=True, deadline=None)
    @given(CANDIDATES, st.integers(0, 20))
    def test_gives_a_mutation_one_fault_in_a_round(self, candidates: dict[str, list[str]], seed: int) -> None:
        for one in placement.place(candidates, seed):
            assert len(set(one.values())) == len(one)

    def test_moves_a_fault_out_of_the_way_where_that_makes_room(self) -> None:
        rounds = placement.place({"one": ["a", "b"], "two": ["a", "c"], "three": ["a", "b"]}, 0)

        assert len(rounds) == 1

    def test_moves_on_with_the_seed(self) -> None:
        places = {placement.place({"one": list("abcde")}, seed)[0]["one"] for seed in range(5)}

        assert places == set("abcde")
