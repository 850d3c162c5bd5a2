"""Credentials: from the environment only, and never in anything that is written."""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs

from conformance.model import Credential

TOKEN_VARIABLE = "KRAKEN_TOKEN"  # noqa: S105 -- the name of a variable, not a token
EXPIRED_VARIABLE = "KRAKEN_EXPIRED_TOKEN"

#: A header that no server ever issued.
GARBAGE = "no-credential-of-any-server"


@attrs.frozen
class Credentials:
    """The tokens of a run, where there are any. Their texts are left out of every representation."""

    token: str | None = attrs.field(default=None, repr=False)
    expired: str | None = attrs.field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Credentials:
        """Read KRAKEN_TOKEN and KRAKEN_EXPIRED_TOKEN; an empty one counts as none."""
        return cls(environment.get(TOKEN_VARIABLE) or None, environment.get(EXPIRED_VARIABLE) or None)

    def headers(self, credential: Credential) -> dict[str, str]:
        """The headers to send for a credential."""
        text = self._text(credential)
        return {} if text is None else {"Authorization": text}

    def shown_headers(self, credential: Credential) -> dict[str, str]:
        """The same headers with the name of the variable in place of its value."""
        return {name: self.redact(value) for name, value in self.headers(credential).items()}

    def redact(self, text: str) -> str:
        """The text without the tokens, wherever a target may have echoed them."""
        for token, name in ((self.token, TOKEN_VARIABLE), (self.expired, EXPIRED_VARIABLE)):
            text = text.replace(token, f"${name}") if token else text
        return text

    def is_echoed(self, credential: Credential, content: bytes) -> bool:
        """Whether the credential that was sent stands in an answer, as it is or escaped in JSON."""
        text = self._text(credential)
        if text is None:
            return False
        return any(form.encode() in content for form in (text, json.dumps(text)[1:-1]))

    def _text(self, credential: Credential) -> str | None:
        match credential:
            case Credential.VALID:
                return self.token
            case Credential.EXPIRED:
                return self.expired
            case Credential.GARBAGE:
                return GARBAGE
            case Credential.NONE:
                return None
