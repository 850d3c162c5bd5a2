"""Delivery: one request is sent when the control lets it, and repeated where that is safe.

Safe to repeat is what never left, what was refused for its rate, and what executes nothing. A mutation that
was sent and not answered may have run: it is never repeated, and its outcome is unknown.
"""

from __future__ import annotations

import datetime
import email.utils
import json
import random
import time
from collections.abc import Callable, Mapping
from typing import NoReturn

import attrs
import tenacity

from conformance.errors import TargetError, UnknownOutcomeError
from conformance.model import Response
from conformance.target.breaker import Kind
from conformance.target.budget import Place
from conformance.target.control import Control
from conformance.target.pacing import Points
from conformance.target.wire import Wire, WireError
from schema import types

TOO_MANY_REQUESTS = "KT-CT-1199"
_GATEWAY = (502, 503, 504)
_QUESTION = json.dumps({"query": "{ __typename }"}).encode()

#: Seconds of the first wait before a request is repeated, and of the longest; each is drawn from 0 to that.
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
_CHANCE = random.SystemRandom()


@attrs.frozen(kw_only=True)
class Parcel:
    """A request and what it is about. `is_harmless`: it executes nothing, however often it is sent.

    `alone`: nothing else is to be in flight meanwhile.
    """

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(converter=types.frozen_mapping, repr=False)
    content: bytes = attrs.field(repr=False)
    place: Place
    mutation: str | None = None
    is_harmless: bool = False
    alone: bool = False


class _Jittered(tenacity.wait_exponential):
    """Waits of which the longest doubles, drawn apart from the random numbers that all of the process share.

    Hypothesis seeds those for each example: with them all threads and processes would wait alike.
    """

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        return _CHANCE.uniform(0, super().__call__(retry_state))


class _RepeatableError(Exception):
    """An attempt that may be repeated; `error` is what to raise if it is not."""

    def __init__(self, error: TargetError) -> None:
        super().__init__(str(error))
        self.error = error


@attrs.frozen(kw_only=True)
class Delivery:
    """Sends over a wire. `ask_points` asks for the points that are left; None where a target has none."""

    wire: Wire
    control: Control
    attempts: int = 1
    ask_points: Callable[[], Points | None] | None = None
    sleep: Callable[[float], None] = attrs.Factory(
        lambda self: tenacity.sleep_using_event(self.wire.abandoned), takes_self=True
    )

    def send(self, parcel: Parcel, written: Callable[[], None] = lambda: None) -> Response:
        """The answer to a request; `written` is called once, right before it is first sent.

        UnknownOutcomeError if it was sent and may have been executed, TargetLostError if the run is to
        stop, BudgetSpentError if there is no request left for it, TargetError if it got no answer for any
        other reason.
        """
        begun: list[bool] = []

        def before() -> None:
            if not begun:
                begun.append(True)
                written()

        repeat = tenacity.Retrying(
            stop=tenacity.stop_any(
                tenacity.stop_after_attempt(self.attempts), tenacity.stop_when_event_set(self.wire.abandoned)
            ),
            wait=_Jittered(multiplier=FIRST_WAIT, max=LONGEST_WAIT),
            retry=tenacity.retry_if_exception_type(_RepeatableError),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return repeat(self._attempt, parcel, before)
        except _RepeatableError as last:
            error = last.error
        raise error

    def _attempt(self, parcel: Parcel, before: Callable[[], None]) -> Response:
        wants_points = self.control.begin(parcel.place, parcel.mutation, alone=parcel.alone)
        kind = Kind.ANSWERED
        failure: WireError | None = None
        try:
            if wants_points:
                self.control.learn(self.ask_points() if self.ask_points else None)
            before()
            response = self.wire.send(parcel.method, parcel.url, parcel.headers, parcel.content)
            kind = kind_of(response)
        except WireError as error:
            # A mutation at which it stumbles answers nothing either: whether it is down is checked below.
            kind, failure = Kind.DOWN, error
        finally:
            is_suspected = self.control.end(kind)
        if is_suspected:
            self.control.checked(*self._ailment(parcel.url))
        if failure is not None:
            self._failed(parcel, failure)
        if kind is Kind.LIMITED:
            seconds = retry_after(response, time.time()) or 0.0
            self.control.hold(seconds, "the target refuses more requests")
            raise _RepeatableError(TargetError(f"the target refuses more requests: status {response.status}"))
        if kind is Kind.DOWN and parcel.is_harmless and self.attempts > 1:
            raise _RepeatableError(TargetError(f"the target is down: status {response.status}"))
        return response

    def _failed(self, parcel: Parcel, error: WireError) -> NoReturn:
        if not error.sent or parcel.is_harmless:
            raise _RepeatableError(error)
        raise UnknownOutcomeError(f"{error}; whether {parcel.mutation} was executed is unknown") from None

    def _ailment(self, url: str) -> tuple[str | None, Kind]:
        """Why a server does not answer what any GraphQL server answers, else None, and its answer's kind."""
        place = url.partition("?")[0]
        try:
            response = self.wire.send("POST", place, {"Content-Type": "application/json"}, _QUESTION)
        except WireError as error:
            return str(error), Kind.ANSWERED
        if isinstance(response.document, dict) and "data" in response.document:
            return None, Kind.ANSWERED
        reason = f"{{ __typename }} is answered with status {response.status} and no data"
        return reason, kind_of(response)


def kind_of(response: Response) -> Kind:
    """What an answer says of the target as a whole."""
    if response.status == 429 or _is_limited(response):
        return Kind.LIMITED
    if response.status < 400 and response.media_type != "text/html":
        return Kind.ANSWERED
    if response.document is not None:
        return Kind.ANSWERED
    if response.status in _GATEWAY:
        return Kind.DOWN
    if response.status in (401, 403):
        return Kind.BLOCKED
    if response.media_type == "text/html" or response.content.lstrip()[:1] == b"<":
        return Kind.HTML
    return Kind.ANSWERED


def retry_after(response: Response, now: float) -> float | None:
    """Seconds that an answer asks to wait (RFC 9110, 10.2.3), None if it does not; `now` is Unix time."""
    text = response.headers.get("retry-after", "").strip()[:40]
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, moment.timestamp() - now)


def _is_limited(response: Response) -> bool:
    """Whether a whole request was refused for its rate; a field's own limit is the answer of that field."""
    if TOO_MANY_REQUESTS.encode() not in response.content or response.document is None:
        return False
    listed = response.document.get("errors")
    if response.document.get("data") is not None or not isinstance(listed, list):
        return False
    return any(
        isinstance(error, dict)
        and not error.get("path")
        and isinstance(error.get("extensions"), dict)
        and error["extensions"].get("errorCode") == TOO_MANY_REQUESTS
        for error in listed
    )
