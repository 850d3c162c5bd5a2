"""The schemas as they are served: those of the contract, and the queries that the API has beside.

A snapshot made from the documentation has a placeholder for its query type. Served are the queries
that any deployment of this family has and that ask nothing of a customer.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import graphql

from schema import coercion, sdl, types
from schema import contract as contracts

PLACEHOLDER = "placeholder"

_ADDITIONS = """
type Query {
  possibleErrors(input: PossibleErrorsInputType!): PossibleErrorsOutputType
  rateLimitInfo: RateLimitInformation
}

input PossibleErrorsInputType {
  authErrors: Boolean
  name: String!
  type: query_type!
}

enum query_type {
  mutation
  query
}

type PossibleErrorsOutputType {
  authErrors: Boolean
  name: String
  possibleErrors: [PossibleErrorType]
  type: query_type
}

type PossibleErrorType {
  code: String
  description: String
  message: String
  type: String
}

type RateLimitInformation {
  pointsAllowanceRateLimit: PointsAllowanceRateLimitInformation
}

type PointsAllowanceRateLimitInformation {
  isBlocked: Boolean
  limit: Int
  remainingPoints: Int
  ttl: Int
  usedPoints: Int
}
"""


@attrs.frozen(eq=False)
class Served:
    """What one server serves: its schema, and the same for graphql-core, which takes a while to build."""

    schema: types.Schema
    executable: graphql.GraphQLSchema


def build(contract: contracts.Contract) -> Mapping[str, Served]:
    """What is served by each server of a contract. Sandboxes of one contract can share it."""
    schemas = {name: schema(server) for name, server in contract.servers.items()}
    return {name: Served(one, coercion.executable(one)) for name, one in schemas.items()}


def schema(server: contracts.Server) -> types.Schema:
    """The schema that a server serves."""
    additions = sdl.read(_ADDITIONS, source="the sandbox's own queries")
    query = server.schema.types.get("Query", types.Object("Query", {}))
    assert isinstance(query, types.Object)
    own = {name: field for name, field in query.fields.items() if name != PLACEHOLDER}
    fields = {**additions.fields_of("Query"), **own}
    served = {**additions.types, **server.schema.types, "Query": attrs.evolve(query, fields=fields)}
    return types.Schema({name: served[name] for name in sorted(served)})
