"""Many variables in one request, and which of them a server named in its errors."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import graphql
import httpx

from schema import sdl, types
from tests.peers import server

PLAIN = (server.Options(engine="graphql-http"), server.Options(engine="yoga"))
#: How long an answer may take: of a megabyte of schema and document, on a machine that does other things.
_SECONDS = 120
MASKED = server.Options(engine="yoga", mask=True)


@attrs.frozen
class Asked:
    """An operation whose variables are each declared on a line of their own, and their values."""

    kind: str
    declared: Sequence[tuple[str, str]]
    fields: Sequence[str]
    variables: Mapping[str, Any]

    @property
    def payload(self) -> dict[str, Any]:
        head = [f"${name}: {type_}" for name, type_ in self.declared]
        text = "\n".join([f"{self.kind} (", *head, ") {", *self.fields, "}"])
        return {"query": text, "variables": dict(self.variables)}

    def named(self, errors: Iterable[Mapping[str, Any]]) -> Counter[str]:
        """How many errors each variable has, by the line that they point to; "" has those without a place."""
        places = (error.get("locations") for error in errors)
        return Counter(self.declared[place[0]["line"] - 2][0] if place else "" for place in places)


@contextlib.contextmanager
def client(schema: types.Schema, options: server.Options) -> Iterator[httpx.Client]:
    """Speaks to a server of this schema: `/graphql` and `/ledger`."""
    with (
        server.running(schema, options) as url,
        httpx.Client(base_url=url.removesuffix("/graphql"), timeout=_SECONDS) as http,
    ):
        yield http


def serve(http: httpx.Client, schema: types.Schema) -> None:
    """Let a server that runs already serve another schema, with an empty ledger."""
    http.put("/schema", content=sdl.write(schema).encode()).raise_for_status()
    http.delete("/ledger").raise_for_status()


def errors_of(http: httpx.Client, asked: Asked) -> list[dict[str, Any]]:
    """The errors that a server answers."""
    errors: list[dict[str, Any]] = http.post("/graphql", json=asked.payload).json().get("errors", [])
    return errors


def errors_of_core(schema: graphql.GraphQLSchema, asked: Asked) -> list[Mapping[str, Any]]:
    """The errors in variables that graphql-core answers, with this project's own scalars."""
    operation = graphql.parse(asked.payload["query"]).definitions[0]
    assert isinstance(operation, graphql.OperationDefinitionNode)
    found = graphql.get_variable_values(schema, operation.variable_definitions or (), dict(asked.variables))
    return [dict(error.formatted) for error in found] if isinstance(found, list) else []
