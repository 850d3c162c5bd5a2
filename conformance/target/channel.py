"""The channel by which worker processes use the control of the controlling one.

A socket of this machine that asks for a key, and JSON on it: tokens travel there and are never in a file. A
worker that dies gives back what it holds.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from multiprocessing import AuthenticationError, connection
from typing import Any

import attrs

from conformance.errors import BudgetSpentError, ConfigError, TargetError, TargetLostError
from conformance.model import Tier
from conformance.target.breaker import Kind
from conformance.target.budget import Place
from conformance.target.control import Control
from conformance.target.pacing import Points

#: The errors that a call may answer with, by name; anything else is our own bug.
_ERRORS: Mapping[str, type[Exception]] = {
    one.__name__: one for one in (BudgetSpentError, ConfigError, TargetError, TargetLostError)
}


@attrs.frozen
class Address:
    """Where a control is served, and the key to it: for a pipe to a worker, never for a file."""

    place: str
    key: str = attrs.field(repr=False)


@attrs.define
class Server:
    """Serves a control to other processes, each in a thread of its own, until it is closed."""

    control: Control
    address: Address
    _listener: connection.Listener

    @classmethod
    def start(cls, control: Control) -> Server:
        """Listen on a free address of this machine."""
        key = secrets.token_bytes(32)
        listener = connection.Listener(authkey=key, backlog=64)
        made = cls(control, Address(json.dumps(listener.address), key.hex()), listener)
        threading.Thread(target=made._accept, daemon=True).start()
        return made

    def close(self) -> None:
        """Accept nobody any more."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                accepted = self._listener.accept()
            except AuthenticationError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, line: connection.Connection) -> None:
        begun = 0
        try:
            while True:
                call = json.loads(line.recv_bytes())
                answer = _answered(self.control, call)
                if "error" not in answer:
                    begun += {"begin": 1, "end": -1}.get(call["name"], 0)
                line.send_bytes(json.dumps(answer).encode())
        except (EOFError, OSError):
            # The worker is gone, whatever it had begun.
            for _ in range(begun):
                self.control.end(Kind.ANSWERED)


def _answered(control: Control, call: Mapping[str, Any]) -> dict[str, Any]:
    arguments = call["arguments"]
    calls: Mapping[str, Callable[[], Any]] = {
        "current": lambda: control.current(*arguments),
        "renew": lambda: control.renew(*arguments),
        "plan": lambda: control.plan((Tier(tier), _place(place)) for tier, place in arguments[0]),
        "begin": lambda: control.begin(_place(arguments[0]), arguments[1], alone=arguments[2]),
        "end": lambda: control.end(Kind(*arguments)),
        "hold": lambda: control.hold(*arguments),
        "learn": lambda: control.learn(Points(*arguments[0]) if arguments[0] else None),
        "checked": lambda: control.checked(arguments[0], Kind(arguments[1])),
        "finish": lambda: control.finish(_place(*arguments)),
    }
    try:
        return {"value": calls[call["name"]]()}
    except tuple(_ERRORS.values()) as error:
        name = next(one.__name__ for one in type(error).__mro__ if one.__name__ in _ERRORS)
        return {"error": name, "message": str(error)}


def _place(value: list[str]) -> Place:
    scenario, mutation = value
    return scenario, mutation


@attrs.define
class Remote:
    """A control in another process. Safe to share between threads: each has a line of its own."""

    address: Address
    _lines: threading.local = attrs.field(factory=threading.local, repr=False, eq=False)

    def current(self, identity: str) -> str | None:
        """As `Supply` says."""
        return self._text("current", identity)

    def renew(self, identity: str, refused: str) -> str | None:
        """As `Supply` says."""
        return self._text("renew", identity, refused)

    def plan(self, items: Iterable[tuple[Tier, Place]]) -> None:
        """As `Control` says."""
        self._call("plan", [[tier.value, list(place)] for tier, place in items])

    def begin(self, place: Place, mutation: str | None, *, alone: bool = False) -> bool:
        """As `Control` says."""
        return bool(self._call("begin", list(place), mutation, alone))

    def end(self, kind: Kind) -> bool:
        """As `Control` says."""
        return bool(self._call("end", kind.value))

    def hold(self, seconds: float, reason: str) -> None:
        """As `Control` says."""
        self._call("hold", seconds, reason)

    def learn(self, points: Points | None) -> None:
        """As `Control` says."""
        self._call("learn", None if points is None else list(attrs.astuple(points)))

    def checked(self, reason: str | None, kind: Kind = Kind.ANSWERED) -> None:
        """As `Control` says."""
        self._call("checked", reason, kind.value)

    def finish(self, place: Place) -> None:
        """As `Control` says."""
        self._call("finish", list(place))

    def _text(self, name: str, *arguments: str) -> str | None:
        value = self._call(name, *arguments)
        return None if value is None else str(value)

    def _call(self, name: str, *arguments: Any) -> Any:
        try:
            line = self._line()
            line.send_bytes(json.dumps({"name": name, "arguments": arguments}).encode())
            answer = json.loads(line.recv_bytes())
        except (EOFError, OSError) as error:
            raise TargetLostError("the controlling process is gone") from error
        if "error" in answer:
            raise _ERRORS[answer["error"]](answer["message"])
        return answer["value"]

    def _line(self) -> connection.Connection:
        # A line that was copied by a fork is not ours.
        if getattr(self._lines, "process", None) != os.getpid():
            place = json.loads(self.address.place)
            self._lines.process = os.getpid()
            self._lines.line = connection.Client(
                tuple(place) if isinstance(place, list) else place, authkey=bytes.fromhex(self.address.key)
            )
        line: connection.Connection = self._lines.line
        return line
