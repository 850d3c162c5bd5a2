import threading

import pytest

from conformance.model import Response
from conformance.probe import inquiry, packing, reading
from conformance.probe.document import Document
from conformance.probe.question import Answer, Outcome, Question
from tests.support import probing, schemas

WRONG = tuple(probing.boil("degrees", degrees=f"hot {number}") for number in range(60))
DRAINED = tuple(Question("drain", {"kettle": [number]}, "kettle") for number in range(60))
LACKED = tuple(Question(f"m{number:02}", {"kettle": "7"}) for number in range(30))
HERE = Question("z", {"kettle": "7"})
MANY = schemas.contract_from(
    "type Mutation {" + "".join(f"{one.mutation}(kettle: ID!): Boolean " for one in (*LACKED, HERE)) + "}"
)
REFUSED, ACCEPTED = Answer(Outcome.REFUSED), Answer(Outcome.ACCEPTED)


def inquire(server: probing.Server, concurrency: int = 1, **limits: object) -> inquiry.Inquiry:
    asking = inquiry.Inquiry(probing.CONTRACT, "api", server.send, packing.Limits(**limits))  # type: ignore[arg-type]
    asking.run(server.questions, concurrency)
    return asking


def lacking_drain(asked: Document) -> Response | None:
    if ": drain" not in asked.text:
        return None
    return probing.response({"errors": [{"message": "Cannot query field 'drain'."}]})


class TestInquiry:
    def test_finds_exactly_what_was_accepted(self) -> None:
        server = probing.Server(WRONG, accepts=lambda question: question in (WRONG[3], WRONG[41]))

        asking = inquire(server)

        assert asking.answers == {one: ACCEPTED if one in (WRONG[3], WRONG[41]) else REFUSED for one in WRONG}
        assert asking.requests == len(server.asked) == 2

    @pytest.mark.parametrize("cap", [1, 2, 3, 5, 17])
    def test_finds_it_under_a_cap_on_errors(self, cap: int) -> None:
        server = probing.Server(WRONG, accepts=lambda question: question is WRONG[3], cap=cap)

        # A server with a cap of one reports its first error alone.
        asking = inquire(server, first_only=cap == 1)

        assert asking.answers == {one: ACCEPTED if one is WRONG[3] else REFUSED for one in WRONG}
        assert asking.requests <= 2 + len(WRONG) / max(1, cap - 2) * 1.5

    def test_halves_what_is_too_large(self) -> None:
        def answers(asked: Document) -> Response | None:
            return (
                probing.response({"errors": [{"message": "Too large."}]}, 413)
                if len(asked.owners) > 20
                else None
            )

        server = probing.Server(WRONG, answers=answers)

        asking = inquire(server)

        assert set(asking.answers.values()) == {REFUSED}
        assert asking.limits.size is not None
        assert asking.requests < 20

    def test_asks_no_second_time_what_is_too_large_alone(self) -> None:
        def answers(asked: Document) -> Response | None:
            return None if asked.variables["degrees_0"] == "hot" else probing.response({}, 413)

        large = [probing.boil("degrees", degrees=letter * 9000) for letter in "abc"]
        server = probing.Server((*large, probing.boil("degrees", degrees="hot")), answers=answers)

        asking = inquire(server)

        outcomes = [asking.answers[one].outcome for one in server.questions]
        assert outcomes == [Outcome.INCONCLUSIVE] * 3 + [Outcome.REFUSED]
        sent = [asked.variables["degrees_0"] for asked in server.asked if len(asked.owners) == 2]
        assert sum(len(value) == 9000 for value in sent) == 1

    @pytest.mark.parametrize("concurrency", [1, 4])
    def test_blames_the_mutation_that_the_server_does_not_have(self, concurrency: int) -> None:
        server = probing.Server((*WRONG, *DRAINED), answers=lacking_drain)

        asking = inquire(server, concurrency)

        reason = "the target refuses the request: status 400: Cannot query field 'drain'."
        assert {asking.answers[one] for one in WRONG} == {REFUSED}
        assert {asking.answers[one] for one in DRAINED} == {Answer(Outcome.INCONCLUSIVE, reason)}
        assert asking.limits.size is None

    def test_remembers_in_the_next_run_which_mutation_is_refused(self) -> None:
        server = probing.Server((probing.drain(),), answers=lacking_drain)
        asking = inquire(server)

        asking.run(DRAINED, 1)

        assert len(server.asked) == 1
        assert {answer.outcome for answer in asking.answers.values()} == {Outcome.INCONCLUSIVE}

    @pytest.mark.parametrize("status", [429, 500, 200])
    def test_stops_where_the_server_fails_again_and_again(self, status: int) -> None:
        failing = probing.response([], status)
        server = probing.Server((), answers=lambda _: failing)
        asking = inquiry.Inquiry(MANY, "api", server.send, packing.Limits())

        asking.run(LACKED, 1)

        assert set(asking.answers.values()) == {
            Answer(Outcome.INCONCLUSIVE, f"the target refuses the request: status {status}")
        }
        assert len(asking.answers) == 30
        assert len(server.asked) < 30

    def test_goes_on_where_the_server_lacks_many_mutations(self) -> None:
        def answers(asked: Document) -> Response | None:
            if ": m" in asked.text:
                return probing.response({"errors": [{"message": "Cannot query field."}]})
            return None

        server = probing.Server((), answers=answers)
        asking = inquiry.Inquiry(MANY, "api", server.send, packing.Limits())

        asking.run([*LACKED, HERE], 1)

        assert asking.answers[HERE] == ACCEPTED
        assert {asking.answers[one].outcome for one in LACKED} == {Outcome.INCONCLUSIVE}

    def test_stops_where_something_was_executed(self) -> None:
        server = probing.Server(
            WRONG, answers=lambda _: probing.response({"data": {"f0": {"__typename": "Kettle"}}})
        )

        asking = inquire(server)

        assert set(asking.answers.values()) == {Answer(Outcome.INCONCLUSIVE, inquiry.UNLOCKED)}
        assert asking.unlocked
        assert len(server.asked) == 1

    def test_is_inconclusive_where_an_error_of_one_question_names_nothing(self) -> None:
        def answers(asked: Document) -> Response | None:
            if "hot 7" not in asked.variables.values():
                return None
            names = [
                name for name in asked.lines.values() if asked.variables[name] not in ("7", "hot 7", "hot 9")
            ]
            found = probing.errors(asked, names)
            found["errors"].insert(1, {"message": "Unexpected error."})
            return probing.response(found)

        server = probing.Server(WRONG, accepts=lambda question: question is WRONG[9], answers=answers)

        asking = inquire(server)

        unnamed = Answer(Outcome.INCONCLUSIVE, reading.UNNAMED)
        expected = dict.fromkeys(WRONG, REFUSED) | {WRONG[7]: unnamed, WRONG[9]: ACCEPTED}
        assert asking.answers == expected

    def test_keeps_one_request_in_flight_until_an_answer_is_understood_and_then_several(self) -> None:
        flying, most, sent = 0, [0], 0
        lock, together, other = threading.Lock(), threading.Barrier(3), threading.Event()
        alone: list[bool] = []
        server = probing.Server((*WRONG, *DRAINED))

        def send(name: str, asked: Document) -> Response:
            nonlocal flying, sent
            with lock:
                flying, sent = flying + 1, sent + 1
                most.append(max(most[-1], flying))
                is_first = sent == 1
            if is_first:
                alone.append(not other.wait(timeout=0.2))
            else:
                other.set()
                together.wait(timeout=5)
            answer = server.send(name, asked)
            with lock:
                flying -= 1
            return answer

        asking = inquiry.Inquiry(probing.CONTRACT, "api", send, packing.Limits(invalid=30))
        asking.run(server.questions, 3)

        assert alone == [True]
        assert most[-1] == 3
        assert set(asking.answers.values()) == {REFUSED}
