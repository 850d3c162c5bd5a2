"""The journal: every mutation that was sent and may have changed something, written before it was sent.

    {"event": "sent", "id", "at", "mutation", "scenario", "hazard", "identity", "credential", "operation",
     "variables", "document"}
    {"event": "answered", "id", "at", "status", "outcome", "answer"}
    {"event": "undone", "id", "at", "by"}

A line is in the file before the request leaves, so that whatever ends the run, nothing was sent that is
not in it. What has no answer has an unknown outcome.
"""

from __future__ import annotations

import datetime
import enum
import itertools
import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from conformance.errors import ConfigError, TargetLostError
from conformance.model import Case, Exchange, Response
from conformance.target.redaction import Redactor

NAME = "journal.jsonl"

#: Longest answer that is kept, in characters: what it takes to find again what was made.
MAX_ANSWER = 2_000

#: Hazards of mutations that leave nothing to undo.
HARMLESS = ("read-like", "quote-only")


class Outcome(enum.StrEnum):
    """What became of a mutation."""

    EXECUTED = "executed"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, exchange: Exchange) -> Outcome:
        """What an answer says; one that is none of a GraphQL server says nothing."""
        document = exchange.document
        if document is None or ("data" not in document and not exchange.errors):
            return cls.UNKNOWN
        return cls.REFUSED if exchange.result is None and exchange.errors else cls.EXECUTED


@attrs.frozen
class Entry:
    """A mutation that was sent, and what became of it. `undone_by` says what undid it, if anything did."""

    id: str
    at: str
    mutation: str
    hazard: str | None
    identity: str
    outcome: Outcome = Outcome.UNKNOWN
    undone_by: str | None = None

    @property
    def is_outstanding(self) -> bool:
        """Whether it may have left something behind that nobody undid."""
        changed = self.outcome in (Outcome.EXECUTED, Outcome.UNKNOWN) and self.hazard not in HARMLESS
        return changed and self.undone_by is None


@attrs.define
class Journal:
    """Appends to one file; several threads and processes may, each with a journal of its own.

    `durable`: a line is on the disk, and not only with the operating system, before it counts as written: it
    then outlives the machine as well.
    """

    path: Path
    redactor: Redactor
    durable: bool = True
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    _prefix: str = attrs.Factory(lambda: secrets.token_hex(4))
    _numbers: Iterator[int] = attrs.Factory(lambda: itertools.count(1))
    _file: int | None = None

    def sent(self, case: Case, *, hazard: str | None, identity: str) -> str:
        """Write that a case is about to be sent, and give its id; TargetLostError if it cannot be written."""
        name = f"{self._prefix}-{next(self._numbers)}"
        self._write(
            {
                "event": "sent",
                "id": name,
                "mutation": case.mutation,
                "scenario": case.scenario,
                "hazard": hazard,
                "identity": identity,
                "credential": case.credential.value,
                "operation": case.operation.name,
                "variables": dict(case.variables),
                # Without variables, what was asked stands in the document itself.
                "document": None if case.variables else case.operation.text,
            }
        )
        return name

    def answered(self, name: str, response: Response | None, outcome: Outcome) -> None:
        """Write what became of it."""
        text = "" if response is None else response.content.decode("utf-8", errors="replace")
        self._write(
            {
                "event": "answered",
                "id": name,
                "status": None if response is None else response.status,
                "outcome": outcome.value,
                "answer": text if len(text) <= MAX_ANSWER else f"{text[:MAX_ANSWER]}…",
            }
        )

    def undone(self, name: str, *, by: str) -> None:
        """Write that whatever it left behind was undone, and by what: whoever cleans up calls this."""
        self._write({"event": "undone", "id": name, "by": by})

    def close(self) -> None:
        """Close the file; the next line opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, event: dict[str, Any]) -> None:
        event = {"at": self.now().isoformat(timespec="milliseconds"), **event}
        line = self.redactor.redact(json.dumps(event, ensure_ascii=True)).encode() + b"\n"
        try:
            if self._file is None:
                # A case may be asked again where no run has reported before.
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            # One call, so that the lines of several processes do not mix.
            written = os.write(self._file, line)
            if self.durable:
                os.fsync(self._file)
        except OSError as error:
            raise TargetLostError(
                f"{self.path} cannot be written, so that nothing more is sent: {error.strerror}"
            ) from error
        if written < len(line):
            raise TargetLostError(f"{self.path} cannot be written, so that nothing more is sent: disk full")


def begin(path: Path, *, afresh: bool) -> int:
    """Where in a journal a new run begins, for `read`: an earlier run's entries stay, unless `afresh`."""
    if afresh:
        path.unlink(missing_ok=True)
    return path.stat().st_size if path.exists() else 0


def read(path: Path, *, begins: int = 0) -> tuple[Entry, ...]:
    """What a journal says from a position on, in the order of sending; none if there is no journal.

    A last line that was not finished is left out: what it told of was not sent. ConfigError for any other
    line that is none of a journal.
    """
    try:
        text = path.read_bytes()[begins:].decode("utf-8")
    except FileNotFoundError:
        return ()
    found: dict[str, Entry] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            event = json.loads(line)
            _add(found, event)
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):
                break
            raise ConfigError(f"{path}:{number}: this is no line of a journal: {error!r:.200}") from error
    return tuple(found.values())


def outstanding(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that may have left something behind that nobody undid."""
    return tuple(entry for entry in entries if entry.is_outstanding)


def described(entries: Iterable[Entry]) -> tuple[str, ...]:
    """A line for each mutation: how many were executed, and of how many that is unknown."""
    counts: dict[str, Counter[Outcome]] = {}
    for entry in entries:
        counts.setdefault(f"{entry.mutation} ({entry.hazard})", Counter())[entry.outcome] += 1
    return tuple(
        f"{name}: {count[Outcome.EXECUTED]} executed, {count[Outcome.UNKNOWN]} of unknown outcome"
        for name, count in sorted(counts.items())
    )


def _add(found: dict[str, Entry], event: dict[str, Any]) -> None:
    name = event["id"]
    match event["event"]:
        case "sent":
            found[name] = Entry(name, event["at"], event["mutation"], event["hazard"], event["identity"])
        case "answered":
            found[name] = attrs.evolve(found[name], outcome=Outcome(event["outcome"]))
        case "undone":
            found[name] = attrs.evolve(found[name], undone_by=event["by"])
        case other:
            raise ValueError(f"unknown event {other!r}")
