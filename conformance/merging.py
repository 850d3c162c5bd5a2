"""Shards of one run read as one: the same tally, judged by the same verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from conformance.errors import ConfigError
from conformance.kept import Kept
from conformance.model import Level
from conformance.target import journal
from conformance.verdict import Tally
from conformance.waivers import Judgement
from reports.about import About

#: The option that says which part of a run is asked.
SHARD = "--shard"


def tally(shards: Mapping[Path, Kept]) -> Tally:
    """What the shards of a run found, together; shards that are missing, or did not end, are said.

    ConfigError if they are not shards of one run, or if two of them hold the same.
    """
    records = {path: kept.record for path, kept in shards.items()}
    for what, values in {
        "targets": {record.about.target for record in records.values()},
        "tiers": {record.about.tier for record in records.values()},
        "profiles": {record.about.profile for record in records.values()},
        "contracts": {record.about.snapshot for record in records.values()},
        "levels to fail on": {record.fail_on for record in records.values()},
        "numbers of shards": {str(record.shard[1]) for record in records.values()},
    }.items():
        if len(values) != 1:
            raise ConfigError(f"these are several runs: their {what} are {', '.join(sorted(values))}")
    _refuse_repetition(shards)
    ordered = [shards[path] for path in sorted(shards, key=lambda path: records[path].shard)]
    results = [result for kept in ordered for result in kept.results]
    # As in a run itself: nothing of a sandbox is to be undone.
    sent = [entry for kept in ordered if not kept.record.about.is_embedded for entry in kept.journal]
    return Tally(
        fail_on=Level(next(iter(records.values())).fail_on),
        results=sorted(results, key=lambda one: (one.scenario, one.mutation)),
        bugs=_each_once(bug for kept in ordered for bug in kept.record.bugs),
        waivers=Judgement(
            tuple(_each_once(one for kept in ordered for one in kept.record.waivers)),
            tuple(_each_once(one for kept in ordered for one in kept.record.unchecked)),
        ),
        unreachable=next((kept.record.unreachable for kept in ordered if kept.record.unreachable), None),
        missing=_missing(ordered),
        left_behind=journal.described(journal.outstanding(sent)),
    )


def about(shards: Mapping[Path, Kept]) -> About:
    """What the whole run was: as each of its shards says, without which one that is; budgets are added."""
    found = next(iter(shards.values())).record.about
    selection = list(found.selection)
    if SHARD in selection:
        place = selection.index(SHARD)
        del selection[place : place + 2]
    budgets = [kept.record.about.budget for kept in shards.values()]
    parts = [one for one in budgets if one is not None]
    budget = sum(parts) if len(parts) == len(budgets) else None
    return attrs.evolve(found, selection=tuple(selection), budget=budget)


def _refuse_repetition(shards: Mapping[Path, Kept]) -> None:
    numbers: dict[int, Path] = {}
    places: dict[tuple[str, str], Path] = {}
    for path, kept in shards.items():
        number, count = kept.record.shard
        if number in numbers:
            raise ConfigError(f"{numbers[number]} and {path} are both shard {number}/{count}")
        numbers[number] = path
        for result in kept.results:
            place = (result.scenario, result.mutation)
            if place in places:
                raise ConfigError(f"{places[place]} and {path} both hold {': '.join(place)}")
            places[place] = path


def _missing(ordered: Iterable[Kept]) -> tuple[str, ...]:
    """The shards that are not there or not whole, each in a few words."""
    records = {kept.record.shard[0]: kept.record for kept in ordered}
    count = next(iter(records.values())).shard[1]
    absent = [f"shard {number}/{count} is missing" for number in range(1, count + 1) if number not in records]
    torn = [f"shard {number}/{count} did not end" for number, one in records.items() if not one.ended]
    stopped = [
        f"shard {number}/{count} was interrupted" for number, one in records.items() if one.interrupted
    ]
    return (*absent, *torn, *stopped)


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
