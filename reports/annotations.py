"""Findings as annotations of a GitHub job: a line of the log that the page of the job shows at its top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.model import Evidence, Level
from reports import text

#: GitHub shows so many of each kind for a step and drops the rest.
MAX_SHOWN = 10


def of(evidence: Iterable[Evidence], *, fail_on: Level = Level.MUST) -> Iterator[str]:
    """A line for each finding that nobody waived: an error if it makes a run fail, a warning otherwise."""
    levels = list(Level)
    open_ = [one for one in evidence if not one.waived]
    binding = [one for one in open_ if levels.index(Level(one.level)) <= levels.index(fail_on)]
    others = [one for one in open_ if one not in binding]
    for kind, listed in (("error", binding), ("warning", others)):
        for one in listed[:MAX_SHOWN]:
            title = text.annotation(f"{one.rule} at {one.mutation}", is_property=True)
            said = f"{one.path}: expected {one.expected}, got {one.actual} ({one.scenario}, {one.count}x)"
            yield f"::{kind} title={title}::{text.annotation(f'{said} [{one.fingerprint}]')}"
        if len(listed) > MAX_SHOWN:
            more = f"{len(listed) - MAX_SHOWN} more stand in violations.jsonl"
            yield f"::notice title={kind}s::{text.annotation(more)}"
