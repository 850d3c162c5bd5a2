import json
import random
import threading
import time
from typing import Any

import httpx
import pytest

from conformance.errors import TargetError, TargetLostError, UnknownOutcomeError
from conformance.model import Response
from conformance.target import delivery
from conformance.target import profile as profiles
from conformance.target.breaker import Kind
from conformance.target.control import Shared
from conformance.target.delivery import Delivery, Parcel
from conformance.target.wire import Wire

OK = httpx.Response(200, json={"data": {"boilKettle": None}})
HEALTHY = httpx.Response(200, json={"data": {"__typename": "Query"}})
HTML = httpx.Response(502, html="<h1>Bad gateway</h1>")
LIMITED = {"errors": [{"message": "Slow down.", "extensions": {"errorCode": "KT-CT-1199"}}]}
REFUSED, RESET = httpx.ConnectError("refused"), httpx.ReadError("reset")

MUTATION = Parcel(
    method="POST",
    url="https://x.example/",
    headers={},
    content=b"a mutation",
    place=("valid_input", "boilKettle"),
    mutation="boilKettle",
)
LOCKED = Parcel(
    method="POST",
    url="https://x.example/",
    headers={},
    content=b"behind locks",
    place=("survey", ""),
    is_harmless=True,
)


class Target:
    """Gives these answers, one after the other and the last for ever; checks are answered by another."""

    def __init__(self, *answers: httpx.Response | Exception, check: httpx.Response | Exception = HEALTHY):
        self.answers, self.check = list(answers), check
        self.asked: list[bytes] = []
        self.slept: list[float] = []
        self.control = Shared(sleep=self.slept.append, clock=lambda: sum(self.slept))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if b"__typename" in request.content:
            answer = self.check
        else:
            self.asked.append(request.content)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def delivery(self, attempts: int = 4) -> Delivery:
        wire = Wire(transport=httpx.MockTransport(self))
        return Delivery(wire=wire, control=self.control, attempts=attempts, sleep=self.slept.append)


class TestSend:
    @pytest.mark.parametrize("parcel", [MUTATION, LOCKED])
    @pytest.mark.parametrize("first", [REFUSED, httpx.Response(429), httpx.Response(200, json=LIMITED)])
    def test_repeats_what_was_not_executed(self, parcel: Parcel, first: Any) -> None:
        target = Target(first, OK)

        response = target.delivery().send(parcel)

        assert response.document == {"data": {"boilKettle": None}}
        assert target.asked == [parcel.content] * 2

    @pytest.mark.parametrize("first", [RESET, httpx.ReadTimeout("nothing came"), HTML])
    def test_repeats_what_executes_nothing(self, first: Any) -> None:
        target = Target(first, OK)

        assert target.delivery().send(LOCKED).status == 200
        assert len(target.asked) == 2

    @pytest.mark.parametrize(
        "answer", [RESET, httpx.ReadTimeout("nothing came"), httpx.RemoteProtocolError("no answer")]
    )
    def test_never_repeats_a_mutation_that_may_have_run(self, answer: Exception) -> None:
        target = Target(answer, OK)

        with pytest.raises(UnknownOutcomeError, match="whether boilKettle was executed is unknown"):
            target.delivery().send(MUTATION)

        assert len(target.asked) == 1

    def test_takes_the_answer_of_a_gateway_to_a_mutation_as_it_is(self) -> None:
        target = Target(HTML, OK)

        assert target.delivery().send(MUTATION).status == 502
        assert len(target.asked) == 1

    def test_waits_longer_each_time_and_never_the_same(self) -> None:
        waits, seeded = [], random.getstate()
        for _ in range(20):
            # As Hypothesis does before each example, in every thread and process.
            random.setstate(seeded)
            target = Target(REFUSED, REFUSED, OK)
            target.delivery().send(MUTATION)
            waits.append(target.slept)

        assert len({wait for wait, _ in waits}) > 10
        assert all(first <= 0.5 and second <= 1.0 for first, second in waits)
        assert random.getstate() == seeded

    def test_waits_as_long_as_it_is_asked_to(self) -> None:
        target = Target(httpx.Response(429, headers={"retry-after": "17"}), OK)

        target.delivery().send(MUTATION)

        assert sum(target.slept) >= 17

    def test_stops_the_run_where_that_is_too_long(self) -> None:
        target = Target(httpx.Response(429, headers={"retry-after": "86400"}), OK)

        with pytest.raises(TargetLostError, match="refuses more requests, for 86400 seconds"):
            target.delivery().send(MUTATION)

        assert len(target.asked) == 1

    @pytest.mark.parametrize(
        ("answer", "check", "reason"),
        [
            (REFUSED, REFUSED, "it is down: 3 answers in a row said so, and then no answer from"),
            (httpx.Response(429), HEALTHY, "its rate limit does not recede: 3 answers in a row said so"),
            (REFUSED, httpx.Response(429), "its rate limit does not recede: 3 answers in a row said so, and"),
        ],
    )
    def test_stops_the_run_after_three_in_a_row(self, answer: Any, check: Any, reason: str) -> None:
        target = Target(answer, check=check)

        with pytest.raises(TargetLostError, match=reason):
            target.delivery().send(MUTATION)

        assert len(target.asked) == 3

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (httpx.Response(403, html="<p>Forbidden</p>"), "it blocks us"),
            (httpx.Response(404, html="<p>Not here</p>"), "an edge proxy answers in HTML"),
            (HTML, "it is down"),
        ],
    )
    def test_stops_the_run_at_the_answers_of_an_edge_proxy(self, answer: httpx.Response, reason: str) -> None:
        target = Target(answer, check=answer)
        sending = target.delivery(attempts=1)

        for _ in range(3):
            sending.send(MUTATION)
        with pytest.raises(TargetLostError, match=f"^{reason}: 3 answers in a row"):
            sending.send(MUTATION)

    def test_goes_on_where_only_a_mutation_is_broken(self) -> None:
        target = Target(HTML)
        sending = target.delivery(attempts=1)

        assert [sending.send(MUTATION).status for _ in range(10)] == [502] * 10

    def test_is_told_of_once_before_it_is_first_sent(self) -> None:
        target = Target(REFUSED, OK)
        told: list[int] = []

        target.delivery().send(MUTATION, lambda: told.append(len(target.asked)))

        assert told == [0]

    def test_sends_nothing_where_it_cannot_be_told_of(self) -> None:
        def fail() -> None:
            raise TargetLostError("journal.jsonl cannot be written")

        target = Target(OK)

        with pytest.raises(TargetLostError, match="cannot be written"):
            target.delivery().send(MUTATION, fail)

        assert target.asked == []
        assert target.control._in_flight == 0

    def test_gives_up_in_the_end(self) -> None:
        target = Target(REFUSED, OK, REFUSED)

        target.delivery(attempts=2).send(MUTATION)
        with pytest.raises(TargetError, match="refused"):
            target.delivery(attempts=2).send(MUTATION)


def response(status: int = 200, content: str | None = None, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, (content or "").encode(), 0.0)


class TestKindOf:
    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (response(429, "{}"), Kind.LIMITED),
            (response(200, json.dumps(LIMITED)), Kind.LIMITED),
            (response(200, json.dumps({**LIMITED, "data": None})), Kind.LIMITED),
            # A field's own limit, which is its answer.
            (
                response(
                    200,
                    json.dumps({"data": None, "errors": [{**LIMITED["errors"][0], "path": ["boilKettle"]}]}),
                ),
                Kind.ANSWERED,
            ),
            (response(200, '{"data": {"note": "KT-CT-1199"}}'), Kind.ANSWERED),
            (response(503, '{"errors": [{"message": "x"}]}'), Kind.ANSWERED),
            (response(503, "upstream connect error"), Kind.DOWN),
            (response(403, "no"), Kind.BLOCKED),
            (response(401, ""), Kind.BLOCKED),
            (response(200, "<html>", content_type="text/html"), Kind.HTML),
            (response(200, '{"data": null}', content_type="text/html"), Kind.ANSWERED),
            (response(404, " <p>"), Kind.HTML),
            (response(500, "Traceback"), Kind.ANSWERED),
            (response(200, "KT-CT-1199"), Kind.ANSWERED),
            (response(200, '{"errors": "KT-CT-1199"}'), Kind.ANSWERED),
            (response(200, '{"errors": ["KT-CT-1199", {"extensions": "KT-CT-1199"}]}'), Kind.ANSWERED),
        ],
    )
    def test_tells_an_answer_from_what_stands_in_its_way(self, answer: Response, kind: Kind) -> None:
        assert delivery.kind_of(answer) is kind


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("120", 120.0),
            ("0", 0.0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 37.0),
            ("Sun, 06 Nov 1994 08:48:00 GMT", 0.0),
            ("", None),
            ("soon", None),
            ("-1", None),
            ("٣", None),
            ("9" * 400, 999_999_999.0),
        ],
    )
    def test_reads_seconds_and_dates(self, text: str, seconds: float | None) -> None:
        assert delivery.retry_after(response(retry_after=text), 784111740.0) == seconds


class TestAbandoned:
    def test_repeats_nothing_that_it_would_repeat_otherwise(self) -> None:
        target = Target(REFUSED)
        sender = target.delivery()
        sender.wire.abandoned.set()

        with pytest.raises(TargetError, match="the run is at its end"):
            sender.send(LOCKED)

        assert (target.asked, target.slept) == ([], [])

    def test_does_not_wait_for_a_limit_to_recede(self) -> None:
        control = Shared(profiles.Pacing(rate=0.001))
        control.begin(("valid_input", "boilKettle"), "boilKettle")
        waiting = threading.Timer(0.1, control.give_up, ["the run is at its end"])
        waiting.start()
        started = time.monotonic()

        with pytest.raises(TargetLostError, match="the run is at its end"):
            control.begin(("valid_input", "brewTea"), "brewTea")

        assert time.monotonic() - started < 5
