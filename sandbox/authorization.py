"""Credentials: which tokens there are and whose, what a header is worth, and who is refused for it."""

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
REVOKED = "KT-CT-1162"
NOT_ALLOWED = "KT-CT-1111"

#: Who has the token that is valid as long as a sandbox runs, and any other that nobody logged in for.
NOBODY_IN_PARTICULAR = ""

_SCHEMES = ("jwt", "bearer")


class Standing(enum.Enum):
    """What an Authorization header is worth."""

    MISSING = "no header"
    UNREADABLE = "a header that is no credential"
    EXPIRED = "an expired token"
    REVOKED = "a token that was revoked"
    LIMITED = "a token of a pre-signed key, for what asks for none"
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
    Standing.REVOKED: REVOKED,
    Standing.LIMITED: NOT_ALLOWED,
}
_ENOUGH_WHERE_NONE_IS_REQUIRED = (Standing.MISSING, Standing.LIMITED)


def decide(standing: Standing, *, required: bool) -> Decision:
    """What becomes of a mutation: a bad header is refused everywhere, a missing one where one is required."""
    if standing is Standing.VALID or (standing in _ENOUGH_WHERE_NONE_IS_REQUIRED and not required):
        return Decision(None, executes=True)
    return Decision(_CODES[standing], executes=False)


@attrs.define
class _Token:
    """`user` is who logged in for it; one that `refreshes` is good for nothing else."""

    expiry: float
    user: str = NOBODY_IN_PARTICULAR
    is_limited: bool = False
    refreshes: bool = False
    is_revoked: bool = False


@attrs.define
class Tokens:
    """The tokens that were issued, in memory. `clock` gives Unix time."""

    seed: int
    clock: Callable[[], float]
    _issued: dict[str, _Token] = attrs.field(factory=dict)

    @property
    def valid(self) -> str:
        """A token that does not expire as long as this sandbox runs."""
        return self._issue("valid", _Token(float("inf")))

    @property
    def expired(self) -> str:
        """A token that was valid once."""
        return self._issue("expired", _Token(0.0))

    def issue(self, user: str = NOBODY_IN_PARTICULAR, *, is_limited: bool = False) -> str:
        """A new token, valid for an hour."""
        return self._next(_Token(self.clock() + LIFE, user, is_limited))

    def issue_refreshing(self, user: str = NOBODY_IN_PARTICULAR) -> str:
        """A new token that is good for getting others, for a week."""
        return self._next(_Token(self.clock() + REFRESH_LIFE, user, refreshes=True))

    def standing(self, header: str | None) -> Standing:
        """What a header is worth: a bare token, or one after `JWT` or `Bearer`."""
        if header is None:
            return Standing.MISSING
        token = self._issued.get(_text(header))
        if token is None or token.refreshes:
            return Standing.UNREADABLE
        if token.is_revoked:
            return Standing.REVOKED
        if self.clock() >= token.expiry:
            return Standing.EXPIRED
        return Standing.LIMITED if token.is_limited else Standing.VALID

    def user(self, header: str | None) -> str:
        """Who logged in for the token in a header."""
        token = self._issued.get(_text(header or ""))
        return NOBODY_IN_PARTICULAR if token is None else token.user

    def refreshed_user(self, text: str) -> str | None:
        """Whose tokens a text refreshes; None if it was revoked. One that was never issued is nobody's."""
        token = self._issued.get(text)
        if token is None or not token.refreshes:
            return NOBODY_IN_PARTICULAR
        return None if token.is_revoked else token.user

    def revoke(self, user: str, *, refreshing: bool = True) -> None:
        """Revoke what was issued to a user who logged in, with or without what refreshes."""
        for token in self._issued.values():
            if token.user == user != NOBODY_IN_PARTICULAR and (refreshing or not token.refreshes):
                token.is_revoked = True

    def _next(self, token: _Token) -> str:
        return self._issue(f"token {len(self._issued)}", token)

    def _issue(self, name: str, token: _Token) -> str:
        text = hashlib.sha256(f"{self.seed} {name}".encode()).hexdigest()
        self._issued.setdefault(text, token)
        return text


def _text(header: str) -> str:
    scheme, _, rest = header.strip().partition(" ")
    return rest.strip() if scheme.lower() in _SCHEMES else header.strip()
