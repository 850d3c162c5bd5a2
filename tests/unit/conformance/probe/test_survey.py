from typing import Any

import pytest

from conformance.model import Response
from conformance.probe import document, survey
from conformance.probe.document import FIRST, LAST, Document
from conformance.probe.question import Answer, Outcome, Question
from tests.support import probing

WRONG = tuple(probing.boil("degrees", degrees=f"hot {number}") for number in range(6))
TWIN, OTHER = probing.boil(), probing.drain()
QUESTIONS = (*WRONG, TWIN, OTHER)
EXPECTED = {
    **{one: Answer(Outcome.REFUSED) for one in WRONG},
    TWIN: Answer(Outcome.ACCEPTED),
    OTHER: Answer(Outcome.ACCEPTED),
}


def ask(server: probing.Server) -> survey.Survey:
    return survey.ask(probing.CONTRACT, "api", server.questions, server.send)


def always(answer: Any, status: int = 200) -> probing.Server:
    return probing.Server(QUESTIONS, answers=lambda _: probing.response(answer, status))


def is_free(asked: Document) -> bool:
    return asked.name == document.FREE


class TestAsk:
    def test_answers_all_in_two_requests_after_two_preliminary_ones(self) -> None:
        server = probing.Server(QUESTIONS)

        found = ask(server)

        assert found == survey.Survey(EXPECTED, 4, (), locked=True)
        assert len(server.asked) == 4

    def test_asks_valid_and_invalid_ones_apart(self) -> None:
        server = probing.Server(QUESTIONS)

        ask(server)

        asked = [
            {value for value in one.variables.values() if isinstance(value, int)} for one in server.asked
        ]
        assert asked[2:] == [{96}, set()]

    def test_notes_that_the_first_error_comes_alone(self) -> None:
        found = ask(probing.Server(QUESTIONS, cap=1))

        assert found.answers == EXPECTED
        assert found.first_only
        assert found.notes == (survey.FIRST_ONLY,)

    def test_notes_a_cap_on_errors(self) -> None:
        found = ask(probing.Server(QUESTIONS, cap=4))

        assert found.answers == EXPECTED
        assert found.notes == ("it reports few errors at once: 2 invalid inputs fit in a request",)

    @pytest.mark.parametrize(
        ("key", "word"), [("message", "masks its messages"), ("locations", "no location")]
    )
    def test_notes_by_what_alone_errors_are_told_apart(self, key: str, word: str) -> None:
        plain = probing.Server(QUESTIONS)

        def answers(asked: Document) -> Response:
            answer = plain.send("api", asked)
            assert answer.document is not None
            errors = [{**error, key: "Unexpected."} for error in answer.document.get("errors", [])]
            return probing.response({"errors": errors} if errors else answer.document)

        found = ask(probing.Server(QUESTIONS, answers=answers))

        assert found.answers == EXPECTED
        assert [word in note for note in found.notes] == [True]

    def test_repeats_no_field_where_that_is_not_valid(self) -> None:
        def answers(asked: Document) -> Response | None:
            return probing.response({"errors": [{}]}) if asked.text.count(": boil") > 1 else None

        server = probing.Server(QUESTIONS, answers=answers)

        found = ask(server)

        assert found.answers == EXPECTED
        assert found.notes == (survey.NO_REPEATS,)
        assert found.requests == len(server.asked) == 3 + 1 + len(WRONG)

    def test_says_so_where_no_document_tells_whether_a_field_may_repeat(self) -> None:
        server = probing.Server(
            QUESTIONS, answers=lambda asked: probing.response({"errors": [{}]}) if is_free(asked) else None
        )

        found = ask(server)

        assert found.answers == EXPECTED
        assert found.notes == ("whether a field may repeat could not be told: none is repeated",)

    def test_tells_apart_what_was_refused_whatever_else_was(self) -> None:
        found = ask(
            probing.Server((*QUESTIONS, Question("boil", {**probing.VALID, "degrees": 96.5}, "degrees")))
        )

        assert (
            sorted(answer.outcome for answer in found.answers.values()) == ["accepted"] * 2 + ["refused"] * 7
        )


class TestLocks:
    @pytest.mark.parametrize("names", [(), (LAST,)])
    def test_ask_nothing_behind_a_lock_that_was_taken_for_valid(self, names: tuple[str, ...]) -> None:
        empty = document.render(probing.CONTRACT, ())
        answer: dict[str, Any] = probing.errors(empty, names) if names else {"data": {}}
        server = always(answer)

        found = ask(server)

        assert not found.locked
        assert set(found.answers.values()) == {Answer(Outcome.INCONCLUSIVE, survey.NOT_LOCKED)}
        assert len(server.asked) == 1

    def test_are_open_where_something_is_executed_later(self) -> None:
        server = probing.Server(
            QUESTIONS, answers=lambda asked: probing.response({"data": {}}) if asked.owners else None
        )

        found = ask(server)

        assert not found.locked
        assert {answer.outcome for answer in found.answers.values()} == {Outcome.INCONCLUSIVE}

    @pytest.mark.parametrize(
        ("answer", "status", "reason"),
        [
            ({}, 200, "status 200"),
            (None, 200, "status 200"),
            ([], 200, "status 200"),
            ({"errors": [{"message": "Down."}]}, 503, "status 503: Down."),
            ({"errors": [{"message": 7}]}, 400, "status 400"),
            ({"errors": {"message": "Down."}}, 400, "status 400"),
            ({"errors": [{"message": "Wrong."}] * 2}, 400, "the answer does not say which variable is wrong"),
        ],
    )
    def test_are_not_told_apart_for_a_reason(self, answer: Any, status: int, reason: str) -> None:
        server = always(answer, status)

        found = ask(server)

        assert set(found.answers.values()) == {
            Answer(Outcome.INCONCLUSIVE, f"two invalid variables were not told apart: {reason}")
        }
        assert found.locked
        assert len(server.asked) == 1

    def test_first_and_last_are_those_of_the_document(self) -> None:
        assert set(document.LOCKS) == {FIRST, LAST}
