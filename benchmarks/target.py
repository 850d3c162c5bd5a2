"""The sandbox in a process of its own that writes down what it was sent, for whoever measures a client.

    python -m benchmarks.target --log FILE [--contract DIR] [--latency S] [--fault ID@MUTATION]...

A line of the log is a request: `at` in seconds of the system's monotonic clock, `method`, `path`, `headers`,
`body`, and the `answer`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import attrs
import httpx
import tomli_w

from sandbox import app, faults, messages, options, server
from schema import contract as contracts

ROOT = Path(__file__).resolve().parent.parent
_HAZARDS = ("read-like", "quote-only", "comms", "account-change", "physical", "money", "credential")


#: Seconds that a client waits for an answer: a machine that does other work beside loses no measurement.
_PATIENCE = 600

#: The beginning of a body whose operation is a mutation; clients write the document first.
_MUTATION = re.compile(r'\{"query": ?"\s*mutation\b')


@attrs.frozen
class Sent:
    """One request as it arrived."""

    at: float
    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    answer: str

    @property
    def is_test(self) -> bool:
        """Whether it asks to execute a mutation, as a look at the schema does not."""
        return _MUTATION.match(self.body) is not None


@attrs.frozen
class Recorded:
    """A target that is running: its URLs, what it tells of itself, and where it writes what it is sent."""

    urls: Mapping[str, str]
    profile: Mapping[str, Any]
    log: Path
    has_accounts: bool = True

    @property
    def token(self) -> str:
        """A token that it accepts."""
        return str(self.profile["token"])

    @property
    def credentials(self) -> dict[str, str]:
        """Variables with its tokens. It invalidates none, so that one of them is good for everything."""
        return {
            "KRAKEN_TOKEN": self.token,
            "KRAKEN_DISPOSABLE_TOKEN": self.token,
            "KRAKEN_EXPIRED_TOKEN": str(self.profile["expired_token"]),
        }

    def sent(self) -> tuple[Sent, ...]:
        """What it was sent until now."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return tuple(Sent(**json.loads(line)) for line in lines)

    def forget(self) -> None:
        """Begin the log anew."""
        self.log.write_text("", encoding="utf-8")

    def profile_file(self) -> Path:
        """A targets.toml in which this target is called `measured`, and may do all and take its time."""
        file = self.log.with_name("targets.toml")
        profile = {
            **self.urls,
            "tier": "exercise",
            "hazards": _HAZARDS,
            "workflows": ["*"] if self.has_accounts else [],
            "provoke": self.profile["provoke"],
            "workflow_values": self.profile["workflow_values"],
            "foreign": {"accountNumber": self.profile["foreign_account"]} if self.has_accounts else {},
            "timeouts": {"read": _PATIENCE, "whole": _PATIENCE},
        }
        file.write_text(tomli_w.dumps({"targets": {"measured": profile}}), encoding="utf-8")
        return file


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[Recorded]:
    """A target for as long as the block runs; `arguments` are those of this module."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        log = Path(directory, "requests.jsonl")
        log.touch()
        command = [sys.executable, "-m", "benchmarks.target", "--log", str(log), *arguments]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- our own module
            assert process.stdout is not None
            words = process.stdout.readline().split()
            try:
                urls = dict(zip(words[1::2], words[2::2], strict=True))
                base = next(iter(urls.values())).rsplit("/", 3)[0]
                profile = httpx.get(f"{base}/profile", timeout=30).json()
                # A generated contract has neither fields nor workflows for them.
                yield Recorded(urls, profile, log, has_accounts="--contract" not in arguments)
            finally:
                process.terminate()
                process.wait()


def latency_to_tell(seconds: float, exchanges: int = 60) -> float:
    """The latency that a target has to be told for its answers to take so many seconds on the wire.

    Its timer, and what it takes to read a request and to write an answer, come on top of what it is told.
    """
    with running("--latency", str(seconds)) as target:
        url = httpx.URL(next(iter(target.urls.values())))
        with socket.create_connection((url.host, url.port), timeout=_PATIENCE) as connection:
            taken = [_on_the_wire(connection, url) for _ in range(exchanges)]
    return 2 * seconds - statistics.median(taken)


def _on_the_wire(connection: socket.socket, url: httpx.URL) -> float:
    """Seconds from the moment in which a plain socket sends a request until it has the whole answer."""
    body = b'{"query": "{ __typename }"}'
    head = f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc.decode()}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    started, answer = time.monotonic(), b""
    connection.sendall(request)
    while not answer.endswith(b"}"):  # as its JSON does
        part = connection.recv(65_536)
        if not part:
            raise RuntimeError(f"the target has ended the connection after {answer!r:.200}")
        answer += part
    return time.monotonic() - started


class _Recording(app.Sandbox):
    """A sandbox whose every exchange is written down."""

    def __init__(self, chosen: options.Options, log: TextIO) -> None:
        super().__init__(chosen)
        self._log = log

    def respond(self, request: messages.Request) -> messages.Reply:
        at = time.monotonic()
        reply = super().respond(request)
        line = {
            "at": at,
            "method": request.method,
            "path": request.path,
            "headers": dict(request.headers),
            "body": request.body.decode("utf-8", "replace"),
            "answer": reply.body.decode("utf-8", "replace"),
        }
        if request.path != "/profile":
            # The file may be emptied from outside: each line goes to its present end.
            self._log.seek(0, 2)
            self._log.write(json.dumps(line) + "\n")
            self._log.flush()
        return reply


def main(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A sandbox that writes down what it is sent.")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--contract", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--fault", action="append", default=[])
    chosen = parser.parse_args(arguments)
    switched: tuple[faults.Switched, ...] = ()
    for one in chosen.fault:
        name, _, mutation = one.partition("@")
        switched += faults.parse([name], [mutation])
    settings = options.Options(
        contract=contracts.load(chosen.contract), faults=switched, latency=chosen.latency
    )
    with chosen.log.open("a", encoding="utf-8") as log:
        server.serve_one(_Recording(settings, log), announce=_say)


def _say(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
