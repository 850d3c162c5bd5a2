"""Whom a change affects that a target has shown: mutations whose documented operations ask for what changed.

The target itself has refused the element, so that nothing is left to validate: who asks for it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

import strategies
from schema.contract import Contract
from schema.drift.change import Change

if TYPE_CHECKING:
    from schema.drift import reach


def judged(contract: Contract, server: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes at one server, each with the mutations that it affects."""
    if not changes:
        return ()
    # Most targets have not drifted, and what reads documents takes as long to import as the probe to ask.
    from schema.drift import asked, reach  # noqa: PLC0415

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
