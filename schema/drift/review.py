"""A drift as it is judged: what counts, what somebody accepts, and whether it fails."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable

import attrs

from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change
from schema.drift.outcome import Drift


class FailOn(enum.StrEnum):
    """Which changes make a comparison fail; each includes those before it."""

    AFFECTED = "affected"
    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    ANY = "any"

    def fails(self, change: Change) -> bool:
        """Whether a change makes it fail: one that breaks a documented operation always does."""
        if change.noise:
            return False
        if change.criticality is BREAKING and change.affects:
            return True
        least = {FailOn.BREAKING: BREAKING, FailOn.DANGEROUS: DANGEROUS, FailOn.ANY: SAFE}
        return self in least and change.criticality >= least[self]


@attrs.frozen(kw_only=True)
class Review:
    """A drift between two sides, named `old` and `new`, under a policy.

    `accepted` are fingerprints of changes that somebody answers for, and `problems` entries of the
    waivers that must go. `noise` shows what says nothing too. `notes` say how the newer side was read:
    limits that were met, what could not be seen.
    """

    old: str
    new: str
    drift: Drift
    fail_on: FailOn = FailOn.AFFECTED
    accepted: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    noise: bool = False
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Change, ...]:
        """The changes that are listed, overdue removals after the others."""
        changes = self.drift.changes if self.noise else self.drift.signal
        return (*changes, *self.drift.overdue)

    def is_accepted(self, change: Change) -> bool:
        """Whether somebody answers for a change."""
        return fingerprint(change) in self.accepted

    @property
    def failing(self) -> tuple[Change, ...]:
        """The changes that make it fail: overdue removals are states, and never do."""
        return tuple(
            one for one in self.drift.signal if self.fail_on.fails(one) and not self.is_accepted(one)
        )

    @property
    def fails(self) -> bool:
        """Whether the comparison fails, for a change or for a waiver that must go."""
        return bool(self.failing or self.problems)

    @property
    def affected_operations(self) -> tuple[str, ...]:
        """The documented mutations that a breaking change affects, sorted."""
        return self.drift.affected_operations()

    @property
    def verdict(self) -> str:
        """The two numbers, all changes and those that touch documented operations, in a sentence."""
        drift, operations = self.drift, len(self.affected_operations)
        counts = ", ".join(f"{drift.count(one)} {one}" for one in (BREAKING, DANGEROUS, SAFE))
        parts = [
            f"{counted(len(drift.signal), 'change')} ({counts})",
            f"{len(drift.touching)} of them touch documented operations, {operations} of which break",
        ]
        accepted = sum(map(self.is_accepted, drift.signal))
        if accepted:
            parts.append(f"{accepted} accepted")
        if self.problems:
            parts.append(f"waivers: {'; '.join(self.problems)}")
        return "; ".join(parts)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is to be known, a line each: counts of what is not listed, and the notes."""
        hidden = 0 if self.noise else self.drift.noise
        noise = (f"{counted(hidden, 'change')} that say nothing are not listed",) if hidden else ()
        return (*noise, *self.drift.left_out.sentences, *self.notes)


def fingerprint(change: Change) -> str:
    """What a change is recognized by, in ten hexadecimal digits: it stays while the same thing is so."""
    parts = (change.server, change.kind.value, change.coordinate, change.before or "", change.after or "")
    return hashlib.sha256("\n".join(parts).encode(errors="backslashreplace")).hexdigest()[:10]


@attrs.frozen
class Family:
    """Changes that are told in one sentence: one, or the same to the same member of several types."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The change that stands for all."""
        return self.changes[0]

    @property
    def sentence(self) -> str:
        """What happened."""
        if len(self.changes) == 1:
            return self.first.sentence
        owners = ", ".join(one.owner for one in self.changes[:_NAMED])
        more = len(self.changes) - _NAMED
        what = self.first.kind.value.replace("-", " ")
        of = f"{owners} and {more} more" if more > 0 else owners
        return f"{what.capitalize()}: `{self.first.member}` of {len(self.changes)} types ({of})."


@attrs.frozen
class Group:
    """Operations that the same changes affect; without any, the changes that affect none."""

    operations: tuple[str, ...]
    families: tuple[Family, ...]


#: So many types that lose the same member are told in one sentence, and so many of them are named there.
_FAMILY, _NAMED = 3, 3


def groups(changes: Iterable[Change]) -> tuple[Group, ...]:
    """Changes by the operations that they affect, the worst first; those that affect none come last."""
    families = _families(changes)
    of_operation: dict[str, list[int]] = {}
    for index, family in enumerate(families):
        for name in {name for one in family.changes for name in one.affects}:
            of_operation.setdefault(name, []).append(index)
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, indices in sorted(of_operation.items()):
        alike.setdefault(tuple(indices), []).append(name)
    found = [
        Group(tuple(names), tuple(families[index] for index in indices)) for indices, names in alike.items()
    ]
    found.sort(key=lambda one: (one.families[0].first.order, one.operations))
    rest = tuple(family for family in families if not any(one.affects for one in family.changes))
    return (*found, Group((), rest)) if rest else tuple(found)


def _families(changes: Iterable[Change]) -> list[Family]:
    alike: dict[object, list[Change]] = {}
    for change in changes:
        # What touches operations and what does not are two things to know.
        key = (
            change.kind,
            change.criticality,
            change.member,
            change.before,
            change.after,
            bool(change.affects),
        )
        alike.setdefault(key if change.member and "(" not in change.coordinate else change, []).append(change)
    found = []
    for listed in alike.values():
        together = len({one.owner for one in listed}) >= _FAMILY
        found += [Family(tuple(listed))] if together else [Family((one,)) for one in listed]
    return sorted(found, key=lambda family: family.first.order)


def counted(number: int, noun: str) -> str:
    """Such as `1 change` or `2 changes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
