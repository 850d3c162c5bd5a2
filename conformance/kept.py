"""What a report directory keeps of a run, read back: the results of its items, and how it ended."""

from __future__ import annotations

import json
from pathlib import Path

import attrs

from conformance import replay
from conformance.errors import ConfigError
from conformance.model import Evidence, ItemResult
from conformance.target import journal
from conformance.target.budget import Place
from reports import items, lines, record, violations
from reports.record import Record
from schema import errors, files


@attrs.frozen
class Kept:
    """The results of one run, in their order, its record, and the mutations that it sent."""

    results: tuple[ItemResult, ...]
    record: Record
    journal: tuple[journal.Entry, ...] = ()


def read(directory: Path) -> Kept:
    """Read a report directory, of a run that came to its end or not; ConfigError if it is none."""
    try:
        found = record.read(files.read(directory / record.NAME))
    except errors.ContractError as error:
        raise ConfigError(f"{error}; is {directory} the report directory of a run?") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{directory / record.NAME}: {error}") from error
    return Kept(results(directory), found, journal.read(directory / journal.NAME))


def results(directory: Path) -> tuple[ItemResult, ...]:
    """The results of all items of a run, with their findings; ConfigError with the line if they are wrong.

    A finding whose item is not there belongs to one that was torn: it stands for its item then. An item is
    there twice if the process that had asked it died before it was reported: what came last counts.
    """
    evidence: dict[Place, dict[str, Evidence]] = {}
    for one in replay.recorded(directory / violations.NAME):
        evidence.setdefault((one.scenario, one.mutation), {})[one.fingerprint] = one
    path = directory / items.NAME
    listed = (
        _result(line, f"{path}:{number}") for number, line in enumerate(lines.read(files.read(path)), 1)
    )
    found = {(one.scenario, one.mutation): one for one in listed}
    for place in evidence:
        found.setdefault(place, ItemResult(mutation=place[1], scenario=place[0]))
    return tuple(
        attrs.evolve(one, evidence=tuple(evidence.get(place, {}).values())) for place, one in found.items()
    )


def _result(line: str, place: str) -> ItemResult:
    """An item, without its findings."""
    try:
        return ItemResult.from_json({**json.loads(line), "evidence": []})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{place}: this is not what happened in an item: {error}") from error
