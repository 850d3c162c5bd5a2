"""A survey: all questions to one server, after it was found out what the server lets us ask at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from conformance.probe import document, inquiry, packing, reading
from conformance.probe.document import FIRST, LAST, Document
from conformance.probe.inquiry import Send
from conformance.probe.question import Answer, Question
from schema.contract import Contract

#: Mutations that are tried, one after the other, to see whether a field may repeat.
_MAX_TRIES = 3

FIRST_ONLY = "it reports its first error alone: each invalid input takes a request of its own"
NO_REPEATS = "a field may not repeat: the mutation with most inputs sets the number of requests"
NOT_LOCKED = "it takes text for a Boolean, so that nothing would keep a request from executing"


@attrs.frozen
class Survey:
    """What became of each question, in how many requests, and which limits of the server were met.

    `locked` is False where the server took a lock for valid: then nothing was asked behind it.
    """

    answers: Mapping[Question, Answer]
    requests: int
    notes: tuple[str, ...]
    locked: bool

    @property
    def first_only(self) -> bool:
        """Whether the server reports its first error alone."""
        return FIRST_ONLY in self.notes


def ask(
    contract: Contract, server: str, questions: Sequence[Question], send: Send, *, concurrency: int = 1
) -> Survey:
    """Ask a server all questions; those whose answer cannot be told are inconclusive.

    Invalid values and valid ones are never asked in one request, so that a cap on errors cannot hide
    that a valid one was refused.
    """
    prepared = _prepare(contract, server, questions, send)
    asking = inquiry.Inquiry(contract, server, send, prepared.limits, stopped=prepared.stopped)
    for is_valid in (True, False):
        asking.run((one for one in questions if (one.wrong is None) is is_valid), concurrency)
    return Survey(
        answers=asking.answers,
        requests=prepared.requests + asking.requests,
        notes=(*prepared.notes, *_limits_met(prepared.limits)),
        locked=not (prepared.unlocked or asking.unlocked),
    )


def planned(contract: Contract, questions: Sequence[Question]) -> Iterator[Document]:
    """The documents of a survey at a server that has no limits: the locks alone, then all questions."""
    yield document.render(contract, ())
    limits = packing.Limits()
    for is_valid in (True, False):
        pool = packing.Pool()
        for question in questions:
            if (question.wrong is None) is is_valid:
                pool.put(question)
        while batch := pool.take(limits):
            yield document.render(contract, batch)


@attrs.define
class _Prepared:
    limits: packing.Limits = attrs.Factory(packing.Limits)
    notes: list[str] = attrs.Factory(list)
    requests: int = 0
    stopped: str | None = None
    unlocked: bool = False


def _prepare(contract: Contract, server: str, questions: Sequence[Question], send: Send) -> _Prepared:
    """Find out whether a server reports all errors, says which variable is wrong, and lets fields repeat."""
    found = _Prepared(requests=1)
    locks = document.render(contract, ())
    response = send(server, locks)
    seen = reading.read(locks.lines, response.document)
    if seen.executed or seen.named == {LAST}:
        found.unlocked, found.stopped = True, NOT_LOCKED
    elif seen.named == {FIRST}:
        found.limits.first_only = True
        found.notes.append(FIRST_ONLY)
    elif not seen.is_complete:
        reason = reading.UNNAMED if seen.unassigned > 1 else inquiry.described(response)
        found.stopped = f"two invalid variables were not told apart: {reason}"
    elif not seen.worded:
        found.notes.append("it masks its messages: errors are told apart by their location")
    elif not seen.located:
        found.notes.append("its errors have no location: they are told apart by their message")
    if found.stopped is None:
        _see_if_fields_repeat(contract, server, questions, send, found)
    return found


def _see_if_fields_repeat(
    contract: Contract, server: str, questions: Sequence[Question], send: Send, found: _Prepared
) -> None:
    counts = Counter(question.mutation for question in questions)
    repeated = [name for name, count in counts.most_common(_MAX_TRIES) if count > 1]
    first = {question.mutation: question for question in reversed(questions)}
    for name in repeated:
        if _validates(contract, server, [first[name]] * 2, send, found):
            return
        if _validates(contract, server, [first[name]], send, found):
            found.limits.repeated = False
            found.notes.append(NO_REPEATS)
            return
    if repeated:
        found.limits.repeated = False
        found.notes.append("whether a field may repeat could not be told: none is repeated")


def _validates(
    contract: Contract, server: str, questions: Sequence[Question], send: Send, found: _Prepared
) -> bool:
    """Whether a document is valid, asked without running it: a query beside it is named and runs."""
    found.requests += 1
    response = send(server, document.unasked(contract, questions))
    return reading.read({}, response.document).executed


def _limits_met(limits: packing.Limits) -> list[str]:
    notes = []
    if limits.invalid < packing.MAX_INVALID and not limits.first_only:
        notes.append(f"it reports few errors at once: {limits.invalid} invalid inputs fit in a request")
    if limits.size is not None:
        notes.append(f"it refuses large requests: those of about {round(limits.size)} bytes were answered")
    return notes
