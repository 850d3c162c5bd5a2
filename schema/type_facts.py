"""Reader of type facts: a JSON object of types by name, as compiled from published schemas.

    {"AcceptGoodsQuote": {"kind": "object", "source": "gb-2025", "interfaces": [],
                          "fields": {"goodsPurchase": {"type": "GoodsPurchase"}}}}

The documentation page names types but does not define them; these facts do. `source` says how sure
each is. A `signatures` file gives argument and return types where the page leaves them out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs
import graphql

from schema import constants, errors, types

_CERTAINTY_OF_SOURCE = {
    "gb-2025": "published",
    "kraken-2026": "sister-api",
    "kraken-2026/high": "sister-api",
    "kraken-2026/medium": "inferred",
    "docs": "inferred",
}


@attrs.frozen
class TypeFacts:
    """Types by name, and the certainty of those types and `Type.field`s that are less than published."""

    types: Mapping[str, types.Type]
    certainty: Mapping[str, str]


@attrs.frozen
class Signature:
    """A mutation's arguments and return type, and how sure they are."""

    arguments: Mapping[str, types.TypeRef]
    returns: types.TypeRef
    certainty: str


def read(text: str, *, source: str = "type facts") -> TypeFacts:
    """Read type facts; ContractError with file and the type that is wrong."""
    found: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
    certainty: dict[str, str] = {}
    for name, fact in _object(text, source).items():
        try:
            found[name] = _type(name, fact)
            _note_certainty(certainty, name, fact["source"])
            for field_name, field in (fact.get("fields") or {}).items():
                if "source" in field:
                    _note_certainty(certainty, f"{name}.{field_name}", field["source"])
        except (KeyError, TypeError, AttributeError, errors.ContractError) as error:
            reason = f"type {name!r} cannot be read: {type(error).__name__} {error}"
            raise errors.ContractError(reason, source=source) from error
    return TypeFacts(types.frozen_mapping(found), types.frozen_mapping(certainty))


def read_signatures(text: str, *, source: str = "signatures") -> Mapping[str, Signature]:
    """Read `{mutation: {"args": {name: type}, "returns": type, "source": source}}`."""
    found = {}
    for name, fact in _object(text, source).items():
        try:
            arguments = {key: types.TypeRef.parse(value) for key, value in fact["args"].items()}
            returns = types.TypeRef.parse(fact["returns"])
            found[name] = Signature(types.frozen_mapping(arguments), returns, _certainty(fact["source"]))
        except (KeyError, TypeError, AttributeError, errors.ContractError) as error:
            reason = f"mutation {name!r} cannot be read: {type(error).__name__} {error}"
            raise errors.ContractError(reason, source=source) from error
    return types.frozen_mapping(found)


def _object(text: str, source: str) -> dict[str, Any]:
    try:
        document = json.loads(text, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        raise errors.ContractError(f"this is not JSON: {error}", source=source) from error
    if not isinstance(document, dict):
        raise errors.ContractError("this is not a JSON object", source=source)
    return document


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{repeated!r} stands twice in one object")
    return found


def _certainty(source: str) -> str:
    if source not in _CERTAINTY_OF_SOURCE:
        known = ", ".join(_CERTAINTY_OF_SOURCE)
        raise errors.ContractError(f"source {source!r} is none of {known}")
    return _CERTAINTY_OF_SOURCE[source]


def _note_certainty(certainty: dict[str, str], name: str, source: str) -> None:
    if _certainty(source) != "published":
        certainty[name] = _certainty(source)


def _type(name: str, fact: Mapping[str, Any]) -> types.Type:
    _name(name)
    kind = fact["kind"]
    if name in types.BUILT_IN_SCALARS and kind != "scalar":
        raise errors.ContractError("it is a built-in scalar")
    match kind:
        case "scalar":
            return types.Scalar(name)
        case "enum":
            values = {
                _name(value): types.EnumValue(value, _deprecation(of)) for value, of in fact["values"].items()
            }
            return types.Enum(name, values)
        case "input":
            return types.InputObject(name, _input_values(fact["fields"]))
        case "object":
            return types.Object(name, _fields(fact["fields"]), _names(fact["interfaces"]))
        case "interface":
            return types.Interface(name, _fields(fact["fields"]), _names(fact["interfaces"]))
        case "union":
            return types.Union(name, _names(fact["types"]))
        case _:
            raise errors.ContractError(f"{kind!r} is no kind of type")


def _fields(facts: Mapping[str, Any]) -> Mapping[str, types.Field]:
    return {
        _name(name): types.Field(
            name, types.TypeRef.parse(fact["type"]), _input_values(fact.get("args") or {}), _deprecation(fact)
        )
        for name, fact in facts.items()
    }


def _input_values(facts: Mapping[str, Any]) -> Mapping[str, types.InputValue]:
    return {
        _name(name): types.InputValue(
            name, types.TypeRef.parse(fact["type"]), _default(fact.get("default")), _deprecation(fact)
        )
        for name, fact in facts.items()
    }


def _name(name: str) -> str:
    if not name.isidentifier() or not name.isascii():
        raise errors.ContractError(f"{name!r} is not a name")
    return name


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(_name(name) for name in names))


def _default(default: str | None) -> str | None:
    if default is None:
        return None
    try:
        return graphql.print_ast(graphql.parse_const_value(default))
    except (graphql.GraphQLSyntaxError, TypeError) as error:
        raise errors.ContractError(f"the default {default!r} is not the text of a GraphQL literal") from error


def _deprecation(fact: Mapping[str, Any]) -> str | None:
    return constants.DEFAULT_DEPRECATION if fact.get("deprecated") else None
