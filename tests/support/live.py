"""Servers for the schema probe: the sandbox with a schema that has moved, and what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from conformance.model import Response
from sandbox import app, messages, options
from schema import types
from tests.support import schemas

#: A schema with a place for everything that a probe can see.
CONTRACT = schemas.contract_from(
    '''
    type Mutation {
      """The possible errors that can be raised are: - KT-CT-1: One. - KT-CT-1112: No header."""
      brew(input: BrewInput!, cups: Int, size: Size): BrewOutput
      drain(kettleId: ID!, options: [DrainOptions!], sizes: [Size!]): Kettle!
      rename(by: Rename, name: String): Boolean
      search(filter: Filter = {}): [Found!]
    }
    input BrewInput { leaf: LeafInput! degrees: Int = 96 note: String when: Date }
    input LeafInput { name: String! origin: Origin tags: [String!] }
    input DrainOptions { fast: Boolean level: Level! }
    input Rename @oneOf { id: ID code: String }
    input Filter { text: String within: Filter }
    enum Size { SMALL LARGE HUGE }
    enum Origin { ASSAM YUNNAN }
    enum Level { HALF FULL EMPTY MORE }
    scalar Date
    type BrewOutput { tea: Tea possibleErrors: [Problem] taste: Taste kettle: Kettle }
    type Problem { code: String message: String }
    type Tea { name: String leaf: Leaf cup: Cup drinkers(first: Int!): [String] }
    type Leaf { origin: Origin name: String! }
    type Cup { full: Boolean size: Size tea: Tea }
    type Kettle implements Vessel { id: ID! state: String cups: [Cup!] lid: Lid }
    type Pot implements Vessel { id: ID! handle: String lid: Lid }
    interface Vessel { id: ID! lid: Lid }
    type Lid { closed: Boolean }
    union Taste = Sweet | Bitter
    type Sweet { grams: Int note: String }
    type Bitter { note: Int degree: Float }
    union Found = Tea | Pot | Vase
    type Vase { vessel: Vessel }
    '''
)
SCHEMA = CONTRACT.servers["api"].schema


@attrs.define
class Server:
    """The sandbox with a schema and limits. `wrap` sees each request before it."""

    sandbox: app.Sandbox
    wrap: Callable[[str], Mapping[str, Any] | None] = lambda _: None
    asked: list[str] = attrs.Factory(list)

    @classmethod
    def of(cls, schema: types.Schema, **limits: Any) -> Server:
        """A server of this schema in place of the small contract's."""
        return cls(app.Sandbox(options.Options(contract=schemas.contract_of(schema), **limits)))

    @property
    def executed(self) -> list[Any]:
        """The mutations that ran."""
        return [entry for entry in self.sandbox.ledger.as_json() if entry["executed"]]

    def send(self, server: str, text: str) -> Response:
        """Answer a document, and remember it."""
        self.asked.append(text)
        other = self.wrap(text)
        if other is not None:
            return Response(200, {}, json.dumps(other).encode(), 0.0)
        body = json.dumps({"query": text, "operationName": "Probe", "variables": {}}).encode()
        headers = {"content-type": "application/json", "accept": "application/json"}
        reply = self.sandbox.respond(messages.Request("POST", f"/{server}/graphql/", headers, body))
        return Response(reply.status, reply.headers, reply.body, 0.0)
