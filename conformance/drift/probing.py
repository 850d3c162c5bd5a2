"""The schema probe of a target: its drift, and what is left of the contract to be asked."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import attrs

from conformance.drift import affects
from conformance.errors import TargetError
from conformance.model import Response
from conformance.probe.schema import catalogue, rounds, writing
from conformance.target.client import Client
from schema import catalogue as catalogues
from schema import remaining, types
from schema.contract import Contract
from schema.drift import catalogue as differences
from schema.drift.change import Change, Criticality, Kind
from schema.drift.outcome import Drift


class UnsafeTargetError(TargetError):
    """A target executes what was not named: nothing more may be asked of it."""


NO_CATALOGUE = "it does not have the query `possibleErrors`: its error codes were not compared"


@attrs.frozen
class Probe:
    """What a target was asked without introspection and without executing anything.

    `requests` counts all of them; `notes` are limits that were met and what cannot be seen; `unasked` are
    elements of which nothing is known.
    """

    changes: tuple[Change, ...]
    requests: int
    notes: tuple[str, ...]
    unasked: tuple[str, ...] = ()

    @property
    def drift(self) -> Drift:
        """The changes as a drift, sorted with the worst first."""
        return Drift(tuple(sorted(self.changes, key=lambda one: one.order)))

    def as_json(self) -> str:
        """Text for another process."""
        return json.dumps(attrs.asdict(self, value_serializer=_plain))

    @classmethod
    def from_json(cls, text: str) -> Probe:
        """The inverse of `as_json`."""
        value = json.loads(text)
        changes = (_change(one) for one in value["changes"])
        return cls(tuple(changes), value["requests"], tuple(value["notes"]), tuple(value["unasked"]))


def take(contract: Contract, client: Client, mutations: Collection[str] | None = None) -> Probe:
    """Ask all servers of a target about some mutations of a contract, by default all.

    TargetError if there is no answer, UnsafeTargetError if a server executes what was not named.
    """

    def send(server: str, text: str) -> Response:
        return client.ask(server, text, writing.NAME, {})

    changes: list[Change] = []
    notes: dict[str, None] = {}
    unasked: list[str] = []
    requests = 0
    for server in client.profile.urls.keys() & contract.servers.keys():
        names = [
            name
            for name, one in contract.mutations.items()
            if one.server == server and (mutations is None or name in mutations)
        ]
        if not names:
            continue
        asked = only(contract.servers[server].schema, names)
        found = rounds.ask(asked, server, send)
        if found.executed:
            raise UnsafeTargetError(f"the {server} server is not safe to ask: {rounds.EXECUTED}")
        listed = catalogue.ask(names, server, send)
        changes += affects.judged(contract, server, found.changes)
        left = remaining.after(contract.servers[server].schema, found.changes).schema
        # What is gone raises no errors: that is one thing to tell, and not one more for each of them.
        there = [name for name in names if name in left.fields_of("Mutation")]
        changes += _catalogue(contract, there, listed, server)
        requests += found.requests + listed.requests
        notes |= dict.fromkeys(f"{server}: {note}" for note in found.notes)
        if listed.errors is None:
            notes[f"{server}: {NO_CATALOGUE}"] = None
        unasked += [one.coordinate for one in found.unasked]
    notes[rounds.UNSEEN] = None
    return Probe(tuple(changes), requests, tuple(notes), tuple(unasked))


def remainder(contract: Contract, changes: Collection[Change]) -> tuple[Contract, Mapping[str, str]]:
    """The contract without what a target lacks, and why each mutation that is not left cannot be asked.

    A mutation that is not left keeps its promise in the contract, and no part of a schema.
    """
    if all(one.kind.startswith("error-") for one in changes):
        return contract, {}
    reasons: dict[str, str] = {}
    servers, mutations = dict(contract.servers), dict(contract.mutations)
    for name, server in contract.servers.items():
        own = [one for one in changes if one.server == name and not one.kind.startswith("error-")]
        if not own:
            continue
        left = remaining.after(server.schema, own)
        reasons |= left.unusable
        servers[name] = attrs.evolve(server, schema=left.schema)
        for field in left.schema.fields_of("Mutation").values():
            promised = mutations[field.name]
            mutations[field.name] = attrs.evolve(promised, arguments=field.arguments, returns=field.type)
    return attrs.evolve(contract, servers=servers, mutations=mutations), reasons


def only(schema: types.Schema, names: Collection[str]) -> types.Schema:
    """The schema with some of its mutations."""
    mutation = schema["Mutation"]
    assert isinstance(mutation, types.Object)
    fields = {name: field for name, field in mutation.fields.items() if name in names}
    return types.Schema({**schema.types, "Mutation": attrs.evolve(mutation, fields=fields)})


def _catalogue(
    contract: Contract, names: Collection[str], listed: catalogue.Listed, server: str
) -> list[Change]:
    """What differs in the errors of mutations that document any: what documents none promised nothing."""
    live = listed.errors or {}
    old = {
        name: contract.mutation(name).errors
        for name in names
        if contract.mutation(name).documents_errors and name in live
    }
    plain = {
        name: tuple(catalogues.DocumentedError(one.code, one.message) for one in errors)
        for name, errors in old.items()
    }
    found = differences.changes(plain, live, ambient=frozenset(contract.ambient))
    return [attrs.evolve(one, server=server) for one in found]


def _plain(_instance: object, _field: object, value: Any) -> Any:
    if isinstance(value, Criticality):
        return value.value
    return value.value if isinstance(value, Kind) else value


def _change(value: Mapping[str, Any]) -> Change:
    return Change(
        **{
            **value,
            "criticality": Criticality(value["criticality"]),
            "kind": Kind(value["kind"]),
            "affects": tuple(value["affects"]),
        }
    )
