"""Credentials: which tokens there are, what a header is worth, and who is refused for it."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable

import attrs

LIFE = 60 * 60
REFRESH_LIFE = 7 * 24 * 60 * 60

MISSING_HEADER = "KT-CT-1112"
NOT_A_CREDENTIAL = "KT-CT-1143"
EXPIRED = "KT-CT-1124"

_SCHEMES = ("jwt", "bearer")


class Standing(enum.Enum):
    """What an Authorization header is worth."""

    MISSING = "no header"
    UNREADABLE = "a header that is no credential"
    EXPIRED = "an expired token"
    VALID = "a valid token"


@attrs.frozen
class Decision:
    """Refused with a code or not, and whether the mutation is executed. `note` goes into the message."""

    code: str | None
    executes: bool
    note: str = ""


_CODES = {
    Standing.MISSING: MISSING_HEADER,
    Standing.UNREADABLE: NOT_A_CREDENTIAL,
    Standing.EXPIRED: EXPIRED,
}


def decide(standing: Standing, *, required: bool) -> Decision:
    """What becomes of a mutation: a bad header is refused everywhere, a missing one where one is required."""
    if standing is Standing.VALID or (standing is Standing.MISSING and not required):
        return Decision(None, executes=True)
    return Decision(_CODES[standing], executes=False)


@attrs.define
class Tokens:
    """The tokens that were issued, in memory. `clock` gives Unix time."""

    seed: int
    clock: Callable[[], float]
    _expiry: dict[str, float] = attrs.field(factory=dict)

    @property
    def valid(self) -> str:
        """A token that does not expire as long as this sandbox runs."""
        return self._issue("valid", float("inf"))

    @property
    def expired(self) -> str:
        """A token that was valid once."""
        return self._issue("expired", 0.0)

    def issue(self) -> str:
        """A new token, valid for an hour."""
        return self._issue(f"token {len(self._expiry)}", self.clock() + LIFE)

    def standing(self, header: str | None) -> Standing:
        """What a header is worth: a bare token, or one after `JWT` or `Bearer`."""
        if header is None:
            return Standing.MISSING
        scheme, _, rest = header.strip().partition(" ")
        token = rest.strip() if scheme.lower() in _SCHEMES else header.strip()
        expiry = self._expiry.get(token)
        if expiry is None:
            return Standing.UNREADABLE
        return Standing.VALID if self.clock() < expiry else Standing.EXPIRED

    def _issue(self, name: str, expiry: float) -> str:
        token = hashlib.sha256(f"{self.seed} {name}".encode()).hexdigest()
        self._expiry.setdefault(token, expiry)
        return token
