from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.probe import reading
from conformance.probe.document import FIRST, LAST
from conformance.probe.question import Answer, Outcome
from tests.support import probing

QUESTIONS = (
    probing.boil("degrees", degrees="hot"),
    probing.boil("kettle", kettle=None),
    probing.drain("kettle"),
)
DOCUMENT = probing.document_of(*QUESTIONS)
FIRST_ONLY = probing.document_of(*QUESTIONS, locks_first=False)
ACCEPTED, REFUSED = Answer(Outcome.ACCEPTED), Answer(Outcome.REFUSED)
EVERYTHING = ("first", "degrees_0", "kettle_1", "kettle_2", "last")


def named(*names: str) -> dict[str, Any]:
    return probing.errors(DOCUMENT, names)


def read(answer: Any) -> reading.Reading:
    return reading.read(DOCUMENT.lines, answer)


class TestRead:
    def test_assigns_an_error_by_its_place_where_messages_are_masked(self) -> None:
        answer = named("first", "degrees_0")
        for error in answer["errors"]:
            error["message"] = "Unexpected error."

        seen = read(answer)

        assert (set(seen.named), seen.unassigned) == ({"first", "degrees_0"}, 0)
        assert (seen.located, seen.worded) == (True, False)

    def test_assigns_an_error_by_its_message_where_locations_are_left_out(self) -> None:
        answer = {"errors": [{"message": 'Variable "$degrees_0" got "$last"'}, {"message": "$first"}]}

        seen = read(answer)

        assert (set(seen.named), seen.unassigned) == ({"degrees_0", "first"}, 0)
        assert (seen.located, seen.worded) == (False, True)

    def test_assigns_no_error_in_which_place_and_message_disagree(self) -> None:
        answer = named("first", "degrees_0")
        answer["errors"][1]["message"] = "Variable '$kettle_1'."

        seen = read(answer)

        assert (set(seen.named), seen.unassigned) == ({"first"}, 1)

    @pytest.mark.parametrize(
        "error",
        [
            {"message": "Too many errors."},
            {"message": f"{'x' * 400} $first"},
            {"message": "$firsts"},
            {"message": ["$first"]},
            {"locations": [{"line": 1}]},
            {"locations": [{"line": 2.0}]},
            {"locations": [{"line": True}]},
            {"locations": {"line": 2}},
            {"locations": [2, None]},
            "$first",
            None,
            [],
        ],
    )
    def test_counts_an_error_that_names_no_variable(self, error: Any) -> None:
        seen = read({"errors": [error]})

        assert (seen.named, seen.unassigned) == (frozenset(), 1)

    @pytest.mark.parametrize(
        ("answer", "executed"),
        [
            (named("first", "last"), False),
            ({**named("first", "last"), "data": None}, False),
            ({**named("first", "last"), "data": {}}, False),
            ({**named("first", "last"), "data": {"f0": None}}, False),
            ({**named("first", "last"), "data": {"f0": False}}, True),
            ({**named("first"), "data": {}}, True),
            ({"data": {"f0": None}}, True),
            ({"data": []}, True),
            ({"data": None}, False),
            ({}, False),
            (None, False),
        ],
    )
    def test_tells_whether_anything_was_executed(self, answer: Any, *, executed: bool) -> None:
        assert read(answer).executed is executed


class TestAnswers:
    def test_takes_for_accepted_what_no_error_names_between_both_locks(self) -> None:
        seen = read(named("first", "degrees_0", "last"))

        assert reading.answers(DOCUMENT, QUESTIONS, seen) == [REFUSED, ACCEPTED, ACCEPTED]

    def test_does_not_tell_what_is_not_named_where_the_last_lock_is_not(self) -> None:
        seen = read(named("first", "degrees_0"))

        assert reading.answers(DOCUMENT, QUESTIONS, seen) == [REFUSED, None, None]

    def test_does_not_tell_what_is_not_named_where_an_error_names_nothing(self) -> None:
        answer = named("first", "degrees_0", "last")
        answer["errors"].append({"message": "Unexpected error."})

        assert reading.answers(DOCUMENT, QUESTIONS, read(answer)) == [REFUSED, None, None]

    def test_tells_nothing_where_the_first_lock_is_not_named(self) -> None:
        seen = read(named("degrees_0", "last"))

        assert reading.answers(DOCUMENT, QUESTIONS, seen) == [None, None, None]

    def test_tells_nothing_where_something_was_executed(self) -> None:
        seen = read({**named(*EVERYTHING), "data": {"f0": {"__typename": "Kettle"}}})

        assert reading.answers(DOCUMENT, QUESTIONS, seen) == [None, None, None]

    def test_is_inconclusive_where_another_argument_is_refused(self) -> None:
        seen = read(named("first", "kettle_0", "last"))

        assert reading.answers(DOCUMENT, QUESTIONS, seen)[0] == Answer(Outcome.INCONCLUSIVE, reading.ANOTHER)

    def test_refuses_a_valid_one_in_whatever_argument(self) -> None:
        valid = (probing.boil(),)
        asked = probing.document_of(*valid)
        seen = reading.read(asked.lines, probing.errors(asked, ("first", "degrees_0", "last")))

        assert reading.answers(asked, valid, seen) == [REFUSED]


class TestFirstAnswers:
    def answers(self, *errors: Any, **more: Any) -> list[Answer | None]:
        listed = [probing.error(FIRST_ONLY, one) if isinstance(one, str) else one for one in errors]
        seen = reading.read(FIRST_ONLY.lines, {"errors": listed, **more})
        return reading.first_answers(FIRST_ONLY, QUESTIONS, seen)

    def test_takes_for_accepted_what_comes_before_the_one_that_is_named(self) -> None:
        assert self.answers("kettle_1") == [ACCEPTED, REFUSED, None]

    def test_takes_all_for_accepted_where_a_lock_is_named(self) -> None:
        assert self.answers(FIRST) == [ACCEPTED] * 3

    def test_takes_the_second_lock_for_nothing(self) -> None:
        assert self.answers(LAST) == [None] * 3

    def test_tells_nothing_where_two_are_named(self) -> None:
        assert self.answers("kettle_1", FIRST) == [None] * 3

    def test_tells_nothing_where_an_error_that_names_none_comes_first(self) -> None:
        assert self.answers({"message": "Unexpected error."}, FIRST) == [None] * 3

    def test_takes_a_word_on_too_many_errors_for_what_it_is(self) -> None:
        assert self.answers(FIRST, {"message": "Too many errors."}) == [ACCEPTED] * 3

    def test_tells_nothing_where_something_was_executed(self) -> None:
        assert self.answers(FIRST, data={}) == [None] * 3


class TestRefuses:
    @pytest.mark.parametrize(
        ("names", "refused"),
        [
            (("first", "degrees_0", "last"), True),
            (("degrees_0",), True),
            (("first", "last"), False),
            (("first", "kettle_0", "last"), False),
            (("first",), None),
            (("last",), None),
            ((), None),
        ],
    )
    def test_tells_of_one_argument(self, names: tuple[str, ...], *, refused: bool | None) -> None:
        asked = probing.document_of(QUESTIONS[0])

        assert reading.refuses(asked.text, "degrees", probing.errors(asked, names)) is refused

    @pytest.mark.parametrize(
        ("names", "refused"), [(("degrees_0",), True), (("first",), False), (("last",), None)]
    )
    def test_tells_of_one_argument_before_both_locks(
        self, names: tuple[str, ...], *, refused: bool | None
    ) -> None:
        asked = probing.document_of(QUESTIONS[0], locks_first=False)

        assert reading.refuses(asked.text, "degrees", probing.errors(asked, names)) is refused

    def test_does_not_tell_where_an_error_that_names_none_comes_before_the_lock(self) -> None:
        asked = probing.document_of(QUESTIONS[0], locks_first=False)
        answer = {"errors": [{"message": "Unexpected error."}, probing.error(asked, FIRST)]}

        assert reading.refuses(asked.text, "degrees", answer) is None

    def test_is_false_where_something_was_executed(self) -> None:
        asked = probing.document_of(QUESTIONS[0])

        assert reading.refuses(asked.text, "degrees", {"data": {}}) is False


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 12),
    st.floats(allow_nan=False),
    st.sampled_from([*(f"Variable '${name}'." for name in EVERYTHING), "Too many errors."]),
)
_KEYS = st.sampled_from(["data", "errors", "message", "locations", "line", "f0"])
JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
#: Errors as they should be, beside anything else: arbitrary JSON alone seldom names a lock.
ERRORS = st.lists(
    st.one_of(JSON, st.sampled_from(EVERYTHING).map(lambda name: probing.error(DOCUMENT, name))), max_size=7
)
ANSWERS = st.one_of(
    st.dictionaries(_KEYS, JSON, max_size=3),
    st.builds(
        lambda errors, more: {**more, "errors": errors}, ERRORS, st.dictionaries(_KEYS, JSON, max_size=1)
    ),
)


def names_of(errors: Any) -> set[str | None]:
    """What errors name, as simply as can be said; None where one names nothing, or two things."""
    found: set[str | None] = set()
    for error in errors if isinstance(errors, list) else ():
        text, places = (error.get("message"), error.get("locations")) if isinstance(error, dict) else ("", [])
        words = {name for name in EVERYTHING if isinstance(text, str) and f"'${name}'" in text}
        lines = (
            [one.get("line") for one in places if isinstance(one, dict)] if isinstance(places, list) else []
        )
        located = [DOCUMENT.lines[line] for line in lines if type(line) is int and line in DOCUMENT.lines]
        both = words | set(located[:1])
        found.add(both.pop() if len(both) == 1 else None)
    return found


class TestHostileAnswers:
    @given(answer=ANSWERS)
    def test_are_never_taken_for_acceptance_unless_both_locks_and_nothing_unknown_are_named(
        self, answer: dict[str, Any]
    ) -> None:
        seen = read(answer)

        found = reading.answers(DOCUMENT, QUESTIONS, seen)

        if ACCEPTED in found:
            assert names_of(answer["errors"]) >= {FIRST, LAST}
            assert None not in names_of(answer["errors"])

    @given(answer=ANSWERS)
    def test_are_never_taken_for_acceptance_by_a_first_error_unless_it_names_a_variable(
        self, answer: dict[str, Any]
    ) -> None:
        seen = reading.read(FIRST_ONLY.lines, answer)

        if ACCEPTED in reading.first_answers(FIRST_ONLY, QUESTIONS, seen):
            assert len(seen.named) == 1
            assert reading.read(FIRST_ONLY.lines, {"errors": answer["errors"][:1]}).named == seen.named
