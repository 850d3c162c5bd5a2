"""The server's scalar semantics, for graphql-core: which JSON values each scalar takes as input.

The API is written in Python on graphene, so a scalar takes what the constructor behind it takes: a
`Decimal` takes `true`, a `Date` takes a date without hyphens. Built-in scalars are graphql-core's own.
A scalar that is not known here takes anything, since nothing can be said of it.
"""

from __future__ import annotations

import datetime
import decimal
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import graphql
from graphql.utilities import validate_input_value, value_from_ast_untyped

from schema import errors, types
from schema import executable as executables

_Check = Callable[[Any], object]


def executable(schema: types.Schema) -> graphql.GraphQLSchema:
    """A graphql-core schema whose custom scalars coerce input as the server does."""
    built = executables.build(schema)
    for type_ in built.type_map.values():
        if isinstance(type_, graphql.GraphQLScalarType) and type_.name not in types.BUILT_IN_SCALARS:
            _install(type_)
    return built


def problems(schema: graphql.GraphQLSchema, type_text: str, value: Any) -> tuple[str, ...]:
    """What the server says against a JSON value for a type such as `[ReadingInput!]!`; nothing if it fits."""
    found: list[str] = []

    def note(error: graphql.GraphQLError, path: list[str | int]) -> None:
        place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
        found.append(f"${place}: {error.message}")

    validate_input_value(value, _input_type(schema, type_text), note)
    return tuple(found)


def variable_errors(
    schema: graphql.GraphQLSchema, operation_text: str, variables: Mapping[str, Any]
) -> tuple[str, ...]:
    """The coercion errors of a document's only operation with these variables; nothing if they fit."""
    definitions = [
        node
        for node in graphql.parse(operation_text).definitions
        if isinstance(node, graphql.OperationDefinitionNode)
    ]
    if len(definitions) != 1:
        raise errors.ContractError(f"expected one operation in the document, found {len(definitions)}")
    given = graphql.get_variable_values(schema, definitions[0].variable_definitions or (), dict(variables))
    return tuple(error.message for error in given) if isinstance(given, list) else ()


def _input_type(schema: graphql.GraphQLSchema, type_text: str) -> graphql.GraphQLInputType:
    found = graphql.type_from_ast(schema, graphql.parse_type(type_text))
    if found is None or not graphql.is_input_type(found):
        raise errors.ContractError(f"{type_text!r} is no input type of this schema")
    return found


def _install(scalar: graphql.GraphQLScalarType) -> None:
    check = _CHECKS.get(scalar.name, _anything)

    def coerce(value: Any) -> Any:
        try:
            check(value)
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            reason = f"{scalar.name} cannot represent value: {graphql.pyutils.inspect(value)}"
            raise graphql.GraphQLError(reason) from None
        return value

    def coerce_literal(node: graphql.ConstValueNode) -> Any:
        return coerce(value_from_ast_untyped(node))

    # `parse_value` was read when the type was built: set afterwards it would change nothing.
    scalar.coerce_input_value = coerce
    scalar.coerce_input_literal = coerce_literal


def _anything(value: Any) -> object:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _identifier(value: Any) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    return value


def _number_or_text(value: Any) -> str | int | float:
    if not isinstance(value, str | int | float):
        raise TypeError
    return value


def _big_integer(value: Any) -> object:
    given = _number_or_text(value)
    try:
        return int(given)
    except ValueError:
        return int(float(given))


_CHECKS: Mapping[str, _Check] = {
    "BigInt": _big_integer,
    "Date": lambda value: datetime.date.fromisoformat(_text(value)),
    "DateTime": lambda value: datetime.datetime.fromisoformat(_text(value)),
    "Decimal": lambda value: decimal.Decimal(_number_or_text(value)),
    "Email": _text,
    "FloatSafeDecimal": lambda value: decimal.Decimal(_number_or_text(value)),
    "GenericScalar": _anything,
    "JSONString": lambda value: json.loads(_text(value)),
    "NonEmptyID": _identifier,
    "NormalizedDecimal": lambda value: decimal.Decimal(_number_or_text(value)),
    "Time": lambda value: datetime.time.fromisoformat(_text(value)),
    "UUID": lambda value: uuid.UUID(_text(value)),
}
