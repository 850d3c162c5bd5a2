"""Obtaining a token: as it was given, from a program, or from `obtainKrakenToken`."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from conformance.errors import ConfigError, TargetError
from conformance.model import Response
from conformance.target import redaction
from conformance.target.credentials import Source
from conformance.target.tokens import Issued, expiry_of
from schema import types

MUTATION = "obtainKrakenToken"
COMMAND_TIMEOUT = 30.0
MAX_TOKEN = 16_384

_DOCUMENT = (
    "mutation obtainKrakenToken($input: ObtainJSONWebTokenInput!)"
    " { obtainKrakenToken(input: $input) { token } }"
)

#: Sends a document to the server that issues tokens, without a credential: its text, name and variables.
Ask = Callable[[str, str, Mapping[str, Any]], Response]


@attrs.frozen
class Login:
    """Gives each identity its token; `ask` is None where the contract has no mutation that issues any."""

    sources: Mapping[str, Source] = attrs.field(converter=types.frozen_mapping, repr=False)
    ask: Ask | None
    clock: Callable[[], float] = time.time

    def obtain(self, identity: str) -> Issued | None:
        """A token for the identity of that name, None if there is no source for one.

        ConfigError if the credential is refused, or the program fails; TargetError if no answer came.
        """
        source = self.sources.get(identity)
        if source is None:
            return None
        if source.token is not None:
            return Issued(source.token, expiry_of(source.token), is_renewable=False)
        if source.command:
            return Issued.at(self.clock(), of_command(source.command))
        return Issued.at(self.clock(), self._from_server(source))

    def _from_server(self, source: Source) -> str:
        if self.ask is None:
            raise ConfigError(f"the contract has no {MUTATION}; set {source.identity.prefix}TOKEN instead")
        given = {"APIKey": source.api_key, "email": source.email, "password": source.password}
        variables = {"input": {name: text for name, text in given.items() if text is not None}}
        names = " and ".join(sorted(source.secrets.values()))
        response = self.ask(_DOCUMENT, MUTATION, variables)
        document = response.document or {}
        data = document.get("data")
        payload = data.get(MUTATION) if isinstance(data, dict) else None
        token = payload.get("token") if isinstance(payload, dict) else None
        if isinstance(token, str) and token:
            return _checked(token, MUTATION)
        if response.status in (429, 502, 503, 504) or not document:
            raise TargetError(f"no token for {names}: {MUTATION} answers with status {response.status}")
        raise ConfigError(f"no token for {names}: {MUTATION} answers {_complaint(document)}")


def of_command(command: tuple[str, ...], *, timeout: float = COMMAND_TIMEOUT) -> str:
    """The token that a program prints on its first line; ConfigError if it prints none in time.

    The program is run without a shell, and what it prints is not repeated in any message.
    """
    name = command[0]
    try:
        done = subprocess.run(  # noqa: S603 -- the user's own program, named in the user's own file
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise ConfigError(f"token_command: {name} did not end within {timeout:g} seconds") from None
    except OSError as error:
        raise ConfigError(f"token_command: {name} cannot be run: {error.strerror}") from None
    if done.returncode != 0:
        raise ConfigError(f"token_command: {name} failed with exit code {done.returncode}")
    printed = done.stdout[: MAX_TOKEN + 1].decode("utf-8", errors="replace").strip()
    token = printed.splitlines()[0].strip() if printed else ""
    for word in ("JWT ", "Bearer "):
        token = token.removeprefix(word)
    return _checked(token, f"token_command: {name}")


def _checked(token: str, origin: str) -> str:
    if not redaction.MIN_LENGTH <= len(token) <= MAX_TOKEN or not token.isprintable() or " " in token:
        raise ConfigError(f"{origin} gives nothing that could be a token")
    return token


def _complaint(document: Mapping[str, Any]) -> str:
    """What the first error says: its code and message, or that there is none."""
    listed = document.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        return "neither a token nor an error"
    extensions = first.get("extensions")
    code = extensions.get("errorCode") if isinstance(extensions, dict) else None
    message = json.dumps(first.get("message"))[:200]
    return f"{code}: {message}" if isinstance(code, str) and code.isascii() else message
