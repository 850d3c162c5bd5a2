"""Workflow commands of GitHub: an annotation for what fails and for what breaks, a notice for the verdict."""

from __future__ import annotations

from reports import text
from schema.drift import review as reviews
from schema.drift.change import SAFE
from schema.drift.review import Review

#: GitHub shows ten annotations of a kind for a step; the rest is counted.
MAX_SHOWN = 9


def render(review: Review) -> str:
    """A line for each annotation."""
    failing = set(map(id, review.failing))
    errors, warnings = [], []
    for group in reviews.groups(review.shown):
        for family in group.families:
            title = text.annotation(f"drift: {family.first.kind}", is_property=True)
            who = f" Affects {', '.join(group.operations)}." if group.operations else ""
            message = text.annotation(family.sentence + who, text.BLOCK)
            if any(id(one) in failing for one in family.changes):
                errors.append(f"::error title={title}::{message}")
            elif family.first.criticality is not SAFE:
                warnings.append(f"::warning title={title}::{message}")
    lines = [*_first(errors, "error"), *_first(warnings, "warning")]
    lines += [f"::error title=waivers::{text.annotation(one)}" for one in review.problems]
    return "\n".join([*lines, f"::notice title=drift::{text.annotation(review.verdict, text.BLOCK)}"]) + "\n"


def _first(lines: list[str], level: str) -> list[str]:
    more = len(lines) - MAX_SHOWN
    return [
        *lines[:MAX_SHOWN],
        *([f"::{level} title=drift::{more} more, see the report"] if more > 0 else []),
    ]
