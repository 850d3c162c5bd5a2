"""Rules of transport: what GraphQL over HTTP asks of a response before anybody reads it."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange
from conformance.rules.declaration import Clause, Place, rule
from schema.contract import Contract

_OVER_HTTP = "https://graphql.github.io/graphql-over-http/draft/"

MEDIA_TYPES = ("application/json", "application/graphql-response+json")


@rule("transport.media-type", Clause("GraphQL over HTTP, 4.1 Media Types", f"{_OVER_HTTP}#sec-Media-Types"))
def media_type(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The response has one of the media types of GraphQL over HTTP."""
    found = exchange.response.media_type
    if found in MEDIA_TYPES:
        yield Place("$")
    else:
        yield Place(
            "$",
            " or ".join(MEDIA_TYPES),
            f"status {exchange.response.status} with {found or 'no media type'!r}",
        )


@rule(
    "transport.json-object",
    Clause("GraphQL, 7.1 Response Format", "https://spec.graphql.org/October2021/#sec-Response-Format"),
)
def json_object(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The body of the response is a JSON object."""
    if exchange.document is not None:
        yield Place("$")
    else:
        yield Place(
            "$",
            "a JSON object",
            f"status {exchange.response.status} with {_start(exchange.response.content)}",
        )


@rule("transport.no-server-error", Clause("GraphQL over HTTP, 6.4 Response", f"{_OVER_HTTP}#sec-Response"))
def no_server_error(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A request is never answered with a server error."""
    status = exchange.response.status
    if status < 500:
        yield Place("$")
    else:
        yield Place("$", "a status below 500", str(status))


def _start(content: bytes) -> str:
    text = content[:80].decode("utf-8", errors="replace")
    return f"{len(content)} bytes that begin with {text!r}" if content else "an empty body"


RULES = (media_type, json_object, no_server_error)
