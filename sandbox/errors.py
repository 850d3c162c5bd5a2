"""Errors as the API writes them: field errors with code and type, request errors with neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphql
from graphql.language import ast

from schema import catalogue
from schema import contract as contracts

_UNKNOWN_TYPE = "APPLICATION"


def find(
    contract: contracts.Contract, mutation: contracts.Mutation, code: str
) -> catalogue.DocumentedError | None:
    """The error of that code, if the mutation documents it or any mutation may answer with it."""
    return next((error for error in mutation.errors if error.code == code), contract.ambient.get(code))


def field_error(
    error: catalogue.DocumentedError,
    *,
    path: tuple[str | int, ...],
    node: ast.FieldNode,
    input_path: tuple[str, ...] = (),
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The entry of an error that a field raised. `input_path` leads to the argument to blame."""
    type_ = error.type or _UNKNOWN_TYPE
    details: dict[str, Any] = {"errorType": type_, "errorCode": error.code, "errorDescription": error.message}
    if type_ == "VALIDATION":
        blamed: dict[str, Any] = {"message": error.message}
        if input_path:
            blamed["inputPath"] = list(input_path)
        details |= {"errorClass": type_, "validationErrors": [blamed]}
    return {
        "message": error.message,
        "locations": _locations(node),
        "path": list(path),
        "extensions": details | dict(extensions or {}),
    }


def request_error(error: graphql.GraphQLError) -> dict[str, Any]:
    """The entry of an error for which a request is not executed."""
    entry: dict[str, Any] = {"message": error.message}
    if error.locations:
        entry["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    return entry


def _locations(node: ast.FieldNode) -> list[dict[str, int]]:
    if node.loc is None:
        return []
    place = graphql.get_location(node.loc.source, node.loc.start)
    return [{"line": place.line, "column": place.column}]
