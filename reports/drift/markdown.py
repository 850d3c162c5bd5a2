"""Markdown for a job summary or a pull request: the verdict first, then tables."""

from __future__ import annotations

from collections.abc import Iterator

from reports import text
from schema.drift import review as reviews
from schema.drift.review import Review

#: Longest table: a job summary holds one megabyte.
MAX_ROWS = 500
_NAMED = 10


def render(review: Review) -> str:
    """A page that says nothing but what can be read on it."""
    return "\n".join(_lines(review)) + "\n"


def _lines(review: Review) -> Iterator[str]:
    yield f"# Drift: {text.markdown(review.old)} > {text.markdown(review.new)}"
    yield ""
    word = "Fails" if review.fails else "Does not fail"
    yield f"**{word}** (`--fail-on {review.fail_on}`): {_plain(review.verdict)}"
    rows = [(family, group.operations) for group in reviews.groups(review.shown) for family in group.families]
    if rows:
        yield from ("", "| criticality | change | operations |", "| --- | --- | --- |")
    for family, operations in rows[:MAX_ROWS]:
        accepted = " (accepted)" if all(map(review.is_accepted, family.changes)) else ""
        told = text.markdown(family.sentence)
        yield f"| {family.first.criticality}{accepted} | {told} | {_some(operations)} |"
    if len(rows) > MAX_ROWS:
        yield from ("", f"{len(rows) - MAX_ROWS:,} more changes are in `drift.json`.")
    if review.remarks:
        yield from ("", *(f"- {_plain(one)}" for one in review.remarks))


def _some(operations: tuple[str, ...]) -> str:
    named = ", ".join(text.markdown(name) for name in operations[:_NAMED])
    more = len(operations) - _NAMED
    return named + (f" and {more} more" if more > 0 else "")


def _plain(sentence: str) -> str:
    return text.markdown(sentence, text.BLOCK)
