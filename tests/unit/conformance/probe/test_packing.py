from conformance.probe import packing
from conformance.probe.question import Question
from tests.support import probing


def pool(*questions: Question) -> packing.Pool:
    made = packing.Pool()
    for question in questions:
        made.put(question)
    return made


def boils(count: int) -> list[Question]:
    return [probing.boil("degrees", degrees="hot") for _ in range(count)]


def drains(count: int) -> list[Question]:
    return [probing.drain("kettle") for _ in range(count)]


class TestPool:
    def test_gives_each_question_once(self) -> None:
        questions = [*boils(70), *drains(30)]
        waiting = pool(*questions)

        taken = [waiting.take(packing.Limits()) for _ in range(4)]

        assert [len(batch) for batch in taken] == [40, 40, 20, 0]
        assert {question for batch in taken for question in batch} == set(questions)

    def test_takes_from_the_mutation_with_most_left(self) -> None:
        waiting = pool(*drains(45), *boils(50))

        taken = waiting.take(packing.Limits())

        assert [question.mutation for question in taken] == ["boil"] * 40

    def test_takes_one_of_each_mutation_where_fields_may_not_repeat(self) -> None:
        waiting = pool(*drains(3), *boils(1))

        batches = [waiting.take(packing.Limits(repeated=False)) for _ in range(4)]

        assert [[question.mutation for question in batch] for batch in batches] == [
            ["drain", "boil"],
            ["drain"],
            ["drain"],
            [],
        ]

    def test_takes_more_valid_ones_than_invalid_ones(self) -> None:
        waiting = pool(*(probing.boil() for _ in range(201)))

        assert len(waiting.take(packing.Limits())) == 200

    def test_stays_below_a_size(self) -> None:
        waiting = pool(*boils(10))
        size = packing.size(boils(1)[0])

        assert len(waiting.take(packing.Limits(too_large=7 * size))) == 3

    def test_takes_one_question_however_small_the_size_is(self) -> None:
        assert len(pool(*boils(2)).take(packing.Limits(too_large=1))) == 1

    def test_takes_one_invalid_question_where_the_first_error_comes_alone(self) -> None:
        limits = packing.Limits(first_only=True)

        assert len(pool(*boils(2)).take(limits)) == 1
        assert len(pool(probing.boil(), probing.boil()).take(limits)) == 2


class TestLimits:
    def test_leave_room_for_the_second_lock(self) -> None:
        limits = packing.Limits()

        limits.lower_errors(5)

        assert limits.invalid == 3

    def test_never_fall_below_one_question(self) -> None:
        limits = packing.Limits()

        limits.lower_errors(1)

        assert limits.invalid == 1

    def test_never_rise(self) -> None:
        limits = packing.Limits(invalid=3, too_large=100)

        limits.lower_errors(50)
        limits.was_refused(1000)

        assert (limits.invalid, limits.size) == (3, 50)

    def test_halve_a_size_that_was_refused(self) -> None:
        limits = packing.Limits()

        limits.was_refused(1000)

        assert limits.size == 500

    def test_go_nearer_to_a_refused_size_until_they_are_near_enough(self) -> None:
        limits = packing.Limits(too_large=1000)

        limits.was_understood(700)
        nearer = limits.size
        limits.was_understood(900)

        assert (nearer, limits.size) == (850, 900)

    def test_forget_a_size_that_was_not_to_blame(self) -> None:
        limits = packing.Limits(too_large=1000)

        limits.forget_size()

        assert limits.size is None
