"""Rules of inputs: what is valid by the contract is accepted, what is invalid refused before execution."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Expectation, Level, Tier
from conformance.probe import reading
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema.contract import Contract, Mutation

_COERCION = Clause(
    "GraphQL, 6.1.2 Coercing Variable Values",
    "https://spec.graphql.org/October2021/#sec-Coercing-Variable-Values",
)


_EXECUTED = (Expectation.EXECUTION, Expectation.ERROR)


def _takes_input(_contract: Contract, mutation: Mutation) -> bool:
    return bool(mutation.arguments)


@rule("inputs.valid-accepted", _COERCION, tiers=(Tier.GUARD, Tier.EXERCISE))
def valid_accepted(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A valid document with valid variables is executed and not refused as a request."""
    if exchange.document is None or exchange.case.expectation not in _EXECUTED:
        return
    if not exchange.is_request_error:
        yield Place("$")
        return
    for index, error in enumerate(exchange.errors):
        yield Place(path(["errors", index]), "execution of a valid request", shown(error.get("message")))


@rule("inputs.invalid-refused", _COERCION, tiers=(Tier.PROBE,), applies=_takes_input)
def invalid_refused(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An invalid input is refused before anything is executed."""
    case = exchange.case
    if case.expectation is Expectation.REFUSAL:
        yield from _coercion(exchange, f"a refusal of {path(case.place)}: {case.violation}", refused=True)


@rule("inputs.edge-accepted", _COERCION, tiers=(Tier.PROBE,), applies=_takes_input)
def edge_accepted(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A valid input is not refused, however unusual its form is."""
    case = exchange.case
    if case.expectation is Expectation.ACCEPTANCE:
        form = f", {case.violation}" if case.violation else ""
        yield from _coercion(exchange, f"acceptance of {path(case.place)}{form}", refused=False)


@rule(
    "inputs.refusal-names-place",
    Clause("GraphQL, 7.1.2 Errors", "https://spec.graphql.org/October2021/#sec-Errors"),
    Level.SHOULD,
    tiers=(Tier.PROBE,),
    applies=_takes_input,
)
def refusal_names_place(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The message that refuses an input says in which argument or field it is wrong."""
    case = exchange.case
    if case.expectation is not Expectation.REFUSAL:
        return
    if reading.refuses(case.operation.text, str(case.place[0]), exchange.document) is not True:
        return
    name = next(step for step in reversed(case.place) if isinstance(step, str))
    messages = [error.get("message") for error in exchange.errors]
    if any(name in message for message in messages if isinstance(message, str)):
        yield Place(path(["variables", *case.place]))
    else:
        expected = f"a message that names {name}"
        yield Place(path(["variables", *case.place]), expected, shown(messages))


@rule(
    "inputs.invalid-document-refused",
    Clause("GraphQL, 5 Validation", "https://spec.graphql.org/October2021/#sec-Validation"),
    tiers=(Tier.EXERCISE,),
    applies=_takes_input,
)
def invalid_document_refused(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A document that is invalid is refused, and nothing of it is executed."""
    case = exchange.case
    if case.expectation is not Expectation.REJECTION or exchange.document is None:
        return
    if exchange.is_request_error:
        yield Place("$")
    elif "data" in exchange.document:
        yield Place(
            "$", f"a refused request: {case.violation}", f"data: {shown(exchange.document.get('data'))}"
        )


def _coercion(exchange: Exchange, expected: str, *, refused: bool) -> Iterator[Place]:
    """One place if the answer tells whether the input was refused. Its path leads into the input."""
    place = exchange.case.place
    seen = reading.refuses(exchange.case.operation.text, str(place[0]), exchange.document)
    if seen is refused:
        yield Place(path(["variables", *place]))
    elif seen is not None:
        messages = [error.get("message") for error in exchange.errors]
        actual = f"it is refused: {shown(messages)}" if seen else "no error names it"
        yield Place(path(["variables", *place]), expected, actual)


RULES = (valid_accepted, invalid_refused, edge_accepted, refusal_names_place, invalid_document_refused)
