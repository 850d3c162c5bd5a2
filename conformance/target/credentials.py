"""Credentials: from the environment only, and never in anything that is written."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from conformance.model import Credential

TOKEN_VARIABLE = "KRAKEN_TOKEN"  # noqa: S105 -- the name of a variable, not a token


@attrs.frozen
class Credentials:
    """The token of a run, if there is one. Its text is left out of every representation."""

    token: str | None = attrs.field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Credentials:
        """Read KRAKEN_TOKEN; an empty one counts as none."""
        return cls(environment.get(TOKEN_VARIABLE) or None)

    def headers(self, credential: Credential) -> dict[str, str]:
        """The headers to send for a credential."""
        if credential is Credential.NONE or self.token is None:
            return {}
        return {"Authorization": self.token}

    def shown_headers(self, credential: Credential) -> dict[str, str]:
        """The same headers with the name of the variable in place of its value."""
        return dict.fromkeys(self.headers(credential), f"${TOKEN_VARIABLE}")

    def redact(self, text: str) -> str:
        """The text without the token, wherever a target may have echoed it."""
        return text.replace(self.token, f"${TOKEN_VARIABLE}") if self.token else text
