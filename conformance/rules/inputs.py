"""Rules of inputs: what is valid by the contract is not refused before execution."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema.contract import Contract

_COERCION = Clause(
    "GraphQL, 6.1.2 Coercing Variable Values",
    "https://spec.graphql.org/October2021/#sec-Coercing-Variable-Values",
)


@rule("inputs.valid-accepted", _COERCION)
def valid_accepted(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A valid document with valid variables is executed and not refused as a request."""
    if exchange.document is None:
        return
    if not exchange.is_request_error:
        yield Place("$")
        return
    for index, error in enumerate(exchange.errors):
        yield Place(path(["errors", index]), "execution of a valid request", shown(error.get("message")))


RULES = (valid_accepted,)
