"""Who the target is and what it allows: read from `targets.toml` or from two URLs."""

from __future__ import annotations

import tomllib
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from conformance.errors import ConfigError
from conformance.model import Tier
from schema import errors, supplement, types


@attrs.frozen
class Profile:
    """A target. `urls` are by server name; `hazards` are what tier `exercise` may execute.

    `provoke` gives, by error code, a text that makes this target raise it wherever it stands in an
    input: a sandbox has such reserved values, a real deployment has none. `foreign` gives, by field name,
    the identifier of an object that exists and that the credential must not reach.
    """

    name: str
    urls: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)
    tier: Tier = Tier.PROBE
    hazards: frozenset[str] = frozenset()
    values: Mapping[str, tuple[object, ...]] = attrs.field(factory=dict, converter=types.frozen_mapping)
    provoke: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    foreign: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)

    @property
    def hosts(self) -> frozenset[str]:
        """The host names of all its servers, in lower case."""
        return frozenset((urllib.parse.urlsplit(url).hostname or "").lower() for url in self.urls.values())


def from_urls(urls: Mapping[str, str]) -> Profile:
    """A foreign target without a profile: nothing that could execute is sent to it."""
    return Profile(name="the named URLs", urls={name: _url(url, name) for name, url in urls.items()})


def read(path: Path, name: str, servers: frozenset[str]) -> Profile:
    """The target of that name in a `targets.toml`; ConfigError with file and key if there is none.

    `servers` are the names of the contract's servers: each is a key that gives its URL.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; name targets with --targets FILE") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: this is not readable TOML: {error}") from error
    targets = document.get("targets")
    if not isinstance(targets, dict) or set(document) != {"targets"}:
        raise ConfigError(f"{path}: it must hold [targets.NAME] tables and nothing else")
    if not isinstance(targets.get(name), dict):
        hint = errors.suggestion(name, targets)
        raise ConfigError(f"{path}: there is no target {name!r}{hint}")
    return _profile(name, targets[name], servers, f"{path}: targets.{name}")


def _profile(name: str, table: Mapping[str, Any], servers: frozenset[str], place: str) -> Profile:
    known = {*servers, "tier", "hazards", "values", "provoke", "foreign"}
    for key in table:
        if key not in known:
            raise ConfigError(f"{place}: unknown key {key!r}{errors.suggestion(key, known)}")
    urls = {server: _url(table[server], f"{place}.{server}") for server in sorted(servers & set(table))}
    if not urls:
        raise ConfigError(f"{place}: it gives no URL; name one as {' or '.join(sorted(servers))}")
    tier = table.get("tier", Tier.GUARD.value)
    if tier not in list(Tier):
        raise ConfigError(f"{place}.tier: {tier!r} is none of {', '.join(Tier)}")
    hazards = _texts(table.get("hazards", []), f"{place}.hazards")
    for hazard in hazards:
        if hazard not in supplement.HAZARDS:
            hint = errors.suggestion(hazard, supplement.HAZARDS)
            raise ConfigError(f"{place}.hazards: there is no hazard {hazard!r}{hint}")
    values, provoke = table.get("values", {}), table.get("provoke", {})
    if not isinstance(values, dict) or not all(isinstance(listed, list) for listed in values.values()):
        raise ConfigError(f"{place}.values: each field name needs a list of values")
    if not isinstance(provoke, dict) or not all(isinstance(text, str) for text in provoke.values()):
        raise ConfigError(f"{place}.provoke: each error code needs a text")
    foreign = table.get("foreign", {})
    if not isinstance(foreign, dict) or not all(isinstance(text, str) for text in foreign.values()):
        raise ConfigError(f"{place}.foreign: each field name needs an identifier, as a text")
    listed = {field: tuple(known_values) for field, known_values in values.items()}
    return Profile(name, urls, Tier(tier), frozenset(hazards), listed, provoke, foreign)


def _url(value: Any, place: str) -> str:
    parts = urllib.parse.urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{place}: {value!r} is not an http or https URL")
    if parts.username or parts.password:
        raise ConfigError(f"{place}: a URL must not carry a credential; set KRAKEN_TOKEN instead")
    return str(value)


def _texts(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConfigError(f"{place}: it must be a list of texts")
    return tuple(value)
