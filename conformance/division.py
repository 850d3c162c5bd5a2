"""Which items of the suite a shard asks: the others are asked by other machines."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from conformance import durations, invalid_inputs, session, shards, subject
from conformance.model import Tier
from conformance.target import safety
from conformance.workflows.table import PREFIX, Workflow
from schema.contract import Contract


def of(
    items: Sequence[pytest.Item],
    options: session.Options,
    contract: Contract,
    workflows: Sequence[Workflow],
) -> list[pytest.Item]:
    """The items that belong to this shard, in their order; ConfigError if the options are wrong."""
    shard = options.shard
    if shard.count == 1:
        return list(items)
    known = durations.load(options.durations)
    limited = session.limited(options, contract, os.environ)
    # Two shards must not invalidate the same credential at once.
    spoiling = frozenset(
        one.name for one in contract.mutations.values() if safety.invalidates(one, Tier.EXERCISE)
    )
    spoiling |= {one.name for one in workflows if spoiling.intersection(one.mutations)}
    groups = [spoiling, *(frozenset({name}) for name in limited - spoiling)]
    ties = shards.Ties(scenarios=[invalid_inputs.SCENARIO], mutations=groups)
    places = {item: _place(item) for item in items if subject.is_of_suite(item)}
    found = shards.divide(tuple(places.values()), known, shard.count, ties)
    return [item for item in items if item not in places or found[places[item]] == shard.number]


def _place(item: pytest.Item) -> shards.Place:
    """What an item is divided by, and its duration known by: a workflow by the scenario that it is."""
    workflow = subject.workflow(item)
    return subject.place(item) if workflow is None else (f"{PREFIX}{workflow}", workflow)
