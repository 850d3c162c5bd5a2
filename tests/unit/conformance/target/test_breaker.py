import pytest

from conformance.target.breaker import Breaker, Kind

BAD = [kind for kind in Kind if kind is not Kind.ANSWERED]


class TestBreaker:
    @pytest.mark.parametrize("kind", BAD)
    def test_suspects_a_target_after_three_such_answers_in_a_row(self, kind: Kind) -> None:
        breaker = Breaker()

        assert [breaker.saw(kind) for _ in range(4)] == [False, False, True, True]

    def test_counts_bad_answers_of_any_kind(self) -> None:
        breaker = Breaker()

        assert [breaker.saw(kind) for kind in BAD[:3]] == [False, False, True]

    def test_begins_anew_after_an_answer(self) -> None:
        breaker = Breaker()
        kinds = [Kind.DOWN, Kind.DOWN, Kind.ANSWERED, Kind.DOWN, Kind.DOWN]

        assert not any(breaker.saw(kind) for kind in kinds)

    def test_begins_anew_when_the_suspicion_was_wrong(self) -> None:
        breaker = Breaker()
        for _ in range(3):
            breaker.saw(Kind.HTML)

        breaker.clear()

        assert [breaker.saw(Kind.HTML) for _ in range(3)] == [False, False, True]
