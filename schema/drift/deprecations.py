"""Deprecations and their dates, which stand in the reason's text.

Two wordings, each with or without line breaks:

    Use leaves. - Marked as deprecated on 2026-01-15. - Scheduled for removal on or after 2026-07-01.
    Use leaves. - Marked as deprecated on 2026-01-15. - Will be removed on 2026-07-01.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator

import attrs

from schema import types
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind

#: Days from the mark to the removal, unless the caller says otherwise.
DEFAULT_NOTICE = datetime.timedelta(days=90)

_DATE = r"\s+(\d{4}-\d{2}-\d{2})"
_MARKED = re.compile(rf"\bmarked\s+as\s+deprecated\s+on{_DATE}", re.IGNORECASE)
_REMOVAL = re.compile(
    rf"\b(?:scheduled\s+for\s+removal\s+on\s+or\s+after|will\s+be\s+removed\s+on){_DATE}", re.IGNORECASE
)


@attrs.frozen
class Deprecation:
    """What a reason says: when it was marked, and from when on the element may be gone."""

    marked: datetime.date | None
    removal: datetime.date | None


def read(reason: str) -> Deprecation:
    """The dates of a reason; None for one that is missing or no day of the calendar."""
    return Deprecation(_found(_MARKED, reason), _found(_REMOVAL, reason))


def changed(
    coordinate: str, old: str | None, new: str | None, *, today: datetime.date, notice: datetime.timedelta
) -> Iterator[Change]:
    """What became of the deprecation of an element that both sides have."""
    if old is None and new is not None:
        yield Change(SAFE, Kind.DEPRECATION_ADDED, coordinate, f"`{coordinate}` was deprecated.", None, new)
        yield from _short(coordinate, new, today, notice)
    elif old is not None and new is None:
        sentence = f"`{coordinate}` is no longer deprecated."
        yield Change(SAFE, Kind.DEPRECATION_REMOVED, coordinate, sentence, old, None)
    elif old is not None and new is not None and old.split() != new.split():
        yield from _rewritten(coordinate, old, new, today, notice)


def removed(coordinate: str, reason: str | None, *, today: datetime.date) -> Iterator[Change]:
    """Whether an element that is gone was to stay longer."""
    removal = None if reason is None else read(reason).removal
    if removal is not None and today < removal:
        sentence = f"`{coordinate}` is gone before {removal}, the date from which it could be."
        yield Change(BREAKING, Kind.REMOVED_BEFORE_DATE, coordinate, sentence, str(removal), str(today))


def overdue(schema: types.Schema, names: Iterable[str], *, today: datetime.date) -> Iterator[Change]:
    """The deprecated elements of some types that are still there after their date.

    They are states and no differences: a schema that did not change can have them.
    """
    for name in names:
        for coordinate, reason in _deprecated(schema[name]):
            removal = read(reason).removal
            if removal is not None and removal < today:
                days = (today - removal).days
                sentence = (
                    f"`{coordinate}` is still there {days} days after {removal}; it may go at any time."
                )
                yield Change(DANGEROUS, Kind.REMOVAL_OVERDUE, coordinate, sentence, None, str(removal))


def _rewritten(
    coordinate: str, old: str, new: str, today: datetime.date, notice: datetime.timedelta
) -> Iterator[Change]:
    before, after = read(old).removal, read(new).removal
    if before == after:
        sentence = f"`{coordinate}` is deprecated for another reason."
        yield Change(SAFE, Kind.DEPRECATION_REASON_CHANGED, coordinate, sentence, old, new)
        return
    # A date where there was none, or an earlier one, leaves less time; without any date it may stay.
    sooner = after is not None and (before is None or after < before)
    sentence = f"The removal of `{coordinate}` moved from {before or 'no date'} to {after or 'no date'}."
    criticality = DANGEROUS if sooner else SAFE
    dates = (str(before) if before else None, str(after) if after else None)
    yield Change(criticality, Kind.REMOVAL_DATE_MOVED, coordinate, sentence, *dates)
    if sooner:
        yield from _short(coordinate, new, today, notice)


def _short(
    coordinate: str, reason: str, today: datetime.date, notice: datetime.timedelta
) -> Iterator[Change]:
    found = read(reason)
    if found.removal is None:
        return
    given = found.removal - (found.marked or today)
    if given < notice:
        sentence = f"`{coordinate}` may go {given.days} days after it was deprecated, not {notice.days}."
        yield Change(DANGEROUS, Kind.NOTICE_TOO_SHORT, coordinate, sentence, None, str(found.removal))


def _found(pattern: re.Pattern[str], reason: str) -> datetime.date | None:
    match = pattern.search(reason)
    if match is None:
        return None
    try:
        return datetime.date.fromisoformat(match[1])
    except ValueError:  # such as the 31st of June
        return None


def _deprecated(type_: types.Type) -> list[tuple[str, str]]:
    """Coordinates and reasons of the deprecated elements of a type."""
    owner = type_.name
    match type_:
        case types.Object(fields=fields) | types.Interface(fields=fields):
            own = [(f"{owner}.{one.name}", one.deprecated) for one in fields.values() if one.deprecated]
            with_arguments = [field for field in fields.values() if field.arguments]
            return own + [
                (f"{owner}.{field.name}({one.name}:)", one.deprecated)
                for field in with_arguments
                for one in field.arguments.values()
                if one.deprecated
            ]
        case types.InputObject(fields=inputs):
            return [(f"{owner}.{one.name}", one.deprecated) for one in inputs.values() if one.deprecated]
        case types.Enum(values=values):
            return [(f"{owner}.{one.name}", one.deprecated) for one in values.values() if one.deprecated]
        case types.Scalar() | types.Union():
            return []
