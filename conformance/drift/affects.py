"""Whom a change affects that a target has shown: mutations whose documented operations ask for what changed.

The target itself has refused the element, so that nothing is left to validate: who asks for it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

import strategies
from schema.contract import Contract
from schema.drift import asked, reach
from schema.drift.change import Change


def judged(contract: Contract, server: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes at one server, each with the mutations that it affects."""
    if not changes:
        return ()
    schema = contract.servers[server].schema
    reached = {
        name: reach.union(reach.of(schema, asked.read(one.text)) for one in strategies.slices(contract, name))
        for name, mutation in contract.mutations.items()
        if mutation.server == server
    }
    return tuple(
        attrs.evolve(
            change,
            server=server,
            affects=tuple(name for name, one in reached.items() if _asks(one, name, change)),
        )
        for change in changes
    )


def _asks(reached: reach.Reach, mutation: str, change: Change) -> bool:
    if change.owner == "Mutation":
        return change.member == mutation
    if change.member is None:
        return change.owner in reached.types | reached.inputs | reached.possible
    return reached.touches(change.owner, change.member)
