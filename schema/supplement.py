"""Reader and writer of `contract.toml`: what SDL cannot say.

Tables: `servers`, `ambient`, `error_types`, `hazards`, `areas`, `authorization`, `work_in_progress`,
`limits`, `refusals`, `certainty`, `production`. An unknown key is an error that suggests the right one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import tomli_w

from schema import catalogue, errors, types

HAZARDS = ("read-like", "quote-only", "comms", "account-change", "physical", "money", "credential")
ERROR_TYPES = ("VALIDATION", "APPLICATION", "NOT_FOUND", "AUTHORIZATION", "SERVICE_AVAILABILITY")

#: How sure a type is: published for this very API, seen on a sister API, or inferred. Weakest last.
CERTAINTIES = ("published", "sister-api", "inferred")

_V = TypeVar("_V")


@attrs.frozen
class Address:
    """Where a server is, which file holds its snapshot, and where a person reads about a mutation.

    `documentation` is a URL in which `{anchor}` stands for the mutation's name in lower case, or None.
    """

    url: str
    snapshot: str
    documentation: str | None = None


@attrs.frozen
class Limit:
    """A domain limit that is stated in prose. `path` leads from the arguments to the value."""

    mutation: str
    path: str
    minimum: int
    maximum: int


@attrs.frozen
class Refusal:
    """Reasons that the extension `extension` of error `code` of a mutation may list."""

    code: str
    extension: str
    reasons: tuple[str, ...]


@attrs.frozen
class Certainty:
    """Which names are less than published: mutation and type names, and `Type.field`."""

    sister_api: frozenset[str] = frozenset()
    inferred: frozenset[str] = frozenset()

    def of(self, name: str) -> str:
        """One of CERTAINTIES for a mutation, a type or a `Type.field`."""
        if name in self.inferred:
            return "inferred"
        return "sister-api" if name in self.sister_api else "published"


@attrs.frozen
class Supplement:
    """All of `contract.toml`."""

    servers: Mapping[str, Address] = attrs.field(converter=types.frozen_mapping)
    ambient: tuple[catalogue.DocumentedError, ...] = ()
    error_types: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    hazards: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    areas: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    header_stated: frozenset[str] = frozenset()
    refusal_codes: frozenset[str] = frozenset()
    work_in_progress: frozenset[str] = frozenset()
    limits: tuple[Limit, ...] = ()
    refusals: Mapping[str, Refusal] = attrs.field(factory=dict, converter=types.frozen_mapping)
    certainty: Certainty = attrs.field(factory=Certainty)
    production_hosts: frozenset[str] = frozenset()


def read(text: str, *, source: str = "contract.toml") -> Supplement:
    """Read `contract.toml`; raise ContractError with file, line and reason."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r"\(at line (\d+)", str(error))
        reason = f"this is not TOML: {str(error).split(' (at ')[0]}"
        at_end = text.count("\n") + 1 if "at end of document" in str(error) else None
        raise errors.ContractError(reason, source=source, line=int(place[1]) if place else at_end) from error
    return _Reader(source, text).supplement(document)


def write(supplement: Supplement) -> str:
    """The TOML of a supplement, deterministic to the byte."""
    hazards = {hazard: sorted(n for n, h in supplement.hazards.items() if h == hazard) for hazard in HAZARDS}
    areas = {
        area: sorted(n for n, a in supplement.areas.items() if a == area)
        for area in sorted(set(supplement.areas.values()))
    }
    document: dict[str, Any] = {
        "servers": {
            name: attrs.asdict(address, filter=lambda _, value: value is not None)
            for name, address in sorted(supplement.servers.items())
        },
        "production": {"hosts": sorted(supplement.production_hosts)},
        "authorization": {
            "header_stated": sorted(supplement.header_stated),
            "refusal_codes": sorted(supplement.refusal_codes),
        },
        "work_in_progress": {"mutations": sorted(supplement.work_in_progress)},
        "certainty": {
            "sister_api": sorted(supplement.certainty.sister_api),
            "inferred": sorted(supplement.certainty.inferred),
        },
        "hazards": hazards,
        "areas": areas,
        "limits": [
            {
                "mutation": limit.mutation,
                "path": limit.path,
                "minimum": limit.minimum,
                "maximum": limit.maximum,
            }
            for limit in sorted(supplement.limits, key=lambda limit: (limit.mutation, limit.path))
        ],
        "refusals": {
            mutation: {
                "code": refusal.code,
                "extension": refusal.extension,
                "reasons": sorted(refusal.reasons),
            }
            for mutation, refusal in sorted(supplement.refusals.items())
        },
        "error_types": dict(sorted(supplement.error_types.items())),
        "ambient": {
            error.code: {"message": error.message, **({"type": error.type} if error.type else {})}
            for error in sorted(supplement.ambient)
        },
    }
    return tomli_w.dumps(document)


@attrs.frozen
class _Reader:
    """Checks what TOML gave, key by key."""

    source: str
    text: str

    def supplement(self, document: Mapping[str, Any]) -> Supplement:
        known = (
            "servers production authorization work_in_progress certainty hazards areas limits refusals "
            "error_types ambient"
        )
        self._known(document, known.split(), "contract.toml")
        servers = self._table(document, "servers", required=True)
        if not servers:
            raise self._error("servers", "names no server")
        return Supplement(
            servers={name: self._address(name, table) for name, table in servers.items()},
            ambient=self._ambient(document),
            error_types=self._error_types(document),
            hazards=self._hazards(document),
            areas=self._kinds(self._table(document, "areas"), "areas"),
            header_stated=self._names(document, "authorization", "header_stated", "refusal_codes"),
            refusal_codes=frozenset(
                self._code(code)
                for code in self._names(document, "authorization", "refusal_codes", "header_stated")
            ),
            work_in_progress=self._names(document, "work_in_progress", "mutations"),
            limits=tuple(self._limit(table) for table in self._value(document, "limits", list, [])),
            refusals={
                name: self._refusal(name, table) for name, table in self._table(document, "refusals").items()
            },
            certainty=Certainty(
                self._names(document, "certainty", "sister_api", "inferred"),
                self._names(document, "certainty", "inferred", "sister_api"),
            ),
            production_hosts=self._names(document, "production", "hosts"),
        )

    def _address(self, name: str, table: Any) -> Address:
        self._known(table, ("url", "snapshot", "documentation"), f"servers.{name}")
        documentation = self._text(table, "documentation", name) if "documentation" in table else None
        if documentation is not None and not documentation.startswith(("https://", "http://")):
            raise self._error("documentation", "is no address that begins with https://")
        return Address(self._text(table, "url", name), self._text(table, "snapshot", name), documentation)

    def _ambient(self, document: Mapping[str, Any]) -> tuple[catalogue.DocumentedError, ...]:
        found = []
        for code, table in sorted(self._table(document, "ambient").items()):
            self._code(code)
            self._known(table, ("message", "type"), f"ambient.{code}")
            error_type = self._error_type(code, table["type"]) if "type" in table else None
            found.append(catalogue.DocumentedError(code, self._text(table, "message", code), error_type))
        return tuple(found)

    def _error_types(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        table = self._table(document, "error_types")
        return {self._code(code): self._error_type(code, value) for code, value in table.items()}

    def _hazards(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        table = self._table(document, "hazards")
        self._known(table, HAZARDS, "hazards")
        return self._kinds(table, "hazards")

    def _kinds(self, table: Mapping[str, Any], plural: str) -> Mapping[str, str]:
        """By mutation, the one list of a table that names it."""
        found: dict[str, str] = {}
        for kind in table:
            for mutation in self._strings(table, kind):
                if mutation in found:
                    raise self._error(mutation, f"has two {plural}, {found[mutation]} and {kind}")
                found[mutation] = kind
        return found

    def _limit(self, table: Any) -> Limit:
        self._known(table, ("mutation", "path", "minimum", "maximum"), "limits")
        mutation = self._text(table, "mutation", "limits")
        minimum, maximum = (self._value(table, key, int, None) for key in ("minimum", "maximum"))
        if minimum > maximum:
            raise self._error(mutation, f"has the limit {minimum} to {maximum}, which nothing meets")
        return Limit(mutation, self._text(table, "path", mutation), minimum, maximum)

    def _refusal(self, name: str, table: Any) -> Refusal:
        self._known(table, ("code", "extension", "reasons"), f"refusals.{name}")
        code, extension = self._text(table, "code", name), self._text(table, "extension", name)
        return Refusal(self._code(code), extension, self._strings(table, "reasons"))

    # -- the checks themselves -------------------------------------------------------------------

    def _error(self, key: str, reason: str) -> errors.ContractError:
        line = next((n for n, line in enumerate(self.text.split("\n"), 1) if key in line), None)
        return errors.ContractError(f"{key!r} {reason}", source=self.source, line=line)

    def _known(self, table: Any, known: tuple[str, ...] | list[str], place: str) -> None:
        if not isinstance(table, dict):
            raise self._error(place.rsplit(".", 1)[-1], "is not a table")
        for key in table:
            if key not in known:
                raise self._error(key, f"is no key of {place}{errors.suggestion(key, known)}")

    def _value(self, table: Mapping[str, Any], key: str, kind: type[_V], default: _V | None) -> _V:
        value = table.get(key, default)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._error(key, f"is not of type {kind.__name__}" if key in table else "is missing")
        return value

    def _table(self, document: Mapping[str, Any], key: str, *, required: bool = False) -> dict[str, Any]:
        return self._value(document, key, dict, None if required else {})

    def _text(self, table: Mapping[str, Any], key: str, place: str) -> str:
        if key not in table:
            raise self._error(place, f"has no {key!r}")
        return self._value(table, key, str, None)

    def _strings(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        values = self._value(table, key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self._error(key, "is not a list of names")
        return tuple(values)

    def _names(self, document: Mapping[str, Any], table: str, key: str, *others: str) -> frozenset[str]:
        found = self._table(document, table)
        self._known(found, (key, *others), table)
        return frozenset(self._strings(found, key))

    def _code(self, code: str) -> str:
        if not catalogue.CODE.fullmatch(code):
            raise self._error(code, "is not an error code such as KT-CT-1111")
        return code

    def _error_type(self, code: str, value: Any) -> str:
        if value not in ERROR_TYPES:
            raise self._error(code, f"has an error type that is none of {', '.join(ERROR_TYPES)}")
        return str(value)
