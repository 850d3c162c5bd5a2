"""The part of a result that is not left to chance: what was written, issued or is known beforehand.

Optional behavior is keyed by names of mutations and fields and does nothing in a contract without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs

from sandbox import acts, arguments, authorization, plans, state
from schema import contract as contracts
from schema import types

POSSIBLE_ERRORS = "possibleErrors"
_WIZARD = "wizard"
_ECHOED = ("Boolean", "Email", "ID", "Int", "String")
_ECHO_DEPTH = 2


@attrs.define(eq=False)
class Knowledge:
    """Answers what is known of a result."""

    contract: contracts.Contract
    memory: state.State
    tokens: authorization.Tokens
    _echoes: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = attrs.field(factory=dict)

    def of(self, asked: arguments.Asked, lapses: Collection[acts.Lapse] = ()) -> dict[str, Any]:
        """The known part of a mutation's result, nested like it; what is made gets its name."""
        result: dict[str, Any] = {}
        returns = asked.schema[asked.mutation.returns.name]
        fields = returns.fields if isinstance(returns, types.Object) else {}
        given = {(leaf.name, leaf.type): leaf.value for leaf in asked.leaves}
        for path, type_name in self._echo(asked):
            value = given.get((path[-1], type_name))
            if value is not None:
                _put(result, path, _written(value, type_name))
        if POSSIBLE_ERRORS in fields and fields[POSSIBLE_ERRORS].type.item is not None:
            result[POSSIBLE_ERRORS] = possible_errors(asked.mutation)
        if _WIZARD in fields and not asked.schema.is_leaf(fields[_WIZARD].type.name):
            result[_WIZARD] = {"id": self._wizard(asked)}
        if asked.mutation.name == acts.ISSUES:
            result |= self._issued(asked)
        if asked.mutation.name == acts.REVOKES and asked.user:
            result["tokensInvalidated"] = True
        return _merged(result, self.memory.things.known(asked, lapses))

    def _issued(self, asked: arguments.Asked) -> dict[str, Any]:
        now = int(self.tokens.clock())
        given = {leaf.name: str(leaf.value) for leaf in asked.leaves}
        user = given.get("email", authorization.NOBODY_IN_PARTICULAR)
        if "refreshToken" in given:
            user = self.tokens.refreshed_user(given["refreshToken"]) or user
        return {
            "token": self.tokens.issue(user, is_limited="preSignedKey" in given and "email" not in given),
            "refreshToken": self.tokens.issue_refreshing(user),
            "refreshExpiresIn": now + authorization.REFRESH_LIFE,
            "payload": {"sub": "kraken|account-user:1", "iat": now, "exp": now + authorization.LIFE},
        }

    def _wizard(self, asked: arguments.Asked) -> str:
        given = next((leaf.value for leaf in asked.leaves if leaf.name == "wizardId"), None)
        return self.memory.open_wizard() if given is None else str(given)

    def _echo(self, asked: arguments.Asked) -> tuple[tuple[tuple[str, ...], str], ...]:
        name = asked.mutation.name
        if name not in self._echoes:
            inputs = set(_input_leaves(asked.schema, asked.mutation.arguments, ()))
            outputs = _output_leaves(asked.schema, asked.mutation.returns.name, (), _ECHO_DEPTH)
            self._echoes[name] = tuple((path, of) for path, of in outputs if (path[-1], of) in inputs)
        return self._echoes[name]


def possible_errors(mutation: contracts.Mutation) -> list[dict[str, Any]]:
    """The errors that a mutation documents, as the API lists them."""
    return [
        {
            "code": error.code,
            "message": error.message,
            "type": error.type,
            "description": error.message,
            plans.TYPENAME: "PossibleErrorType",
        }
        for error in mutation.errors
    ]


def _input_leaves(
    schema: types.Schema, fields: Mapping[str, types.InputValue], within: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for name, field in fields.items():
        type_ = schema[field.type.name]
        if isinstance(type_, types.InputObject):
            if type_.name not in within:
                yield from _input_leaves(schema, type_.fields, (*within, type_.name))
        elif field.type.item is None:
            yield name, type_.name


def _output_leaves(
    schema: types.Schema, type_name: str, at: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], str]]:
    type_ = schema[type_name]
    for name, field in type_.fields.items() if isinstance(type_, types.Object) else ():
        inner = schema[field.type.name]
        if field.type.item is not None:
            continue
        if isinstance(inner, types.Enum) or inner.name in _ECHOED:
            yield (*at, name), inner.name
        elif isinstance(inner, types.Object) and depth > 1:
            yield from _output_leaves(schema, inner.name, (*at, name), depth - 1)


def _put(result: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        result = result.setdefault(step, {})
    result[path[-1]] = value


def _merged(result: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in other.items():
        known = result.get(name)
        result[name] = (
            _merged(known, value) if isinstance(known, dict) and isinstance(value, Mapping) else value
        )
    return result


def _written(value: Any, type_name: str) -> Any:
    """The value as it is answered: an ID as text, an integer without a point (specification, 3.5)."""
    if type_name == "ID":
        return str(value)
    return int(value) if type_name == "Int" and isinstance(value, float) else value
