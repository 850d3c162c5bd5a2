"""Credentials: from the environment or from a program only, and never in anything that is written.

For each identity: a token, or an API key, or an e-mail address and a password, in variables that begin with
KRAKEN_, KRAKEN_SECOND_ or KRAKEN_DISPOSABLE_; or else the program that the target's profile names.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from conformance.errors import ConfigError
from conformance.model import Credential, Response
from conformance.target import redaction, tokens
from conformance.target.profile import HeaderForm, IdentityProfile, Profile
from conformance.target.redaction import Redactor
from conformance.target.tokens import Supply
from schema import types

TOKEN_VARIABLE = "KRAKEN_TOKEN"  # noqa: S105 -- the name of a variable, not a token
EXPIRED_VARIABLE = "KRAKEN_EXPIRED_TOKEN"

#: Stands for a token that was issued to a run itself.
SESSION = "KRAKEN_SESSION_TOKEN"

#: A header that no server ever issued.
GARBAGE = "no-credential-of-any-server"


class Identity(enum.StrEnum):
    """Who asks: the credential's owner, another customer, or one whose credential may be invalidated."""

    MAIN = "main"
    SECOND = "second"
    DISPOSABLE = "disposable"

    @property
    def prefix(self) -> str:
        """What its variables begin with."""
        return "KRAKEN_" if self is Identity.MAIN else f"KRAKEN_{self.value.upper()}_"


@attrs.frozen
class Source:
    """What an identity gets its token from: a token, an API key, an address and password, or a program."""

    identity: Identity
    token: str | None = attrs.field(default=None, repr=False)
    api_key: str | None = attrs.field(default=None, repr=False)
    email: str | None = attrs.field(default=None, repr=False)
    password: str | None = attrs.field(default=None, repr=False)
    command: tuple[str, ...] = attrs.field(default=(), repr=False)

    @property
    def secrets(self) -> dict[str, str]:
        """Names of variables by the credential that stands in them."""
        named = {
            "TOKEN": self.token,
            "API_KEY": self.api_key,
            "EMAIL": self.email,
            "PASSWORD": self.password,
        }
        return {text: f"{self.identity.prefix}{name}" for name, text in named.items() if text}

    def as_json(self) -> dict[str, Any]:
        """Plain values for another process of this run, credentials among them: for a pipe, never a file."""
        return {**attrs.asdict(self), "identity": self.identity.value, "command": list(self.command)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Source:
        """The inverse of `as_json`."""
        identity, command = Identity(value["identity"]), tuple(value["command"])
        return cls(**{**value, "identity": identity, "command": command})


@attrs.frozen
class Credentials:
    """The credentials of a run, where there are any. Their texts are left out of every representation.

    `token` is the main identity's, if one was given as it is; `sources` are those of all other
    kinds and identities. Everything that leaves the process goes through `redact`.
    """

    token: str | None = attrs.field(default=None, repr=False)
    expired: str | None = attrs.field(default=None, repr=False)
    sources: Mapping[str, Source] = attrs.field(
        factory=dict, converter=types.frozen_mapping, repr=False, kw_only=True
    )
    header: HeaderForm = attrs.field(default=HeaderForm.BARE, kw_only=True)
    supply: Supply = attrs.field(repr=False, kw_only=True, eq=False)
    redactor: Redactor = attrs.field(repr=False, kw_only=True, eq=False)

    @supply.default
    def _given_only(self) -> Supply:
        """Tokens that were given as they are, and no others."""
        given = {identity: source.token for identity, source in self.sources.items() if source.token}
        return tokens.Given({**({Identity.MAIN: self.token} if self.token else {}), **given})

    @redactor.default
    def _of_all(self) -> Redactor:
        made = Redactor.of({self.token or "": TOKEN_VARIABLE, self.expired or "": EXPIRED_VARIABLE})
        for source in self.sources.values():
            for text, name in source.secrets.items():
                made.add(text, name)
        return made

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], profile: Profile | None = None) -> Credentials:
        """Read the variables; an empty one counts as none. ConfigError if one cannot be used.

        Without a supply of its own it only knows the tokens that were given as they are.
        """
        profiles = {
            Identity.MAIN: profile.main if profile else IdentityProfile(),
            Identity.SECOND: profile.second if profile else IdentityProfile(),
            Identity.DISPOSABLE: profile.disposable if profile else IdentityProfile(),
        }
        sources = {identity: _source(identity, environment, one) for identity, one in profiles.items()}
        expired = environment.get(EXPIRED_VARIABLE) or None
        main = sources[Identity.MAIN]
        for text, name in {
            **{text: name for source in sources.values() if source for text, name in source.secrets.items()},
            **({expired: EXPIRED_VARIABLE} if expired else {}),
        }.items():
            _check(text, name)
        return cls(
            main.token if main else None,
            expired,
            sources={identity: one for identity, one in sources.items() if one is not None},
            header=profile.header if profile else HeaderForm.BARE,
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values for a worker of this run, credentials among them: for a pipe, never for a file."""
        return {
            "token": self.token,
            "expired": self.expired,
            "sources": [source.as_json() for source in self.sources.values()],
            "header": self.header.value,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Credentials:
        """The inverse of `as_json`, without a supply of its own."""
        sources = [Source.from_json(one) for one in value["sources"]]
        return cls(
            value["token"],
            value["expired"],
            sources={source.identity: source for source in sources},
            header=HeaderForm(value["header"]),
        )

    def has(self, identity: Identity) -> bool:
        """Whether there is anything to get a token of that identity from."""
        return identity in self.sources or (identity is Identity.MAIN and self.token is not None)

    def authorization(self, credential: Credential, identity: Identity = Identity.MAIN) -> str | None:
        """The Authorization header for a credential, None for none.

        ConfigError or TargetError if a token has to be obtained first, and cannot be.
        """
        text = self._text(credential, identity)
        if text is None or credential is Credential.GARBAGE:
            return text
        return self.header.render(text)

    def headers(self, credential: Credential, identity: Identity = Identity.MAIN) -> dict[str, str]:
        """The headers to send for a credential; errors as above."""
        text = self.authorization(credential, identity)
        return {} if text is None else {"Authorization": text}

    def renewed(self, identity: Identity, refused: str) -> str | None:
        """Another header for an identity whose header was refused as expired, None if there is no other."""
        token = self.supply.renew(identity.value, self._bare(refused))
        if token is None:
            return None
        self.learn(token, identity)
        return self.header.render(token)

    def redact(self, text: str) -> str:
        """The text without any credential, wherever a target may have echoed it and however."""
        return self.redactor.redact(text)

    def learn(self, token: str, identity: Identity) -> None:
        """Know a token that was obtained meanwhile, so that it is redacted too."""
        self.redactor.add(token, f"{identity.prefix}TOKEN")

    def of_session(self, token: str | None) -> Credentials:
        """Credentials in which every identity has a token that was issued meanwhile, or none."""
        given = {identity.value: token for identity in Identity} if token else {}
        redactor = self.redactor.extended({token or "": SESSION})
        return attrs.evolve(self, token=token, sources={}, supply=tokens.Given(given), redactor=redactor)

    def knowing(self, secrets: Iterable[str]) -> Credentials:
        """The same credentials, of which these were issued meanwhile and are redacted too."""
        more = dict.fromkeys(secrets, SESSION)
        return attrs.evolve(self, redactor=self.redactor.extended(more)) if more else self

    def is_echoed(self, sent: str | None, response: Response) -> bool:
        """Whether the credential of a header that was sent stands in an answer.

        In its content, plain or as JSON has it, or in a header.
        """
        if not sent:
            return False
        text = self._bare(sent)
        if any(text in value for value in response.headers.values()):
            return True
        return any(form.encode() in response.content for form in (text, json.dumps(text)[1:-1]))

    def _bare(self, header: str) -> str:
        return header.removeprefix(f"{self.header.value} ")

    def _text(self, credential: Credential, identity: Identity) -> str | None:
        match credential:
            case Credential.VALID:
                return self._token(identity)
            case Credential.SECOND:
                return self._token(Identity.SECOND)
            case Credential.EXPIRED:
                return self.expired
            case Credential.GARBAGE:
                return GARBAGE
            case Credential.NONE:
                return None

    def _token(self, identity: Identity) -> str | None:
        token = self.supply.current(identity.value)
        if token is not None:
            self.learn(token, identity)
        return token


def _source(identity: Identity, environment: Mapping[str, str], profile: IdentityProfile) -> Source | None:
    token, api_key, email, password = (
        environment.get(f"{identity.prefix}{name}") or None
        for name in ("TOKEN", "API_KEY", "EMAIL", "PASSWORD")
    )
    if token is not None:
        return Source(identity, token=token)
    if api_key is not None:
        return Source(identity, api_key=api_key)
    if email is not None and password is not None:
        return Source(identity, email=email, password=password)
    if email is not None or password is not None:
        missing = "PASSWORD" if password is None else "EMAIL"
        raise ConfigError(f"{identity.prefix}{missing} is not set: an e-mail address needs its password")
    return Source(identity, command=profile.token_command) if profile.token_command else None


def _check(text: str, name: str) -> None:
    if len(text) < redaction.MIN_LENGTH:
        raise ConfigError(
            f"{name} is shorter than {redaction.MIN_LENGTH} characters: it could not be told from other "
            "text, and so not be kept out of reports"
        )
    if not text.isprintable() or text != text.strip():
        raise ConfigError(f"{name} holds a line break, a space at an end or another unprintable character")
