"""Findings as annotations of a GitHub job: a line of the log that the page of the job shows at its top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.model import Level
from reports import text
from reports.coverage import ran
from reports.coverage.ran import Finding

#: GitHub shows so many of each kind for a step and drops the rest.
MAX_SHOWN = 10


def of(findings: Iterable[Finding], *, fail_on: Level = Level.MUST) -> Iterator[str]:
    """A line for each finding that nobody waived: an error if it makes a run fail, a warning otherwise.

    What is broken in one more way comes before another place where the same shows.
    """
    levels = list(Level)
    open_ = [one for one in findings if not one.waived]
    binding = [one for one in open_ if levels.index(Level(one.evidence.level)) <= levels.index(fail_on)]
    others = [one for one in open_ if one not in binding]
    for kind, listed in (("error", binding), ("warning", others)):
        for one in ran.ranked(listed)[:MAX_SHOWN]:
            yield _line(kind, one)
        if len(listed) > MAX_SHOWN:
            more = f"{len(listed) - MAX_SHOWN} more stand in violations.jsonl"
            yield f"::notice title={kind}s::{text.annotation(more)}"


def _line(kind: str, one: Finding) -> str:
    found = one.evidence
    title = text.annotation(f"{found.rule} at {found.mutation}", is_property=True)
    place = f"{found.path}, for {found.input}" if found.input else found.path
    seen = f"{', '.join(one.scenarios)}, {one.count}x"
    said = f"{place}: expected {found.expected}, got {found.actual} ({seen})"
    return f"::{kind} title={title}::{text.annotation(f'{said} [{one.fingerprint}]')}"
