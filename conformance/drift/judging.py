"""A drift under a policy: which changes somebody accepts in `waivers.toml`, and which entries must go."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import attrs

from conformance.rules import drift as rules
from conformance.waivers import Waiver
from schema.drift.change import BREAKING, Change
from schema.drift.review import Review, fingerprint


def rule_of(change: Change) -> str:
    """The rule that a change is a finding of: whether or not it breaks a documented operation."""
    breaks = change.criticality is BREAKING and bool(change.affects)
    return (rules.operation_unbroken if breaks else rules.schema_unchanged).id


def covers(waiver: Waiver, change: Change) -> bool:
    """Whether an entry is about a change, whatever the date is."""
    return waiver.covers_change(rule_of(change), change.coordinate, change.affects, fingerprint(change))


def accepted(waivers: Iterable[Waiver], changes: Iterable[Change], today: datetime.date) -> frozenset[str]:
    """The fingerprints of the changes that an entry is about which has not expired."""
    valid = [one for one in waivers if one.is_of_drift and not one.is_expired(today)]
    return frozenset(fingerprint(one) for one in changes if any(covers(waiver, one) for waiver in valid))


def problems(waivers: Iterable[Waiver], changes: Sequence[Change], today: datetime.date) -> tuple[str, ...]:
    """The entries that match no change, and those that have expired."""
    found = []
    for waiver in waivers:
        if not waiver.is_of_drift:
            continue
        if not any(covers(waiver, change) for change in changes):
            found.append(f"{waiver}: delete entry {waiver.number}: no change matches it")
        elif waiver.is_expired(today):
            found.append(f"{waiver}: it expired on {waiver.expires}")
    return tuple(found)


def reviewed(review: Review, waivers: Sequence[Waiver], today: datetime.date, *, complete: bool) -> Review:
    """The review with what is accepted. Only a `complete` comparison can tell that an entry is stale."""
    changes = review.drift.changes
    return attrs.evolve(
        review,
        accepted=accepted(waivers, changes, today),
        problems=problems(waivers, changes, today) if complete else (),
    )
