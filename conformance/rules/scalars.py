"""Rules of leaf values: what a scalar or an enum looks like in an answer."""

from __future__ import annotations

import datetime
import functools
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from conformance.model import Exchange, Tier
from conformance.rules.declaration import Applies, Clause, Place, Rule, path, rule, shown
from conformance.rules.walk import leaves
from schema import types
from schema.contract import Contract, Mutation

_SPEC = "https://spec.graphql.org/October2021/"
_API = "https://developer.octopus.energy/graphql/"

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _is_integer(value: Any) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def _is_finite(value: Any) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_date(value: Any) -> bool:
    return (
        isinstance(value, str)
        and bool(_DATE.fullmatch(value))
        and _parses(datetime.date.fromisoformat, value)
    )


def _is_time(value: Any) -> bool:
    return (
        isinstance(value, str)
        and bool(_TIME.fullmatch(value))
        and _parses(datetime.time.fromisoformat, value)
    )


def _is_date_time(value: Any) -> bool:
    if not isinstance(value, str) or "T" not in value:
        return False
    date, time = value.split("T", maxsplit=1)
    return _is_date(date) and _is_time(time)


def _is_decimal(value: Any) -> bool:
    return bool(_DECIMAL.fullmatch(value)) if isinstance(value, str) else _is_finite(value)


def _is_big_integer(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and bool(re.fullmatch(r"-?[0-9]+", value)))


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def _is_json_text(value: Any) -> bool:
    return isinstance(value, str) and _parses(json.loads, value)


def _parses(parse: Callable[[str], Any], value: str) -> bool:
    try:
        parse(value)
    except (ValueError, RecursionError):
        return False
    return True


#: For each scalar the rules of its form: their ids, and whether a value has it.
_FORMS: dict[str, list[tuple[str, Callable[[Any], bool]]]] = {}


def checks(name: str, schema: types.Schema) -> list[tuple[str, Callable[[Any], bool]]]:
    """The rules that speak of values of that type, by id, and whether a value other than null keeps each."""
    found = list(_FORMS.get(name, ()))
    type_ = schema.types.get(name)
    if isinstance(type_, types.Enum):
        found.append((enum_value.id, functools.partial(_is_value_of, type_)))
    return found


def _is_value_of(enum: types.Enum, value: Any) -> bool:
    return isinstance(value, str) and value in enum.values


def _scalar_rule(
    id_: str,
    clause: Clause,
    sentence: str,
    names: tuple[str, ...],
    form: str,
    is_valid: Callable[[Any], bool],
) -> Rule:
    wanted = frozenset(names)
    for known in names:
        _FORMS.setdefault(known, []).append((id_, is_valid))

    def check(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
        found = leaves(exchange)
        for position in (one for name in names for one in found.get(name, ())):
            if is_valid(position.value):
                yield Place(path(position.steps))
            else:
                yield Place(path(position.steps), f"{form} ({position.type})", shown(position.value))

    check.__doc__ = sentence
    return rule(id_, clause, tiers=(Tier.EXERCISE,), applies=_returning(wanted))(check)


def _returning(wanted: frozenset[str]) -> Applies:
    """Whether a mutation can return a value of one of these types."""

    def applies(contract: Contract, mutation: Mutation) -> bool:
        return not wanted.isdisjoint(contract.schema_of(mutation.name).selectable(mutation.returns.name))

    return applies


def _returns_enum(contract: Contract, mutation: Mutation) -> bool:
    schema = contract.schema_of(mutation.name)
    return any(isinstance(schema[name], types.Enum) for name in schema.selectable(mutation.returns.name))


@rule(
    "scalars.enum",
    Clause("GraphQL, 3.9 Enums", f"{_SPEC}#sec-Enums"),
    tiers=(Tier.EXERCISE,),
    applies=_returns_enum,
)
def enum_value(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """An enum is one of the names that the schema lists."""
    schema = contract.schema_of(exchange.case.mutation)
    for name, found in leaves(exchange).items():
        type_ = schema.types.get(name)
        if not isinstance(type_, types.Enum):
            continue
        for position in found:
            if _is_value_of(type_, position.value):
                yield Place(path(position.steps))
            else:
                yield Place(path(position.steps), f"a value of enum {name}", shown(position.value))


_INT = Clause("GraphQL, 3.5.1 Int", f"{_SPEC}#sec-Int")
_FLOAT = Clause("GraphQL, 3.5.2 Float", f"{_SPEC}#sec-Float")
_STRING = Clause("GraphQL, 3.5.3 String", f"{_SPEC}#sec-String")
_BOOLEAN = Clause("GraphQL, 3.5.4 Boolean", f"{_SPEC}#sec-Boolean")
_ID = Clause("GraphQL, 3.5.5 ID", f"{_SPEC}#sec-ID")
_SCALARS = Clause("Kraken API, Scalars", f"{_API}reference/scalars/")

RULES = (
    _scalar_rule(
        "scalars.int",
        _INT,
        "An Int is a number without fraction that fits 32 bits.",
        ("Int",),
        "a 32-bit integer",
        _is_integer,
    ),
    _scalar_rule(
        "scalars.float", _FLOAT, "A Float is a finite number.", ("Float",), "a finite number", _is_finite
    ),
    _scalar_rule(
        "scalars.string", _STRING, "A String is text.", ("String", "Email", "NonEmptyID"), "text", _is_text
    ),
    _scalar_rule(
        "scalars.boolean", _BOOLEAN, "A Boolean is true or false.", ("Boolean",), "true or false", _is_boolean
    ),
    _scalar_rule("scalars.id", _ID, "An ID is text.", ("ID",), "text", _is_text),
    _scalar_rule(
        "scalars.date",
        _SCALARS,
        "A Date is a real day in ISO 8601.",
        ("Date",),
        "a date in ISO 8601",
        _is_date,
    ),
    _scalar_rule(
        "scalars.time",
        _SCALARS,
        "A Time is a real time of day in ISO 8601.",
        ("Time",),
        "a time in ISO 8601",
        _is_time,
    ),
    _scalar_rule(
        "scalars.date-time",
        _SCALARS,
        "A DateTime is a real date and time in ISO 8601.",
        ("DateTime",),
        "a date and time in ISO 8601",
        _is_date_time,
    ),
    _scalar_rule(
        "scalars.decimal",
        _SCALARS,
        "A decimal is a number or numeric text.",
        ("Decimal", "FloatSafeDecimal", "NormalizedDecimal"),
        "a number or numeric text",
        _is_decimal,
    ),
    _scalar_rule(
        "scalars.big-int",
        _SCALARS,
        "A BigInt is an integer or its digits.",
        ("BigInt",),
        "an integer or its digits",
        _is_big_integer,
    ),
    _scalar_rule(
        "scalars.uuid", _SCALARS, "A UUID is text in the form of RFC 9562.", ("UUID",), "a UUID", _is_uuid
    ),
    _scalar_rule(
        "scalars.json-string",
        _SCALARS,
        "A JSONString is text that holds JSON.",
        ("JSONString",),
        "text that holds JSON",
        _is_json_text,
    ),
    enum_value,
)
