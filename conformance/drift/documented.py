"""The documented operations of a contract, as drift judges changes by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import strategies
from schema import errors, types
from schema.contract import Contract
from schema.drift import reach
from schema.drift.affected import Documented, Touched
from schema.drift.scope import MUTATION
from strategies import examples, positions, selections

#: Edges that ask for something of the schema: a name of an enum, a null. The others are about scalars.
_ASKING = ("null", "the value ", "a single value for a list")


def operations(contract: Contract, touched: Touched | None = None) -> Iterator[Documented]:
    """Each mutation with its slices and full values, and its first slice with every edge of its inputs.

    Of those that cannot ask for what is `touched` none is made.
    """
    near = None if touched is None else _Near(contract, touched)
    for name in contract.mutations:
        if near is not None and not near.mutation(name):
            continue
        slices = tuple(one.text for one in strategies.slices(contract, name))
        full, edges = _values(contract, name)
        yield Documented(name, slices, full)
        if edges:
            yield Documented(name, slices[:1], edges)


class _Near:
    """Whether something touched is near enough to a mutation for its slices or its inputs to get there.

    It walks types and not documents, through all fields, so that it answers yes more often than it must.
    """

    def __init__(self, contract: Contract, touched: Touched) -> None:
        self._contract = contract
        self._touched = touched
        self._within: dict[tuple[int, str, int], bool] = {}

    def mutation(self, name: str) -> bool:
        promised, touched = self._contract.mutation(name), self._touched
        if name in touched.mutations or MUTATION in touched.types:
            return True
        schema = self._contract.schema_of(name)
        given = [one.type.name for one in promised.arguments.values()]
        if not touched.types.isdisjoint(reach.inputs_behind(schema, given)):
            return True
        return self._result(schema, promised.returns.name, selections.DEFAULT_DEPTH)

    def _result(self, schema: types.Schema, name: str, depth: int) -> bool:
        """Whether a type, or one of its fields down to a depth, is touched."""
        key = id(schema), name, depth
        if key not in self._within:
            possible = (name,) if schema.is_leaf(name) else (name, *schema.possible_types(name))
            self._within[key] = not self._touched.types.isdisjoint(possible) or (
                depth > 0
                and not schema.is_leaf(name)
                and any(
                    self._result(schema, field.type.name, depth - 1)
                    for one in possible
                    for field in schema.fields_of(one).values()
                )
            )
        return self._within[key]


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
