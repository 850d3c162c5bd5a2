"""The documented operations of a contract, as drift judges changes by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import strategies
from schema import errors
from schema.contract import Contract
from schema.drift.affected import Documented
from strategies import examples, positions

#: Edges that ask for something of the schema: a name of an enum, a null. The others are about scalars.
_ASKING = ("null", "the value ", "a single value for a list")


def operations(contract: Contract) -> Iterator[Documented]:
    """Each mutation with its slices and full values, and its first slice with every edge of its inputs."""
    for name in contract.mutations:
        slices = tuple(one.text for one in strategies.slices(contract, name))
        full, edges = _values(contract, name)
        yield Documented(name, slices, full)
        if edges:
            yield Documented(name, slices[:1], edges)


def _values(
    contract: Contract, mutation: str
) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """Variables that give all there is to give and all that must be given, and those with an edge."""
    schema, arguments = contract.schema_of(mutation), contract.mutation(mutation).arguments
    try:
        given = [
            examples.of_fields(schema, arguments, optional_levels=levels)
            for levels in (positions.OPTIONAL_LEVELS, 0)
        ]
        listed = strategies.edges(contract, mutation)
    except (errors.ContractError, RecursionError):
        return (), ()  # a scalar that nothing is known of is required: the documents alone are judged
    edges = tuple(one.variables for one in listed if one.form.startswith(_ASKING))
    return tuple(given) if given[0] != given[1] else tuple(given[:1]), edges
