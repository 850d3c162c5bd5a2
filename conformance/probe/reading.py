"""What an answer says about the variables of a probe's document. Pure: the answer is hostile JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from conformance.probe.document import FIRST, LAST, Document, variable
from conformance.probe.document import lines as document_lines
from conformance.probe.question import Answer, Outcome, Question

# All engines write a variable with its dollar, in quotes or without.
_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")

#: How much of a message is searched: a name stands at its beginning, an echoed value behind it.
_SEARCHED = 300

UNNAMED = "the answer does not say which variable is wrong"
ANOTHER = "another argument was refused"


@attrs.frozen
class Reading:
    """The variables that errors name, how many errors name none, and whether anything was executed.

    `located` tells that some error named a variable by its place, `worded` that one did in its message;
    `first` is the variable that the first error names.
    """

    named: frozenset[str]
    unassigned: int
    executed: bool
    located: bool = False
    worded: bool = False
    first: str | None = None

    @property
    def is_coercion(self) -> bool:
        """Whether the request was refused for its variables, and not for its document or its size."""
        return FIRST in self.named

    @property
    def is_complete(self) -> bool:
        """Whether a variable that no error names was accepted."""
        return self.named >= {FIRST, LAST} and not self.unassigned and not self.executed


def read(lines: Mapping[int, str], answer: Mapping[str, Any] | None) -> Reading:
    """Assign each error to a variable, by the line of its declaration and by its name in the message.

    One of the two must do, since some servers mask messages and others leave out locations; an error
    in which they disagree names nothing. `lines` are those of the document that was sent.
    """
    listed = answer.get("errors") if answer else None
    errors = listed if isinstance(listed, list) else []
    names = frozenset(lines.values())
    named: set[str] = set()
    unassigned = 0
    located = worded = False
    first: str | None = None
    for index, error in enumerate(errors):
        place, word = _by_location(lines, error), _by_message(names, error)
        name = place or word
        if name is None or (place and word and place != word):
            unassigned += 1
            continue
        named.add(name)
        first = name if index == 0 else first
        located, worded = located or place is not None, worded or word is not None
    data = answer.get("data") if answer else None
    ran = isinstance(data, dict) and any(value is not None for value in data.values())
    executed = ran or (data is not None and not named >= {FIRST, LAST})
    return Reading(frozenset(named), unassigned, executed, located, worded, first)


def answers(document: Document, questions: Sequence[Question], reading: Reading) -> list[Answer | None]:
    """What became of each question of a document with a lock before and after; None: it must be asked again.

    What no error names was accepted only if both locks were named and every error names something.
    """
    found: list[Answer | None] = []
    refused = _refused(document, reading)
    for index, question in enumerate(questions):
        arguments = refused.get(index, frozenset())
        if not reading.is_coercion or reading.executed:
            found.append(None)
        elif arguments:
            found.append(_refusal(question, arguments))
        else:
            found.append(Answer(Outcome.ACCEPTED) if reading.is_complete else None)
    return found


def first_answers(document: Document, questions: Sequence[Question], reading: Reading) -> list[Answer | None]:
    """The same for a server that reports its first error alone, asked with both locks at the end.

    The questions before the one that is named were accepted; those behind it were not looked at.
    """
    unknown: list[Answer | None] = [None] * len(questions)
    # Before the one that is named there may be an error of a variable that cannot be told.
    name = reading.first
    if name is None or len(reading.named) != 1 or reading.executed:
        return unknown
    accepted: list[Answer | None] = [Answer(Outcome.ACCEPTED)] * len(questions)
    if name == FIRST:
        return accepted
    if name not in document.owners:
        return unknown
    index, argument = document.owners[name]
    answer = _refusal(questions[index], frozenset({argument}))
    return [*accepted[:index], answer, *unknown[index + 1 :]]


def refuses(text: str, argument: str, answer: Mapping[str, Any] | None) -> bool | None:
    """Whether the answer to a document with one question refuses an argument; None if it cannot be told."""
    name, lines = variable(argument), document_lines(text)
    seen = read(lines, answer)
    if seen.executed:
        return False
    if name in seen.named:
        return True
    declared = list(lines.values())
    behind = name in declared and FIRST in declared and declared.index(name) < declared.index(FIRST)
    return False if seen.is_complete or (behind and seen.named == {FIRST} and seen.first == FIRST) else None


def _refused(document: Document, reading: Reading) -> dict[int, frozenset[str]]:
    """The arguments that were refused, by the index of their question."""
    found: dict[int, frozenset[str]] = {}
    for name in reading.named:
        if name in document.owners:
            index, argument = document.owners[name]
            found[index] = found.get(index, frozenset()) | {argument}
    return found


def _refusal(question: Question, arguments: frozenset[str]) -> Answer:
    if question.wrong is None or question.wrong in arguments:
        return Answer(Outcome.REFUSED)
    return Answer(Outcome.INCONCLUSIVE, ANOTHER)


def _by_location(lines: Mapping[int, str], error: Any) -> str | None:
    places = error.get("locations") if isinstance(error, dict) else None
    for place in places if isinstance(places, list) else ():
        line = place.get("line") if isinstance(place, dict) else None
        if type(line) is int and line in lines:
            return lines[line]
    return None


def _by_message(names: frozenset[str], error: Any) -> str | None:
    message = error.get("message") if isinstance(error, dict) else None
    if not isinstance(message, str):
        return None
    return next((name for name in _VARIABLE.findall(message[:_SEARCHED]) if name in names), None)
