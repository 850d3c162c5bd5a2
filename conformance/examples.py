"""Hypothesis' example database: what failed in one run is tried first in the next one, on whatever machine.

Hypothesis keeps the choices that it drew, and not the values that became of them: no credential is among
them, since none is ever drawn.
"""

from __future__ import annotations

import urllib.parse
import warnings
from collections.abc import Iterable
from pathlib import Path

import hypothesis
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from conformance.errors import ConfigError

#: The variable that names the database: its URL may hold a password, which belongs on no command line.
VARIABLE = "KRAKEN_EXAMPLES"

_SCHEMES = ("redis", "rediss")
_PREFIX = b"kraken-conformance:"
_TIMEOUT = 5.0


def use(place: str) -> None:
    """Keep the examples of all tests there, and try them first; ConfigError if that is not possible.

    The place is the URL of a Redis server, or a directory. It counts for tests that are defined later, and
    they draw at random: a derandomized test has no use for a database.
    """
    name = hypothesis.settings.get_current_profile_name()
    current = hypothesis.settings()
    phases = tuple(dict.fromkeys((hypothesis.Phase.explicit, hypothesis.Phase.reuse, *current.phases)))
    hypothesis.settings.register_profile(
        name, current, database=opened(place), phases=phases, derandomize=False
    )
    hypothesis.settings.load_profile(name)


def opened(place: str) -> ExampleDatabase:
    """The database at a place; ConfigError, which does not quote a password, if it cannot be used."""
    scheme = place.partition("://")[0] if "://" in place else ""
    if scheme in _SCHEMES:
        return _redis(place)
    if scheme:
        raise ConfigError(f"{VARIABLE}: it must be a directory, or begin with redis:// or rediss://")
    return DirectoryBasedExampleDatabase(Path(place))


def _redis(url: str) -> ExampleDatabase:
    # Both are slow to import, and few runs need them.
    import redis  # noqa: PLC0415
    from hypothesis.extra.redis import RedisExampleDatabase  # noqa: PLC0415

    try:
        parts = urllib.parse.urlsplit(url)
        where = f"{parts.hostname}:{parts.port or 6379}"
        client = redis.Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)
    except ValueError:
        raise ConfigError(f"{VARIABLE}: it is not the URL of a Redis server") from None
    try:
        client.ping()
    except redis.RedisError as error:
        raise ConfigError(f"{VARIABLE}: {where} does not answer: {type(error).__name__}") from None
    return Forgiving(RedisExampleDatabase(client, key_prefix=_PREFIX), (redis.RedisError,), where)


class Forgiving(ExampleDatabase):
    """A database that may go away while a run goes on: it is empty then, and one warning says so."""

    def __init__(self, inner: ExampleDatabase, failures: tuple[type[Exception], ...], where: str) -> None:
        super().__init__()
        self._inner = inner
        self._failures = failures
        self._where = where
        self._gone = False

    def save(self, key: bytes, value: bytes) -> None:
        """Keep an example."""
        if not self._gone:
            try:
                self._inner.save(key, value)
            except self._failures as error:
                self._lose(error)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """The examples of a test, none where they cannot be had."""
        if self._gone:
            return ()
        try:
            return tuple(self._inner.fetch(key))
        except self._failures as error:
            self._lose(error)
            return ()

    def delete(self, key: bytes, value: bytes) -> None:
        """Forget an example."""
        if not self._gone:
            try:
                self._inner.delete(key, value)
            except self._failures as error:
                self._lose(error)

    def _lose(self, error: Exception) -> None:
        self._gone = True
        warnings.warn(
            f"{VARIABLE}: {self._where} is gone ({type(error).__name__}): examples are kept no more",
            stacklevel=2,
        )
