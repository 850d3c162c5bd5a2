"""The contract: what all servers of a deployment promise for their mutations, as one frozen value.

`load` is the only reader of a contract directory:

    contract.toml       servers and what SDL cannot say, see `supplement`
    <snapshot>.graphql  one file for each server, each mutation's description listing its errors
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import attrs

from schema import catalogue, compiled, errors, files, supplement, types

DEFAULT_DIRECTORY = Path(__file__).parent

#: Listed by a mutation that answers so when the Authorization header is missing.
HEADER_NOT_PROVIDED = "KT-CT-1112"
#: Answered to a caller who may not do this at all, or not with this object.
UNAUTHORIZED = "KT-CT-1111"
#: Answered to a header that is no credential, and to a token that has expired.
BAD_CREDENTIAL, EXPIRED_TOKEN = "KT-CT-1143", "KT-CT-1124"


@attrs.frozen
class Mutation:
    """One mutation: its signature, the errors that it documents, and what is known beside.

    `documents_errors` tells a mutation that lists no error from one that lists none *at all*: the
    latter documents nothing, which is not the same as documenting that it cannot fail.
    """

    name: str
    server: str
    arguments: Mapping[str, types.InputValue] = attrs.field(converter=types.frozen_mapping)
    returns: types.TypeRef
    documents_errors: bool
    errors: tuple[catalogue.DocumentedError, ...]
    requires_authorization: bool
    deprecated: str | None
    hazard: str | None
    certainty: str
    limits: tuple[supplement.Limit, ...] = ()
    refusal: supplement.Refusal | None = None
    work_in_progress: bool = False
    area: str | None = None

    @functools.cached_property
    def codes(self) -> frozenset[str]:
        """The codes that it documents."""
        return frozenset(error.code for error in self.errors)


@attrs.frozen
class Server:
    """One endpoint, the schema behind it, and where people read about its mutations (see `supplement`)."""

    name: str
    url: str
    schema: types.Schema
    documentation: str | None = None


@attrs.frozen
class Contract:
    """Everything that was promised. Mutations are sorted by name over all servers."""

    servers: Mapping[str, Server] = attrs.field(converter=types.frozen_mapping)
    mutations: Mapping[str, Mutation] = attrs.field(
        converter=types.frozen_mapping, repr=lambda found: f"{len(found)} mutations"
    )
    ambient: Mapping[str, catalogue.DocumentedError] = attrs.field(converter=types.frozen_mapping)
    certainty: supplement.Certainty
    refusal_codes: frozenset[str]
    production_hosts: frozenset[str]

    def credential_codes(self, mutation: str) -> frozenset[str]:
        """Codes that refuse a credential: the API's own, and the mutation's of type AUTHORIZATION."""
        own = (error.code for error in self.mutation(mutation).errors if error.type == "AUTHORIZATION")
        return self.refusal_codes | frozenset(own)

    def mutation(self, name: str) -> Mutation:
        """The mutation of that name; ContractError with the nearest name if there is none."""
        try:
            return self.mutations[name]
        except KeyError:
            hint = errors.suggestion(name, self.mutations)
            raise errors.ContractError(f"there is no mutation {name!r} in the contract{hint}") from None

    def schema_of(self, mutation: str) -> types.Schema:
        """The schema of the server that has this mutation."""
        return self.servers[self.mutation(mutation).server].schema

    def documentation_of(self, mutation: str) -> str | None:
        """Where a person reads about a mutation, if that is known."""
        address = self.servers[self.mutation(mutation).server].documentation
        return None if address is None else address.replace("{anchor}", mutation.lower())


def load(directory: Path | None = None) -> Contract:
    """Read a contract directory, by default the committed one; ContractError if it cannot be read."""
    base = DEFAULT_DIRECTORY if directory is None else directory
    settings_file = base / "contract.toml"
    settings = supplement.read(files.read(settings_file), source=str(settings_file))
    servers = {
        name: Server(name, address.url, _schema(base / address.snapshot), address.documentation)
        for name, address in sorted(settings.servers.items())
    }
    return assemble(servers, settings, source=str(settings_file))


def assemble(
    servers: Mapping[str, Server], settings: supplement.Supplement, *, source: str = "contract.toml"
) -> Contract:
    """Join snapshots and supplement; ContractError where one names what the other does not have."""
    found: dict[str, Mutation] = {}
    for server in servers.values():
        for field in mutation_fields(server.schema).values():
            if field.name in found:
                reason = (
                    f"mutation {field.name!r} is on two servers, {found[field.name].server} and {server.name}"
                )
                raise errors.ContractError(reason, source=source)
            found[field.name] = _mutation(server.name, field, settings)
    if not found:
        raise errors.ContractError("no snapshot has a mutation", source=source)
    _check_names(found, settings, source)
    _check_certainty(found, servers, settings, source)
    return Contract(
        servers=servers,
        mutations={name: found[name] for name in sorted(found)},
        ambient={error.code: error for error in settings.ambient},
        certainty=settings.certainty,
        refusal_codes=settings.refusal_codes,
        production_hosts=settings.production_hosts,
    )


def mutation_fields(schema: types.Schema) -> Mapping[str, types.Field]:
    """The fields of the type `Mutation`, none if there is no such type."""
    return schema.fields_of("Mutation") if "Mutation" in schema else {}


def _schema(path: Path) -> types.Schema:
    return compiled.read(files.read(path), source=str(path))


def _mutation(server: str, field: types.Field, settings: supplement.Supplement) -> Mutation:
    listed = catalogue.read(field.description)
    typed = tuple(attrs.evolve(e, type=settings.error_types.get(e.code)) for e in listed or ())
    lists_header = any(error.code == HEADER_NOT_PROVIDED for error in typed)
    return Mutation(
        name=field.name,
        server=server,
        arguments=field.arguments,
        returns=field.type,
        documents_errors=listed is not None,
        errors=typed,
        requires_authorization=lists_header or field.name in settings.header_stated,
        deprecated=field.deprecated,
        hazard=settings.hazards.get(field.name),
        certainty=settings.certainty.of(field.name),
        limits=tuple(limit for limit in settings.limits if limit.mutation == field.name),
        refusal=settings.refusals.get(field.name),
        work_in_progress=field.name in settings.work_in_progress,
        area=settings.areas.get(field.name),
    )


def _check_names(mutations: Mapping[str, Mutation], settings: supplement.Supplement, source: str) -> None:
    named = {
        "hazards": settings.hazards,
        "areas": settings.areas,
        "authorization": settings.header_stated,
        "work_in_progress": settings.work_in_progress,
        "limits": [limit.mutation for limit in settings.limits],
        "refusals": settings.refusals,
    }
    for table, names in named.items():
        for name in names:
            if name not in mutations:
                hint = errors.suggestion(name, mutations)
                raise errors.ContractError(f"{table}: there is no mutation {name!r}{hint}", source=source)


def _check_certainty(
    mutations: Mapping[str, Mutation],
    servers: Mapping[str, Server],
    settings: supplement.Supplement,
    source: str,
) -> None:
    known = set(mutations)
    for server in servers.values():
        for type_ in server.schema:
            known.add(type_.name)
            if isinstance(type_, types.Object | types.Interface | types.InputObject):
                known.update(f"{type_.name}.{field}" for field in type_.fields)
    for name in sorted(settings.certainty.sister_api | settings.certainty.inferred):
        if name not in known:
            hint = errors.suggestion(name, known)
            reason = f"certainty: there is no mutation, type or field {name!r}{hint}"
            raise errors.ContractError(reason, source=source)
