"""Rules of transport: what GraphQL over HTTP asks of a response before anybody reads it."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model import Exchange, Expectation, Level, Tier
from conformance.probe import document, reading
from conformance.rules.declaration import Clause, Place, rule, shown
from schema.contract import Contract

_OVER_HTTP = "https://graphql.github.io/graphql-over-http/draft/"

_STRICT = "application/graphql-response+json"
MEDIA_TYPES = ("application/json", _STRICT)

_KEY_ENDS = re.compile(rb'"[ \t\n\r]*:')

#: Seconds until an answer is late.
TIME_BUDGET = 5.0


@rule("transport.media-type", Clause("GraphQL over HTTP, 4.1 Media Types", f"{_OVER_HTTP}#sec-Media-Types"))
def media_type(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The response has one of the media types of GraphQL over HTTP."""
    if exchange.case.expectation is Expectation.METHOD:
        return
    found = exchange.response.media_type
    if found in MEDIA_TYPES:
        yield Place("$")
    else:
        yield Place(
            "$",
            " or ".join(MEDIA_TYPES),
            f"status {exchange.response.status} with {shown(found) if found else 'no media type'}",
        )


@rule(
    "transport.json-object",
    Clause("GraphQL, 7.1 Response Format", "https://spec.graphql.org/October2021/#sec-Response-Format"),
)
def json_object(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The body of the response is a JSON object."""
    if exchange.case.expectation is Expectation.METHOD:
        return
    flaw = exchange.response.flaw
    if flaw is None:
        yield Place("$")
    else:
        yield Place(
            "$",
            "a JSON object",
            f"status {exchange.response.status} with {_start(exchange.response.content)}: {flaw}",
        )


@rule("transport.no-server-error", Clause("GraphQL over HTTP, 6.4 Response", f"{_OVER_HTTP}#sec-Response"))
def no_server_error(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A request is never answered with a server error."""
    status = exchange.response.status
    if status < 500:
        yield Place("$")
    else:
        yield Place("$", "a status below 500", str(status))


@rule("transport.no-html", Clause("GraphQL over HTTP, 4.1 Media Types", f"{_OVER_HTTP}#sec-Media-Types"))
def no_html(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The response is no page: neither the server's own nor that of a proxy before it."""
    if exchange.case.expectation is Expectation.METHOD:
        return
    start = exchange.response.content[:200].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        status = exchange.response.status
        yield Place("$", "GraphQL", f"status {status} with {_start(exchange.response.content)}")
    else:
        yield Place("$")


@rule("transport.status", Clause("GraphQL over HTTP, 6.4 Response", f"{_OVER_HTTP}#sec-Response"))
def status_by_phase(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """What was executed is answered with status 2xx; a refused request with 4xx, or 200 as plain JSON."""
    found = exchange.response.status
    # From 500 on it is a server error, which is another rule's to say.
    if exchange.document is None or found >= 500 or not (exchange.errors or "data" in exchange.document):
        return
    if not exchange.is_request_error:
        accepted, expected = 200 <= found < 300, "a status 2xx for what was executed"
    elif exchange.response.media_type == _STRICT:
        accepted, expected = found >= 400, f"a status 4xx for a request error as {_STRICT}"
    else:
        accepted, expected = found == 200 or found >= 400, "status 200 or 4xx for a request error"
    yield Place("$") if accepted else Place("$", expected, str(found))


@rule(
    "transport.get-refused",
    Clause("GraphQL over HTTP, 5.1 GET", f"{_OVER_HTTP}#sec-GET"),
    tiers=(Tier.PROBE,),
)
def get_refused(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A GET request never runs a mutation: it is refused before its variables are looked at."""
    if exchange.case.expectation is not Expectation.METHOD:
        return
    seen = reading.read(document.lines(exchange.case.operation.text), exchange.document)
    if seen.executed or seen.is_coercion or exchange.response.status < 400:
        messages = [error.get("message") for error in exchange.errors]
        found = f"status {exchange.response.status}: {shown(messages)}"
        yield Place("$", "a refusal of the method, with status 405", found)
    else:
        yield Place("$")


@rule(
    "transport.unique-keys",
    Clause("RFC 8259, 4 Objects", "https://www.rfc-editor.org/rfc/rfc8259#section-4"),
    Level.SHOULD,
)
def unique_keys(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """No JSON object has a key twice."""
    if exchange.document is None:
        return
    content = exchange.response.content
    # Every key ends with a quotation mark before a colon, and texts can only add to the number of those.
    if len(_KEY_ENDS.findall(content)) == _keys(exchange.document):
        yield Place("$")
        return
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> None:
        counts = Counter(key for key, _ in pairs)
        repeated.extend(key for key, count in counts.items() if count > 1)

    try:
        json.loads(content, object_pairs_hook=collect)
    except RecursionError:
        # It could just be read, and not with a function called in its depth.
        return
    yield Place("$", "each key once", f"{shown(repeated)} twice") if repeated else Place("$")


@rule(
    "transport.encoding",
    Clause("RFC 8259, 8.1 Character Encoding", "https://www.rfc-editor.org/rfc/rfc8259#section-8.1"),
)
def encoding(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """JSON is UTF-8 without a byte order mark."""
    content = exchange.response.content
    is_json = exchange.document is not None or exchange.response.media_type in MEDIA_TYPES
    if not content or not is_json:
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Place("$", "UTF-8", f"byte {error.start} is {content[error.start]:#04x}")
        return
    if content.startswith(codecs.BOM_UTF8):
        yield Place("$", "no byte order mark", "a byte order mark")
    else:
        yield Place("$")


@rule(
    "transport.time-budget",
    Clause("This suite: what its users wait for", "#transport"),
    Level.SHOULD,
)
def time_budget(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An answer comes within five seconds."""
    elapsed = exchange.response.elapsed
    if elapsed <= TIME_BUDGET:
        yield Place("$")
    else:
        yield Place("$", f"an answer within {TIME_BUDGET:g} seconds", f"{elapsed:.1f} seconds")


def _keys(document: Mapping[str, Any]) -> int:
    """The number of keys in a document, at all depths."""
    count = 0
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if type(value) is dict:
            count += len(value)
            waiting += value.values()
        elif type(value) is list:
            waiting += value
    return count


def _start(content: bytes) -> str:
    text = content[:80].decode("utf-8", errors="replace")
    return f"{len(content)} bytes that begin with {text!r}" if content else "an empty body"


RULES = (
    media_type,
    json_object,
    no_server_error,
    no_html,
    status_by_phase,
    get_refused,
    unique_keys,
    encoding,
    time_budget,
)
