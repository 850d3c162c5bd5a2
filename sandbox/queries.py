"""What the sandbox knows to answer to queries; the rest of a query type gets data like any result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphql
from graphql.language import ast

from sandbox import known, limits, plans
from schema import contract as contracts

_INTROSPECTION = ("__schema", "__type")


def answer(contract: contracts.Contract, meter: limits.Meter, name: str, arguments: Mapping[str, Any]) -> Any:
    """The known part of a query field's value; an empty one if nothing is known of it."""
    if name == "rateLimitInfo":
        return {"pointsAllowanceRateLimit": meter.allowance()}
    if name == "possibleErrors":
        asked = arguments.get("input") or {}
        mutation = contract.mutations.get(asked.get("name", "")) if asked.get("type") == "mutation" else None
        listed = known.possible_errors(mutation) if mutation else []
        return {
            "name": asked.get("name"),
            "type": asked.get("type"),
            "authErrors": asked.get("authErrors", False),
            "possibleErrors": listed,
        }
    return {}


def is_introspection(node: plans.Node) -> bool:
    """Whether a root field asks about the schema."""
    return node.field.name in _INTROSPECTION


def introspect(
    schema: graphql.GraphQLSchema,
    operation: ast.OperationDefinitionNode,
    fragments: Mapping[str, ast.FragmentDefinitionNode],
    node: plans.Node,
    variables: Mapping[str, Any],
) -> Any:
    """The value of `__schema` or `__type`, answered by graphql-core."""
    alone = ast.OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        selection_set=ast.SelectionSetNode(selections=node.nodes),
    )
    document = ast.DocumentNode(definitions=(alone, *fragments.values()))
    result = graphql.execute_sync(schema, document, variable_values=dict(variables))
    if result.data is None or result.errors:
        raise RuntimeError(f"introspection failed: {result.errors}")
    return result.data[node.key]
