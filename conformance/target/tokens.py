"""Tokens in use: obtained when first needed, renewed before they expire, once for all who need them.

A server counts logins, and too many of them close it for everybody. So a token is obtained once, under a
lock; one that was refused is renewed only if nobody did so before, and never twice within a minute; what
could not be obtained is not tried again.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import attrs

from conformance.errors import ConfigError, TargetError, TargetLostError
from schema import types

#: Seconds between two logins of an identity, and before its expiry that a token is renewed.
BETWEEN, MARGIN = 60.0, 120.0
#: Seconds that a token lives which does not say so itself; the API's live for an hour.
USUAL_LIFE = 3600.0


class Supply(Protocol):
    """Where tokens come from, by the name of the identity."""

    def current(self, identity: str) -> str | None:
        """The token to send, None if there is none for this identity.

        ConfigError or TargetError, the same each time, if it cannot be obtained.
        """

    def renew(self, identity: str, refused: str) -> str | None:
        """Another token than the one that was refused as expired, None if there is no other."""


@attrs.frozen
class Given:
    """Tokens that were given as they are, and cannot be renewed."""

    tokens: Mapping[str, str] = attrs.field(converter=types.frozen_mapping, repr=False)

    def current(self, identity: str) -> str | None:
        """As `Supply` says."""
        return self.tokens.get(identity)

    def renew(self, identity: str, refused: str) -> str | None:  # noqa: ARG002 -- as `Supply` says
        """There is no other."""
        return None


@attrs.frozen
class Issued:
    """A token and when it expires, in Unix time, None if it does not say so and cannot be renewed."""

    token: str = attrs.field(repr=False)
    expires: float | None
    is_renewable: bool = True

    @classmethod
    def at(cls, now: float, token: str) -> Issued:
        """A token that was obtained now."""
        return cls(token, expiry_of(token) or now + USUAL_LIFE)


@attrs.define
class _Held:
    """What is known of one identity; `lock` is held while its token is obtained."""

    lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)
    issued: Issued | None = None
    obtained: float = float("-inf")
    failure: str | None = None
    failed_as: type[Exception] = ConfigError


@attrs.define
class Obtained:
    """Tokens that `obtain` gives, for as long as they live. Safe to share between threads.

    `obtain` takes the name of an identity and raises ConfigError or TargetError where it gives none.
    """

    obtain: Callable[[str], Issued | None]
    clock: Callable[[], float] = time.time
    _held: dict[str, _Held] = attrs.Factory(dict)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    def current(self, identity: str) -> str | None:
        """As `Supply` says."""
        held = self._of(identity)
        with held.lock:
            if held.issued is None or self._ends_soon(held):
                self._obtain(identity, held)
            return None if held.issued is None else held.issued.token

    def renew(self, identity: str, refused: str) -> str | None:
        """As `Supply` says."""
        held = self._of(identity)
        with held.lock:
            if held.issued is None:
                return None
            if held.issued.token == refused:
                # A new token that is refused at once will be refused the next time too.
                if not held.issued.is_renewable or self.clock() - held.obtained < BETWEEN:
                    return None
                self._obtain(identity, held)
            return None if held.issued is None or held.issued.token == refused else held.issued.token

    def _of(self, identity: str) -> _Held:
        with self._lock:
            return self._held.setdefault(identity, _Held())

    def _ends_soon(self, held: _Held) -> bool:
        issued, now = held.issued, self.clock()
        if issued is None or not issued.is_renewable or issued.expires is None:
            return False
        # A token of short life is not renewed in all its life.
        life = max(issued.expires - held.obtained, 0.0)
        return now >= issued.expires - min(MARGIN, life / 4) and now - held.obtained >= BETWEEN

    def _obtain(self, identity: str, held: _Held) -> None:
        if held.failure is not None:
            raise held.failed_as(held.failure)
        held.obtained = self.clock()
        try:
            held.issued = self.obtain(identity)
        except (ConfigError, TargetError) as error:
            held.failure = str(error)
            # Once there was a token, what the user gave was right: it is the run that cannot go on.
            held.failed_as = TargetLostError if held.issued is not None else type(error)
            raise held.failed_as(held.failure) from error


def expiry_of(token: str) -> float | None:
    """When a signed token says that it expires, in Unix time; None if it does not say so, or is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, RecursionError):
        return None
    found = claims.get("exp") if isinstance(claims, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if 0 < found < 1e11 else None
