"""Documentation page and type facts to a contract directory.

What the page says is rewritten each time; what somebody decided (hazards, ambient errors, error types,
servers) is kept from the `contract.toml` that is there already.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable, Mapping

import attrs

from schema import catalogue, errors, page, sdl, supplement, type_facts, types

#: A schema needs a query type (specification, 3.3.1) and the page documents none.
PLACEHOLDER_QUERY = types.Object(
    "Query", {"placeholder": types.Field("placeholder", types.TypeRef("Boolean"))}
)


@attrs.frozen
class Harvest:
    """A contract directory in memory, and what was odd on the way."""

    files: Mapping[str, str]
    warnings: tuple[str, ...]


def from_page(
    documentation: page.Page,
    facts: type_facts.TypeFacts,
    signatures: Mapping[str, type_facts.Signature],
    kept: supplement.Supplement,
) -> Harvest:
    """Make the snapshots and `contract.toml`; ContractError where page and facts contradict each other."""
    by_server: dict[str, list[page.Entry]] = {name: [] for name in kept.servers}
    for entry, server in zip(documentation.entries, _servers(documentation, kept), strict=True):
        by_server[server].append(entry)
    files = {}
    certainty: dict[str, set[str]] = {"sister-api": set(), "inferred": set()}
    for server, entries in by_server.items():
        if not entries:
            raise errors.ContractError(f"the page has no mutation of server {server!r}")
        schema = _schema(entries, facts, signatures)
        files[kept.servers[server].snapshot] = sdl.write(schema)
        for name, level in facts.certainty.items():
            if name.split(".")[0] in schema:
                certainty[level].add(name)
        for entry in entries:
            known = signatures.get(entry.name)
            if known is not None and known.certainty != "published":
                certainty[known.certainty].add(entry.name)
    files["contract.toml"] = supplement.write(_supplement(documentation, kept, certainty))
    return Harvest(
        files=types.frozen_mapping(dict(sorted(files.items()))),
        warnings=tuple(f"line {problem.line}: {problem.reason}" for problem in documentation.problems),
    )


def reached(roots: Iterable[str], known: Mapping[str, types.Type]) -> Mapping[str, types.Type]:
    """The types that are reached from some, through fields, arguments, members and implementations."""
    implementations: dict[str, list[str]] = {}
    for type_ in known.values():
        if isinstance(type_, types.Object | types.Interface):
            for interface in type_.interfaces:
                implementations.setdefault(interface, []).append(type_.name)
    found: dict[str, types.Type] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in known:
            hint = errors.suggestion(name, known)
            raise errors.ContractError(f"type {name!r} is used and defined nowhere{hint}")
        found[name] = known[name]
        waiting.extend(neighbor for _, neighbor in sdl.references(known[name]))
        waiting.extend(implementations.get(name, ()))
    return {name: found[name] for name in sorted(found)}


def _servers(documentation: page.Page, kept: supplement.Supplement) -> list[str]:
    """The server of each entry: by its URL, or where that is missing by the section that it stands in."""
    by_host = {_host(address.url): name for name, address in kept.servers.items()}
    by_section: dict[str, set[str]] = {}
    for entry in documentation.entries:
        if entry.url is not None:
            host = _host(entry.url)
            if host not in by_host:
                reason = f"line {entry.line}: {entry.name} is at {host!r}, no server of contract.toml"
                raise errors.ContractError(reason)
            by_section.setdefault(entry.section, set()).add(by_host[host])
    return [
        _only_server(entry, by_section.get(entry.section, set()))
        if entry.url is None
        else by_host[_host(entry.url)]
        for entry in documentation.entries
    ]


def _host(url: str) -> str:
    try:
        return urllib.parse.urlsplit(url).netloc
    except ValueError as error:
        raise errors.ContractError(f"{url!r} is no URL: {error}") from error


def _only_server(entry: page.Entry, servers: set[str]) -> str:
    if len(servers) != 1:
        reason = (
            f"line {entry.line}: {entry.name} has no URL, and its section tells of {len(servers)} servers"
        )
        raise errors.ContractError(reason)
    return next(iter(servers))


def _schema(
    entries: Iterable[page.Entry],
    facts: type_facts.TypeFacts,
    signatures: Mapping[str, type_facts.Signature],
) -> types.Schema:
    mutation = types.Object("Mutation", {entry.name: _field(entry, signatures) for entry in entries})
    known = {**facts.types, "Mutation": mutation, "Query": PLACEHOLDER_QUERY}
    found = reached([*types.BUILT_IN_SCALARS, "Mutation", "Query"], known)
    for entry in entries:
        _check_selection(entry, mutation.fields[entry.name], types.Schema(found))
    return types.Schema(found)


def _field(entry: page.Entry, signatures: Mapping[str, type_facts.Signature]) -> types.Field:
    known = signatures.get(entry.name)
    if known is not None and dict(known.arguments) != dict(entry.arguments):
        raise errors.ContractError(
            f"line {entry.line}: the arguments of {entry.name} differ from its signature"
        )
    returns = entry.returns or (known.returns if known else None)
    if returns is None:
        reason = f"line {entry.line}: {entry.name} has no return type on the page and no signature"
        raise errors.ContractError(reason)
    if known is not None and known.returns != returns:
        raise errors.ContractError(f"line {entry.line}: {entry.name} returns {returns}, not {known.returns}")
    replacement = page.prose(entry).replacement
    return types.Field(
        name=entry.name,
        type=returns,
        arguments={name: types.InputValue(name, type_) for name, type_ in entry.arguments.items()},
        deprecated=f"Use {replacement}." if replacement else None,
        description=None if entry.errors is None else catalogue.write(entry.errors),
    )


def _check_selection(entry: page.Entry, field: types.Field, schema: types.Schema) -> None:
    available = schema.fields_of(field.type.name) if entry.output_fields else {}
    for name in entry.output_fields:
        if name not in available:
            reason = f"line {entry.line}: {entry.name} selects {field.type.name}.{name}, which the facts lack"
            raise errors.ContractError(reason)


def _supplement(
    documentation: page.Page, kept: supplement.Supplement, certainty: Mapping[str, set[str]]
) -> supplement.Supplement:
    stated = {entry.name: page.prose(entry) for entry in documentation.entries}
    return attrs.evolve(
        kept,
        header_stated=frozenset(name for name, prose in stated.items() if prose.states_authorization_header),
        work_in_progress=frozenset(name for name, prose in stated.items() if prose.work_in_progress),
        limits=tuple(
            supplement.Limit(name, *limit) for name, prose in stated.items() for limit in prose.limits
        ),
        refusals={
            name: supplement.Refusal(prose.refusals.code, prose.refusals.extension, prose.refusals.reasons)
            for name, prose in stated.items()
            if prose.refusals is not None
        },
        certainty=supplement.Certainty(frozenset(certainty["sister-api"]), frozenset(certainty["inferred"])),
    )


def from_schema(
    server: str, full: types.Schema, kept: supplement.Supplement, others: Iterable[str] = ()
) -> Harvest:
    """Make one server's snapshot from its whole schema, as SDL or introspection give it.

    The snapshot holds what the mutations reach. Names in `contract.toml` that neither this schema nor the
    `others`, the mutations of other servers, still have are taken out, each with a warning.
    """
    if "Mutation" not in full or not full.fields_of("Mutation"):
        raise errors.ContractError("this schema has no mutation")
    known = {**full.types, "Query": PLACEHOLDER_QUERY}
    found = reached([*types.BUILT_IN_SCALARS, "Mutation", "Query"], known)
    snapshot = sdl.write(types.Schema(found))
    mutations = {*others, *full.fields_of("Mutation")}
    left, warnings = _without_gone(kept, mutations)
    outside = len(full.types) - len(found)
    if outside > 0:
        warnings.append(f"{outside} types are reached by no mutation and are no part of the snapshot")
    files = {kept.servers[server].snapshot: snapshot, "contract.toml": supplement.write(left)}
    return Harvest(types.frozen_mapping(dict(sorted(files.items()))), tuple(warnings))


def _without_gone(
    kept: supplement.Supplement, mutations: set[str]
) -> tuple[supplement.Supplement, list[str]]:
    named = {
        *kept.hazards,
        *kept.areas,
        *kept.header_stated,
        *kept.work_in_progress,
        *kept.refusals,
        *(limit.mutation for limit in kept.limits),
    }
    warnings = [
        f"mutation {name!r} is gone; contract.toml no longer names it" for name in sorted(named - mutations)
    ]
    left = attrs.evolve(
        kept,
        hazards={name: hazard for name, hazard in kept.hazards.items() if name in mutations},
        areas={name: area for name, area in kept.areas.items() if name in mutations},
        header_stated=kept.header_stated & mutations,
        work_in_progress=kept.work_in_progress & mutations,
        refusals={name: refusal for name, refusal in kept.refusals.items() if name in mutations},
        limits=tuple(limit for limit in kept.limits if limit.mutation in mutations),
    )
    return left, warnings
