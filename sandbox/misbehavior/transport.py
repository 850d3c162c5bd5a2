"""Replies that are wrong before anybody has read them as GraphQL (GraphQL over HTTP, 6 "Response")."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sandbox import messages
from sandbox.misbehavior import conditions, pages
from sandbox.misbehavior.declaration import Fault, MethodFault, Moment, TransportFault

_Change = Callable[[messages.Reply], messages.Reply]

_PAGE = b"<!doctype html><title>Just a moment...</title><h1>Access denied</h1>"


def _fault(name: str, moment: Moment, sentence: str, change: _Change) -> TransportFault:
    return TransportFault(
        id=f"transport.{name}", sentence=sentence, moment=moment, change=lambda reply, _: change(reply)
    )


def _conditional(name: str, when: conditions.Condition, sentence: str, change: _Change) -> TransportFault:
    return TransportFault(
        id=f"transport.{name}",
        sentence=sentence,
        when=when,
        moment=Moment.ANY,
        change=lambda reply, _: change(reply),
    )


def _status(status: int) -> _Change:
    return lambda reply: attrs.evolve(reply, status=status)


def _body(change: Callable[[bytes], bytes]) -> _Change:
    return lambda reply: attrs.evolve(reply, body=change(reply.body))


def _media(media: str) -> _Change:
    return lambda reply: attrs.evolve(reply, headers={**reply.headers, "content-type": media})


def _no_media(reply: messages.Reply) -> messages.Reply:
    kept = {name: value for name, value in reply.headers.items() if name != "content-type"}
    return attrs.evolve(reply, headers=kept)


def _page(reply: messages.Reply) -> messages.Reply:
    return _media("text/html; charset=utf-8")(attrs.evolve(reply, status=403, body=_PAGE))


def _redirected(reply: messages.Reply) -> messages.Reply:
    return attrs.evolve(reply, status=302, headers={**reply.headers, "location": "/login/"})


def _held_back(reply: messages.Reply) -> messages.Reply:
    return attrs.evolve(reply, slow=True)


def _crashed(reply: messages.Reply) -> messages.Reply:
    return _media("text/html; charset=utf-8")(attrs.evolve(reply, status=500, body=pages.DEBUG))


def _in_latin_1(body: bytes) -> bytes:
    marked = body.decode().replace("{", '{"extensions":{"note":"\N{LATIN SMALL LETTER E WITH ACUTE}"},', 1)
    return marked.encode("latin-1", errors="replace")


def _as_success(reply: messages.Reply) -> messages.Reply:
    # For plain application/json this is allowed (GraphQL over HTTP, 6.4.1 "application/json").
    is_plain = messages.GRAPHQL_JSON not in reply.headers.get("content-type", "")
    return reply if is_plain else attrs.evolve(reply, status=200)


FAULTS: tuple[Fault, ...] = (
    _fault("html-page", Moment.ANY, "Answers with the page of a proxy.", _page),
    _fault("wrong-content-type", Moment.ANY, "Calls its JSON text/html.", _media("text/html")),
    _fault("no-content-type", Moment.ANY, "Does not say what its answer is.", _no_media),
    _fault(
        "truncated-body",
        Moment.ANY,
        "Answers half of its JSON.",
        _body(lambda body: body[: len(body) // 2]),
    ),
    _fault("empty-body", Moment.ANY, "Answers nothing at all.", _body(lambda _: b"")),
    _fault(
        "byte-order-mark",
        Moment.ANY,
        "Begins its JSON with a byte order mark.",
        _body(lambda body: b"\xef\xbb\xbf" + body),
    ),
    _fault("not-utf-8", Moment.ANY, "Writes its JSON in Latin-1.", _body(_in_latin_1)),
    _fault(
        "trailing-text",
        Moment.ANY,
        "Adds a comment to its JSON.",
        _body(lambda body: body + b"\n<!-- served by edge -->"),
    ),
    _fault(
        "duplicate-key",
        Moment.RESULT,
        "Answers data twice in one object.",
        _body(lambda body: body.replace(b"{", b'{"data":null,', 1)),
    ),
    _fault("server-error-status", Moment.RESULT, "Answers a result with status 500.", _status(500)),
    _fault("client-error-status", Moment.RESULT, "Answers a result with status 400.", _status(400)),
    _fault("field-error-status", Moment.ERROR, "Answers a field's error with status 400.", _status(400)),
    _fault(
        "request-error-as-success",
        Moment.REQUEST_ERROR,
        "Answers a request error with status 200, in the media type that forbids it.",
        _as_success,
    ),
    _fault(
        "request-error-as-server-error",
        Moment.REQUEST_ERROR,
        "Answers a request error with status 500.",
        _status(500),
    ),
    _fault("redirect", Moment.RESULT, "Sends the client to a log-in page.", _redirected),
    _conditional(
        "slow",
        conditions.EVERY_TENTH_CALL,
        "Takes longer than anybody waits for an answer, on every tenth call of a mutation.",
        _held_back,
    ),
    _conditional(
        "server-error-for-long-text",
        conditions.LONG_TEXT,
        "Answers with status 500 where a text in the input is longer than 50,000 bytes.",
        _status(500),
    ),
    _conditional(
        "crash-on-astral-text",
        conditions.ASTRAL_TEXT,
        "Fails where a text in the input has a character beyond the 16-bit ones.",
        _crashed,
    ),
    _conditional(
        "crash-on-lone-surrogate",
        conditions.LONE_SURROGATE,
        "Fails where a text in the input has half of a surrogate pair.",
        _crashed,
    ),
    MethodFault(id="transport.mutation-by-get", sentence="Executes a mutation that was asked for by GET."),
)
