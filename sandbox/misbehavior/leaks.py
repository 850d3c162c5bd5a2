"""Answers that tell what a caller must not learn: the server's inside, and credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from sandbox import data, messages
from sandbox.misbehavior import conditions, pages, spots
from sandbox.misbehavior.declaration import (
    Circumstances,
    EnvelopeFault,
    ErrorFault,
    Fault,
    Moment,
    Raised,
    ResultFault,
    TransportFault,
)


def _any_error(*_: object) -> bool:
    return True


def _extension(name: str, text: str) -> Callable[[Raised], None]:
    def add(raised: Raised) -> None:
        raised.entry["extensions"][name] = text

    return add


def _traceback(place: data.Place) -> None:
    place.put_inside(pages.TRACEBACK)


def _debug_page(reply: messages.Reply, _: Circumstances) -> messages.Reply:
    headers = {**reply.headers, "content-type": "text/html; charset=utf-8"}
    return attrs.evolve(reply, headers=headers, body=pages.DEBUG)


def _request_in_extensions(answer: dict[str, Any], around: Circumstances) -> Any:
    sent = {"authorization": around.request.headers["authorization"]}
    return {**answer, "extensions": {"request": sent}}


def _request_in_headers(reply: messages.Reply, around: Circumstances) -> messages.Reply:
    sent = around.request.headers["authorization"]
    return attrs.evolve(reply, headers={**reply.headers, "x-request-authorization": sent})


FAULTS: tuple[Fault, ...] = (
    ErrorFault(
        id="leaks.file-path",
        sentence="Tells in an error which file of the server raised it.",
        where=_any_error,
        change=_extension("raisedBy", pages.FILE),
    ),
    ErrorFault(
        id="leaks.sql",
        sentence="Tells in an error which statement the database was asked.",
        where=_any_error,
        change=_extension("detail", pages.SQL),
    ),
    ResultFault(
        id="leaks.traceback-in-data",
        sentence="Answers a text field with the traceback of what failed in it.",
        where=spots.text,
        change=_traceback,
    ),
    TransportFault(
        id="leaks.debug-page",
        sentence="Answers a request error with the page that its framework has for developers.",
        moment=Moment.REQUEST_ERROR,
        change=_debug_page,
    ),
    EnvelopeFault(
        id="leaks.credential-in-extensions",
        sentence="Repeats the request's credential beside the data.",
        when=conditions.WITH_HEADER,
        moment=Moment.RESULT,
        change=_request_in_extensions,
    ),
    TransportFault(
        id="leaks.credential-in-header",
        sentence="Repeats the request's credential in a header of the answer.",
        when=conditions.WITH_HEADER,
        moment=Moment.RESULT,
        change=_request_in_headers,
    ),
)
