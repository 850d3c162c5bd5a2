"""`drift.json` read back, and those of the shards of one run as one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from schema.drift.change import Change, Criticality, Kind
from schema.drift.outcome import Drift
from schema.drift.review import FailOn, Review, fingerprint


def read(text: str) -> Review:
    """The review that a text tells; ValueError with the reason if it is none.

    What was only counted comes back as a note.
    """
    try:
        document = json.loads(text)
        verdict = document["verdict"]
        changes = tuple(map(_change, document["changes"]))
        accepted = frozenset(map(str, verdict["accepted"]))
        return Review(
            old=str(verdict["from"]),
            new=str(verdict["against"]),
            drift=Drift(
                tuple(one for one in changes if one.kind is not Kind.REMOVAL_OVERDUE),
                overdue=tuple(one for one in changes if one.kind is Kind.REMOVAL_OVERDUE),
            ),
            fail_on=FailOn(verdict["fail_on"]),
            accepted=frozenset(fingerprint(one) for one in changes if one.coordinate in accepted),
            problems=tuple(map(str, verdict["problems"])),
            notes=tuple(map(str, verdict["remarks"])),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"this is not what `drift.json` holds: {error!r:.100}") from error


def joined(reviews: Sequence[Review]) -> Review:
    """What the shards of one run found, each of which asked about its own mutations."""
    drifts = [one.drift for one in reviews]
    return attrs.evolve(
        reviews[0],
        drift=Drift(_joined(one.changes for one in drifts), overdue=_joined(one.overdue for one in drifts)),
        accepted=frozenset().union(*(one.accepted for one in reviews)),
        problems=_each_once(problem for one in reviews for problem in one.problems),
        notes=_each_once(note for one in reviews for note in one.notes),
    )


def _joined(shards: Iterable[Iterable[Change]]) -> tuple[Change, ...]:
    """Each change once, with all that it affects and the worst that any shard says of it.

    The file does not tell servers apart: what looks the same twice in one shard is two changes.
    """
    found: dict[tuple[str, int], Change] = {}
    for changes in shards:
        times: Counter[str] = Counter()
        for change in changes:
            alike = fingerprint(change)
            times[alike] += 1
            known = found.setdefault((alike, times[alike]), change)
            worse = max((known, change), key=lambda one: one.criticality)
            affects = tuple(sorted({*known.affects, *change.affects}))
            found[alike, times[alike]] = attrs.evolve(worse, affects=affects)
    return tuple(sorted(found.values(), key=lambda one: one.order))


def _change(value: Mapping[str, Any]) -> Change:
    return Change(
        Criticality[value["criticality"].upper()],
        Kind(value["kind"]),
        str(value["coordinate"]),
        str(value["sentence"]),
        _text(value["before"]),
        _text(value["after"]),
        tuple(map(str, value["affects"])),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
