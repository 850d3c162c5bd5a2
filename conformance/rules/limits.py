"""Rules of domain limits: the few that the documentation states in prose."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Expectation, Tier
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema.contract import Contract, Mutation

_PROSE = Clause("Kraken API, Mutations", "https://developer.octopus.energy/graphql/reference/mutations/")


def _has_limits(_contract: Contract, mutation: Mutation) -> bool:
    return bool(mutation.limits)


@rule("limits.respected", _PROSE, tiers=(Tier.EXERCISE,), applies=_has_limits)
def respected(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A value outside the limits that the documentation states is answered with an error."""
    case = exchange.case
    if case.expectation is not Expectation.ERROR or case.like is not None or exchange.document is None:
        return
    where = path(["variables", *case.place])
    if exchange.errors:
        yield Place(where)
    elif "errors" not in exchange.document:
        yield Place(where, f"an error for {case.violation}", f"a result: {shown(exchange.result)}")


RULES = (respected,)
