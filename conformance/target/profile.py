"""Who the target is and what it allows, as one frozen value that also travels to worker processes."""

from __future__ import annotations

import enum
import functools
import urllib.parse
from collections.abc import Mapping
from typing import Any

import attrs

from conformance.errors import ConfigError
from conformance.model import Tier
from schema import types


class HeaderForm(enum.StrEnum):
    """How a token stands in the Authorization header: alone, or after a word."""

    BARE = "bare"
    JWT = "JWT"
    BEARER = "Bearer"

    def render(self, token: str) -> str:
        """The value of the header."""
        return token if self is HeaderForm.BARE else f"{self.value} {token}"


@attrs.frozen
class Timeouts:
    """Seconds: until a connection stands, between two parts of an answer, and for a whole answer."""

    connect: float = 5.0
    read: float = 30.0
    whole: float = 60.0


@attrs.frozen
class Tls:
    """Paths of PEM files: an own certificate authority, and a client certificate with its key."""

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None


@attrs.frozen
class Pacing:
    """How fast, and how much, a target is asked by all processes of a run together.

    `rate` is in requests a second and `budget` in requests a run, None for no bound; `concurrency` is how
    many are in flight, where the command line does not say. `fields` are calls a minute by mutation, for
    those that the deployment limits on their own. `keep` is the share of the API's points an hour
    (`rateLimitInfo`) that a run leaves to others. `longest_wait` is how many seconds it waits for a
    limit to recede before it stops.
    """

    rate: float | None = None
    concurrency: int | None = None
    budget: int | None = None
    fields: Mapping[str, int] = attrs.field(factory=dict, converter=types.frozen_mapping)
    keep: float = 0.1
    longest_wait: float = 120.0


@attrs.frozen
class IdentityProfile:
    """Where an identity's token comes from, beside the environment, and the real values that it knows."""

    token_command: tuple[str, ...] = ()
    values: Mapping[str, tuple[object, ...]] = attrs.field(factory=dict, converter=types.frozen_mapping)


@attrs.frozen
class Profile:
    """A target. `urls` are by server name; `hazards` are what tier `exercise` may execute.

    `provoke` gives, by error code, a text that makes this target raise it wherever it stands in an
    input: a sandbox has such reserved values, a real deployment has none. `foreign` gives, by field name,
    the identifier of an object that exists and that the credential must not reach. `workflows` are the names
    of those that may run here, or globs; they use `workflow_values`, and `values` where those say nothing.
    `main`, `second` and `disposable` are identities: the one that asks, another customer, and one whose
    credential a run may invalidate. `aliases` are production hosts by the host that was found to lead there.
    """

    name: str
    urls: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)
    tier: Tier = Tier.PROBE
    hazards: frozenset[str] = frozenset()
    values: Mapping[str, tuple[object, ...]] = attrs.field(factory=dict, converter=types.frozen_mapping)
    provoke: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    foreign: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    workflows: tuple[str, ...] = ()
    workflow_values: Mapping[str, tuple[object, ...]] = attrs.field(
        factory=dict, converter=types.frozen_mapping
    )
    header: HeaderForm = HeaderForm.BARE
    timeouts: Timeouts = attrs.Factory(Timeouts)
    tls: Tls = attrs.Factory(Tls)
    proxy: str | None = None
    pacing: Pacing = attrs.Factory(Pacing)
    main: IdentityProfile = attrs.Factory(IdentityProfile)
    second: IdentityProfile = attrs.Factory(IdentityProfile)
    disposable: IdentityProfile = attrs.Factory(IdentityProfile)
    aliases: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)

    @functools.cached_property
    def hosts(self) -> frozenset[str]:
        """The host names of all its servers, in lower case."""
        return frozenset((urllib.parse.urlsplit(url).hostname or "").lower() for url in self.urls.values())

    def as_json(self) -> dict[str, Any]:
        """Plain values for another process; no credential is among them."""
        return attrs.asdict(self, value_serializer=_plain, recurse=True)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Profile:
        """The inverse of `as_json`."""
        return cls(
            **{
                **value,
                "tier": Tier(value["tier"]),
                "hazards": frozenset(value["hazards"]),
                "values": _tuples(value["values"]),
                "workflows": tuple(value["workflows"]),
                "workflow_values": _tuples(value["workflow_values"]),
                "header": HeaderForm(value["header"]),
                "timeouts": Timeouts(**value["timeouts"]),
                "tls": Tls(**value["tls"]),
                "pacing": Pacing(**value["pacing"]),
                **{name: _identity(value[name]) for name in ("main", "second", "disposable")},
            }
        )


def from_urls(urls: Mapping[str, str]) -> Profile:
    """A foreign target without a profile: nothing that could execute is sent to it."""
    return Profile(name="the named URLs", urls={name: checked_url(url, name) for name, url in urls.items()})


def checked_url(value: Any, place: str) -> str:
    """The value if it is the URL of a server; ConfigError, beginning with the place, if it is not."""
    try:
        parts = urllib.parse.urlsplit(value) if isinstance(value, str) else None
        is_url = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port if parts is not None else None
    except ValueError:
        is_url, parts = False, None
    if parts is None or not is_url:
        raise ConfigError(f"{place}: {value!r:.200} is not an http or https URL")
    if parts.username or parts.password:
        raise ConfigError(f"{place}: a URL must not carry a credential; set KRAKEN_TOKEN instead")
    return str(value)


def _plain(_instance: object, _field: object, value: Any) -> Any:
    match value:
        case enum.Enum():
            return value.value
        case frozenset():
            return sorted(value)
        case Mapping():
            return {key: list(one) if isinstance(one, tuple) else one for key, one in value.items()}
        case tuple():
            return list(value)
        case _:
            return value


def _tuples(values: Mapping[str, Any]) -> dict[str, tuple[object, ...]]:
    return {name: tuple(listed) for name, listed in values.items()}


def _identity(value: Mapping[str, Any]) -> IdentityProfile:
    return IdentityProfile(tuple(value["token_command"]), _tuples(value["values"]))
