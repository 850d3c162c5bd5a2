"""For a terminal: changes under the operations that they affect, and the verdict last."""

from __future__ import annotations

from collections.abc import Iterator

import click

from reports import text
from schema.drift import review as reviews
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Criticality
from schema.drift.review import Group, Review

_COLORS = {BREAKING: "red", DANGEROUS: "yellow", SAFE: "green"}
#: How many operations a heading names.
_NAMED = 5
_WIDTH = 9


def render(review: Review) -> str:
    """Text with colors; `click.echo` takes them out where nobody sees them."""
    return "\n".join(_lines(review)) + "\n"


def _lines(review: Review) -> Iterator[str]:
    yield click.style(text.line(f"{review.old} > {review.new}"), bold=True)
    for group in reviews.groups(review.shown):
        yield ""
        yield click.style(_heading(group), bold=True)
        for family in group.families:
            yield from _told(review, family)
    yield ""
    yield from (text.line(one) for one in review.remarks)
    color = "red" if review.fails else "green"
    word = "drift" if review.fails else "no drift that fails" if review.drift.signal else "no drift"
    yield click.style(text.line(f"{word}: {review.verdict}", text.BLOCK), fg=color, bold=True)


def _heading(group: Group) -> str:
    if not group.operations:
        return "touching no documented operation"
    named = ", ".join(group.operations[:_NAMED])
    more = len(group.operations) - _NAMED
    every = reviews.counted(len(group.operations), "operation")
    return (
        named if len(group.operations) == 1 else f"{every}: {named}" + (f", {more} more" if more > 0 else "")
    )


def _told(review: Review, family: reviews.Family) -> Iterator[str]:
    change = family.first
    accepted = " (accepted)" if all(map(review.is_accepted, family.changes)) else ""
    yield f"  {_colored(change.criticality)} {text.line(family.sentence)}{accepted}"
    if _needs_values(change):
        yield f"  {'':{_WIDTH}}   before {text.line(change.before or 'nothing')}"
        yield f"  {'':{_WIDTH}}   after  {text.line(change.after or 'nothing')}"


def _needs_values(change: Change) -> bool:
    """Whether the sentence leaves out what stood there: texts are too long for one."""
    return change.kind.endswith(("description-changed", "reason-changed", "message-changed"))


def _colored(criticality: Criticality) -> str:
    return click.style(f"{criticality!s:{_WIDTH}}", fg=_COLORS[criticality])
