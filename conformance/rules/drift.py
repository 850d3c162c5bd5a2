"""Rules of drift: what the target's schema and error catalogue have kept of the contract.

They are about a schema and not about an exchange, so that no exchange has a place for them: the schema
probe counts the places and makes the findings (`conformance.drift.findings`).
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Level, Tier
from conformance.rules.declaration import Clause, Place, rule
from schema.contract import Contract

#: What the ids of these rules begin with, and no other.
PREFIX = "drift."

_VALIDATION = Clause("GraphQL, 5 Validation", "https://spec.graphql.org/October2021/#sec-Validation")
_SUITE = Clause("This suite: what its users are told of a schema that moves", "#drift")


@rule("drift.operation-unbroken", _VALIDATION, tiers=(Tier.PROBE,))
def operation_unbroken(_exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """No change of the live schema or of its error catalogue breaks a documented operation."""
    yield from ()


@rule("drift.schema-unchanged", _SUITE, Level.SHOULD, tiers=(Tier.PROBE,))
def schema_unchanged(_exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """Where the live schema differs from the contract, no client that it reaches can be surprised."""
    yield from ()


RULES = (operation_unbroken, schema_unchanged)
