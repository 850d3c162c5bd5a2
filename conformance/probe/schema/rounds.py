"""Asking a server about all of a schema, in as few requests as it lets us.

Everything is asked at once. What an answer shows to be gone is taken out, and the rest is asked again, until
nothing is wrong: servers stop at some number of errors. What a server takes no more of in one request is
asked in parts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import attrs

from conformance.model import Response
from conformance.probe.inquiry import described
from conformance.probe.schema import findings, reading, tree, writing
from conformance.probe.schema.marks import Text
from conformance.probe.schema.reading import Limit, Refusal, Seen
from conformance.probe.schema.writing import Unit, Writer
from schema import remaining, types
from schema.drift.change import Change

#: Requests to one server after which no more is asked: one for each error, where it tells but one at a time.
MAX_REQUESTS = 400
#: Parts in a row that a server refuses whole before nothing more is asked of it.
_MAX_STRIKES = 12

EXECUTED = "it executed something else than the query that was named: nothing more was asked"
TYPENAME = "it refuses `__typename`: the query that is run in place of all is refused, the rest is validated"
TOO_MANY = f"it was not asked to the end: there is something wrong after {MAX_REQUESTS} requests still"
UNSEEN = (
    "the probe cannot see: whether results may be null, the types of leaves, fields that need arguments, "
    "what was added and may be left out, defaults, deprecations"
)
_TOO_LARGE = 413
#: Parts are not equally long, and each repeats the way to what it is about.
_MARGIN = 1.1
#: The tokens of the GraphQL specification (2.1.7), of documents as they are written here.
_TOKEN = re.compile(r"[A-Za-z_]\w*|\.\.\.|[^\s,\w]")

#: Sends a document to a server, by the server's name, to run its query; TargetError if no answer comes.
Send = Callable[[str, str], Response]


@attrs.frozen
class Probed:
    """What was found at one server: the changes, how they were found, and what was not asked.

    `found_after` is the number of the request that showed the last of the changes. `notes` are the limits
    that were met. Of the `unasked` units nothing is known.
    """

    changes: tuple[Change, ...]
    requests: int
    notes: tuple[str, ...]
    found_after: int = 0
    unasked: tuple[Unit, ...] = ()
    executed: bool = False


def ask(schema: types.Schema, server: str, send: Send) -> Probed:
    """Ask a server which parts of a schema it does not have; TargetError if it does not answer."""
    if not tree.of(schema).outputs and not writing.Writer(schema).units():
        return Probed((), 0, ())
    asking = _Asking(schema, server, send)
    asking.run()
    return Probed(
        changes=tuple(sorted(asking.changes.values(), key=lambda one: one.order)),
        requests=asking.requests,
        notes=tuple(asking.notes),
        found_after=asking.found_after,
        unasked=tuple(sorted(asking.unasked)),
        executed=asking.executed,
    )


@attrs.define
class _Allowed:
    """What a server takes in one request, as far as is known: bytes, tokens, depth."""

    size: float = float("inf")
    tokens: float = float("inf")
    depth: float = float("inf")

    def parts(self, text: Text) -> int:
        """In how many parts a document has to be asked: 1 if it is small enough."""
        parts = text.size / self.size
        if self.tokens != float("inf"):
            parts = max(parts, len(_TOKEN.findall(text.text)) / self.tokens)
        return math.ceil(parts * _MARGIN) if parts > 1 else 1


@attrs.define
class _Asking:
    schema: types.Schema
    server: str
    send: Send
    changes: dict[tuple[str, str, str | None], Change] = attrs.Factory(dict)
    requests: int = 0
    notes: dict[str, None] = attrs.Factory(dict)
    unasked: set[Unit] = attrs.Factory(set)
    executed: bool = False
    stopped: bool = False
    typename: bool = True
    allowed: _Allowed = attrs.Factory(_Allowed)
    strikes: int = 0
    found_after: int = 0
    answers_query: bool | None = None
    asked: set[str] = attrs.Factory(set)
    answered: set[Unit] = attrs.Factory(set)

    def run(self) -> None:
        """Ask all parts until nothing is wrong; then what has moved into a part that was asked before."""
        everything: tuple[Unit, ...] = ()
        while not self.stopped and (left := self.left()) and left != everything:
            everything = left
            self.ask([left])

    def left(self) -> tuple[Unit, ...]:
        """The units that name an element which no answer was about."""
        writer = self.writer()
        if not self.asked:
            return writer.units()
        settled = self.unasked | self.answered
        return tuple(
            one
            for one in writer.units()
            if one not in settled and not _named(writer.write([one])) <= self.asked
        )

    def ask(self, waiting: list[tuple[Unit, ...]]) -> None:
        """Ask some parts, each until nothing is wrong with it."""
        while waiting and not self.stopped:
            # What is gone takes units with it, and puts others in their place.
            writer = self.writer()
            known = set(writer.units())
            units = tuple(one for one in waiting.pop(0) if one in known and self.may_ask(writer, one))
            if not units:
                continue
            text = writer.write(units)
            parts = min(self.allowed.parts(text), len(units))
            if parts > 1:
                waiting = [*_cut(units, parts), *waiting]
                continue
            seen, response = self.request(text)
            if seen.executed:
                self.executed = self.stopped = True
                self.note(EXECUTED)
            elif self.learn(seen):
                # Units that are new in the tree, because others are gone, are asked with this part.
                waiting = [self.again(units, known), *waiting]
            elif not self.is_answered(seen):
                waiting = [*self.split(units, text, seen, response), *waiting]
            else:
                self.strikes = 0
                self.asked |= _named(text)
                self.answered.update(units)

    def writer(self) -> Writer:
        left = remaining.after(self.schema, self.changes.values()).schema
        return Writer(left, self.typename)

    def may_ask(self, writer: Writer, unit: Unit) -> bool:
        if writer.depth(unit) <= self.allowed.depth:
            return True
        self.unasked.add(unit)
        return False

    def request(self, text: Text) -> tuple[Seen, Response]:
        self.requests += 1
        response = self.send(self.server, text.text)
        if self.requests >= MAX_REQUESTS:
            self.stopped = True
            self.note(TOO_MANY)
        return reading.read(text, response.document), response

    def is_answered(self, seen: Seen) -> bool:
        """Whether nothing is wrong: the query ran, or nothing but the query itself was refused."""
        return seen.is_clean or (seen.refuses_typename and not self.typename and not seen.refusals)

    def learn(self, seen: Seen) -> bool:
        """Note what is wrong; whether anything was not known before, so that it is worth asking again."""
        before = len(self.changes)
        for problem in seen.problems:
            self.found(findings.change(self.schema, problem))
        if seen.refuses_typename and self.typename:
            self.typename = False
            self.answered.clear()
            self.note(TYPENAME)
            return True
        return len(self.changes) > before

    def found(self, change: Change) -> None:
        key = (change.coordinate, change.kind, change.before)
        if key not in self.changes:
            self.changes[key] = change
            # What is gone puts other elements into units that were asked before.
            self.answered.clear()
            self.found_after = self.requests

    def again(self, units: tuple[Unit, ...], known: set[Unit]) -> tuple[Unit, ...]:
        left = self.writer().units()
        return tuple(one for one in left if one in units or one not in known)

    def split(
        self, units: tuple[Unit, ...], text: Text, seen: Seen, response: Response
    ) -> list[tuple[Unit, ...]]:
        """What to ask in place of a part that was refused as a whole."""
        refusal = next(iter(seen.refusals), Refusal(described(response)))
        if response.status == _TOO_LARGE and refusal.limit is None:
            refusal = attrs.evolve(refusal, limit=Limit.SIZE)
        self.lower(refusal, text)
        if refusal.limit is Limit.DEPTH:
            return [units]
        if refusal.limit is None and not self.takes_any():
            self.unasked.update(units)
            return []
        if len(units) > 1:
            return _cut(units, max(2, self.allowed.parts(text)))
        self.strikes += 1
        if refusal.limit is None:
            self.found(findings.refused(units[0].coordinate, refusal.message))
        self.unasked.add(units[0])
        if self.strikes == _MAX_STRIKES:
            self.stopped = True
            self.note(f"it refuses {_MAX_STRIKES} parts in a row: {refusal.message}")
        return []

    def takes_any(self) -> bool:
        """Whether the server answers the query alone: if not, none of what it refuses is to blame."""
        if self.answers_query is None:
            seen, response = self.request(self.writer().write(()))
            self.answers_query = seen.is_clean or seen.refuses_typename
            if not self.answers_query:
                self.stopped = True
                self.note(f"it answers no query, so that nothing was asked: {described(response)}")
        return self.answers_query

    def lower(self, refusal: Refusal, text: Text) -> None:
        """Remember a limit: by its number if it says one, otherwise that this was too much."""
        number = refusal.number
        match refusal.limit:
            case Limit.DEPTH:
                deepest = min(self.allowed.depth, self.deepest())
                below = number if number is not None and number < deepest else deepest - 1
                self.allowed.depth = below
                self.note(f"it refuses deep documents: nothing deeper than {below:.0f} fields was asked")
            case Limit.SIZE if refusal.unit == "tokens" or "token" in refusal.message.lower():
                count = len(_TOKEN.findall(text.text))
                self.allowed.tokens = number if number is not None and number < count else count / 2
                self.note(
                    f"it refuses long documents: about {self.allowed.tokens:.0f} tokens were asked at once"
                )
            case Limit.SIZE:
                is_number = number is not None and 100 < number < text.size
                # The body around a document is a little longer than the document.
                self.allowed.size = number - 100 if is_number and number else text.size / 2
                self.note(
                    f"it refuses large requests: about {self.allowed.size:.0f} bytes were asked at once"
                )
            case Limit.COST:
                self.note(f"it refuses costly documents: they were asked in parts ({refusal.message})")
            case None:
                pass

    def deepest(self) -> int:
        writer = self.writer()
        return max((writer.depth(one) for one in writer.units()), default=2)

    def note(self, note: str) -> None:
        self.notes[note] = None


def _named(text: Text) -> set[str]:
    """The elements that a document is about."""
    return {one.coordinate for one in text.marks.values()}


def _cut(units: tuple[Unit, ...], parts: int) -> list[tuple[Unit, ...]]:
    """About equal parts, as many or fewer."""
    size = math.ceil(len(units) / parts)
    return [units[start : start + size] for start in range(0, len(units), size)]
