"""A request and a reply, without sockets."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from schema import types

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


@attrs.frozen
class Request:
    """What a client sent: `headers` by lower-case name, `query` the part of the URL after `?`."""

    method: str
    path: str
    headers: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    body: bytes = b""
    query: str = ""


@attrs.frozen
class Reply:
    """What it gets back: `headers` by lower-case name; the server adds the length.

    `slow` is a reply that the server holds back for a while, and `work` how many seconds it takes anyway.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)
    body: bytes
    slow: bool = False
    work: float = 0.0


def answer_type(accept: str) -> str:
    """The media type to answer with, by an Accept header: plain JSON unless the other is preferred.

    Clients that say nothing get plain JSON, as GraphQL over HTTP asks for until its watershed.
    """
    weights = {JSON: 0.0, GRAPHQL_JSON: 0.0}
    for part in accept.lower().split(","):
        name, _, rest = part.partition(";")
        if name.strip() in weights:
            weights[name.strip()] = _weight(rest)
    return GRAPHQL_JSON if weights[GRAPHQL_JSON] > 0 and weights[GRAPHQL_JSON] >= weights[JSON] else JSON


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
