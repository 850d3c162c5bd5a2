"""What the answer to a probe's document says: which element each error is about. The answer is hostile."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from conformance.probe.schema.marks import Mark, Part, Text

#: How much of a message is looked at and kept.
_MESSAGE = 300


class Limit(enum.StrEnum):
    """Why a server refuses a document that may be right."""

    SIZE = "size"
    DEPTH = "depth"
    COST = "cost"


_LIMITS: tuple[tuple[Limit, re.Pattern[str]], ...] = (
    (Limit.DEPTH, re.compile(r"\bdepth\b|too deep|nest(ed|ing)\b", re.IGNORECASE)),
    (Limit.COST, re.compile(r"complexity|\bcosts?\b|too (complex|expensive)", re.IGNORECASE)),
    (
        Limit.SIZE,
        re.compile(r"\btokens\b|too (large|long|big)|longer than|\bbytes\b|\bsize\b", re.IGNORECASE),
    ),
)
#: What is written here is correct: a parser that says otherwise has met a limit, wherever it stopped.
_SYNTAX = "Syntax Error"
_NUMBER = re.compile(r"\b(\d{1,9})\b(?: (tokens|bytes))?")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@attrs.frozen
class Problem:
    """An element that an error is about, and the error's message."""

    mark: Mark
    message: str


@attrs.frozen
class Refusal:
    """An error that is about no element: a limit of the server, if it is known, with the number it names."""

    message: str
    limit: Limit | None = None
    number: int | None = None
    unit: str = ""


@attrs.frozen
class Seen:
    """What an answer says. `is_clean`: the query ran and nothing was wrong.

    `executed` tells that a mutation ran in place of the query. `refuses_typename`: the query itself is
    refused, in which case everything else was validated all the same.
    """

    problems: tuple[Problem, ...]
    refusals: tuple[Refusal, ...]
    is_clean: bool
    executed: bool
    refuses_typename: bool


def read(text: Text, answer: Mapping[str, Any] | None) -> Seen:
    """Assign each error of an answer to the element that it is about."""
    listed = answer.get("errors") if answer else None
    errors = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    problems: list[Problem] = []
    refusals: list[Refusal] = []
    refuses_typename = False
    for error in errors:
        message = _text(error.get("message"))
        mark = _mark(text, error, message)
        limit = _limit(message)
        if mark is not None and mark.part is Part.TYPENAME:
            refuses_typename = True
        elif (
            message.startswith(_SYNTAX)
            or mark is None
            or (limit is not None and not _is_about(mark, message))
        ):
            refusals.append(limit or Refusal(message))
        else:
            problems.append(Problem(mark, message))
    data = answer.get("data") if answer else None
    keys = set(data) if isinstance(data, dict) else set()
    mutations = {
        one.coordinate.partition(".")[2] for one in text.marks.values() if one.part is Part.OPERATION
    }
    return Seen(
        tuple(problems),
        tuple(refusals),
        is_clean=keys == {"__typename"} and not errors,
        executed=not keys.isdisjoint(mutations),
        refuses_typename=refuses_typename,
    )


def _is_about(mark: Mark, message: str) -> bool:
    """Whether an error is about its place, and not about a limit that was met there: it names the element.

    Errors about values echo them, with words of all kinds; a limit is met at fields, operations, and tokens.
    """
    if mark.part in (Part.VALUE, Part.LITERAL):
        return True
    words = _WORD.findall(message)
    named = {_WORD.findall(mark.coordinate)[-1], mark.beside}
    return mark.part is not Part.OPERATION and not named.isdisjoint(words)


def _text(value: Any) -> str:
    return value[:_MESSAGE] if isinstance(value, str) else ""


def _limit(message: str) -> Refusal | None:
    for limit, pattern in _LIMITS:
        if pattern.search(message):
            found = _NUMBER.search(message)
            number = int(found[1]) if found else None
            return Refusal(message, limit, number, (found[2] or "") if found else "")
    return None


def _mark(text: Text, error: Mapping[str, Any], message: str) -> Mark | None:
    places = error.get("locations")
    found = [
        mark
        for place in (places if isinstance(places, list) else ())
        if (mark := _at(text, place)) is not None
    ]
    if found:
        return min(found, key=lambda mark: mark.part)
    return None if places else _named(text.marks.values(), message)


def _at(text: Text, place: Any) -> Mark | None:
    """The mark at a place, or where it has no mark the nearest one before it on its line."""
    line, column = (place.get("line"), place.get("column")) if isinstance(place, dict) else (None, None)
    if type(line) is not int or type(column) is not int:
        return None
    exact = text.marks.get((line, column))
    if exact is not None:
        return exact
    before = [one for one in text.marks if one[0] == line and one[1] <= column]
    return text.marks[max(before)] if before else None


def _named(marks: Iterable[Mark], message: str) -> Mark | None:
    """The only element whose owner and member a message without a place names."""
    words = set(_WORD.findall(message))
    found = {
        mark.coordinate: mark
        for mark in marks
        if mark.part in (Part.NAME, Part.CONDITION) and set(_WORD.findall(mark.coordinate)) <= words
    }
    longest = max((name.count(".") + name.count("(") for name in found), default=0)
    best = [name for name in found if name.count(".") + name.count("(") == longest]
    return found[best[0]] if len(best) == 1 else None
