"""Inputs that are taken although they are invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import graphql

from sandbox.inputs import Kind, Problem, Tolerance
from sandbox.misbehavior import fields
from sandbox.misbehavior.declaration import DomainFault, Fault, LenientFault
from schema import types

_of, _kind, _single = fields.named, fields.of_kind, fields.single_of_kind


def _required(_: types.Schema, type_: types.InputObject) -> bool:
    """An input object, and not the arguments, that has a required field."""
    return bool(type_.name) and any(field.required for field in type_.fields.values())


def _lenient(name: str, sentence: str, where: fields.Where, overlooks: Tolerance) -> LenientFault:
    return LenientFault(id=f"inputs.{name}", sentence=sentence, where=where, overlooks=overlooks)


def _required_items(_: types.Schema, type_: types.InputObject) -> bool:
    items = (field.type.item for field in type_.fields.values())
    return any(item is not None and item.required for item in items)


def _cased_enum(schema: types.Schema, type_: types.InputObject) -> bool:
    found = (schema[field.type.name] for field in type_.fields.values())
    return any(isinstance(one, types.Enum) and _in_other_case(one.values) is not None for one in found)


def _is(kind: Kind) -> Tolerance:
    return lambda problem: problem.kind is kind


def _leaf(name: str, *kinds: type, when: Callable[[Any], bool] = lambda _: True) -> Tolerance:
    """A value of a JSON kind, exactly: `true` is no number."""

    def overlooks(problem: Problem) -> bool:
        of_kind = type(problem.value) in kinds
        return problem.kind is Kind.SCALAR and problem.type == name and of_kind and when(problem.value)

    return overlooks


def _text_of(*names: str) -> Tolerance:
    tolerances = tuple(_leaf(name, str) for name in names)
    return lambda problem: any(overlooks(problem) for overlooks in tolerances)


def _last_required(problem: Problem) -> bool:
    if problem.kind is not Kind.MISSING or problem.parent is None:
        return False
    declared = problem.parent.fields.items()
    required = [name for name, field in declared if graphql.is_required_input_field(field)]
    return bool(required) and problem.field == required[-1]


def _missing_field(problem: Problem) -> bool:
    return problem.kind is Kind.MISSING and problem.parent is not None


def _null(problem: Problem) -> bool:
    return problem.kind is Kind.NULL and problem.parent is not None and not problem.item


def _null_item(problem: Problem) -> bool:
    return problem.kind is Kind.NULL and problem.item


def _name_of_other_case(problem: Problem) -> bool:
    if not isinstance(problem.leaf, graphql.GraphQLEnumType) or not isinstance(problem.value, str):
        return False
    return problem.value.upper() in {name.upper() for name in problem.leaf.values}


def _in_other_case(names: Iterable[str]) -> str | None:
    """The first name of an enum in the other case, if that is no name of it."""
    listed = tuple(names)
    swapped = listed[0].swapcase()
    return None if swapped in listed else swapped


def _first_name_in_other_case(problem: Problem) -> bool:
    leaf = problem.leaf
    return isinstance(leaf, graphql.GraphQLEnumType) and problem.value == _in_other_case(leaf.values)


def _unknown_name(problem: Problem) -> bool:
    return problem.kind is Kind.ENUM and isinstance(problem.value, str)


def _for_leaf(kind: type) -> Tolerance:
    return lambda problem: problem.leaf is not None and isinstance(problem.value, kind)


def _scalar_for_object(problem: Problem) -> bool:
    return problem.kind is Kind.NOT_AN_OBJECT and not isinstance(problem.value, list)


def _list_for_object(problem: Problem) -> bool:
    return problem.kind is Kind.NOT_AN_OBJECT and isinstance(problem.value, list)


def _deep(problem: Problem) -> bool:
    return problem.depth >= 3


FAULTS: tuple[Fault, ...] = (
    _lenient("null-for-required", "Takes null for a required input field.", _required, _null),
    _lenient("null-item", "Takes null in a list of items that are never null.", _required_items, _null_item),
    _lenient("missing-required", "Does without required input fields.", _required, _missing_field),
    _lenient(
        "missing-last-required",
        "Does without the last required field of an input object.",
        _required,
        _last_required,
    ),
    _lenient(
        "unknown-field", "Ignores unknown fields in inputs.", fields.input_object, _is(Kind.UNKNOWN_FIELD)
    ),
    _lenient("unknown-enum-value", "Takes any text for an enum.", _kind(types.Enum), _unknown_name),
    _lenient(
        "enum-in-other-case",
        "Takes an enum's name in any case.",
        _kind(types.Enum),
        _name_of_other_case,
    ),
    _lenient("int-from-text", "Takes digits in text for an Int.", _of("Int"), _leaf("Int", str)),
    _lenient("int-from-fraction", "Takes a fraction for an Int.", _of("Int"), _leaf("Int", float)),
    _lenient("int-from-boolean", "Takes true for an Int.", _of("Int"), _leaf("Int", bool)),
    _lenient("int-out-of-range", "Takes more than 32 bits for an Int.", _of("Int"), _leaf("Int", int)),
    _lenient("float-from-text", "Takes text for a Float.", _of("Float"), _leaf("Float", str)),
    _lenient("boolean-from-text", "Takes text for a Boolean.", _of("Boolean"), _leaf("Boolean", str)),
    _lenient("boolean-from-number", "Takes a number for a Boolean.", _of("Boolean"), _leaf("Boolean", int)),
    _lenient(
        "string-from-number",
        "Takes a number for a String.",
        _of("String"),
        _leaf("String", int, float),
    ),
    _lenient("string-from-boolean", "Takes true for a String.", _of("String"), _leaf("String", bool)),
    _lenient("id-from-fraction", "Takes a fraction for an ID.", _of("ID"), _leaf("ID", float)),
    _lenient("malformed-date", "Takes any text for a Date.", _of("Date"), _text_of("Date")),
    _lenient("malformed-datetime", "Takes any text for a DateTime.", _of("DateTime"), _text_of("DateTime")),
    _lenient("malformed-time", "Takes any text for a Time.", _of("Time"), _text_of("Time")),
    _lenient(
        "malformed-decimal",
        "Takes any text for a decimal number.",
        _of("Decimal", "FloatSafeDecimal", "NormalizedDecimal"),
        _text_of("Decimal", "FloatSafeDecimal", "NormalizedDecimal"),
    ),
    _lenient("malformed-uuid", "Takes any text for a UUID.", _of("UUID"), _text_of("UUID")),
    _lenient(
        "malformed-json",
        "Takes any text for a JSONString.",
        _of("JSONString"),
        _text_of("JSONString"),
    ),
    _lenient("object-for-scalar", "Takes an object for a scalar.", _kind(types.Scalar), _for_leaf(dict)),
    _lenient("list-for-scalar", "Takes a list for a scalar.", _single(types.Scalar), _for_leaf(list)),
    _lenient(
        "scalar-for-object",
        "Takes a scalar for an input object.",
        _kind(types.InputObject),
        _scalar_for_object,
    ),
    _lenient(
        "list-for-object",
        "Takes a list for an input object.",
        _single(types.InputObject),
        _list_for_object,
    ),
    _lenient(
        "unchecked-depth",
        "Checks nothing at the third level of nested input objects.",
        fields.contains_nested,
        _deep,
    ),
    _lenient(
        "first-enum-name-in-other-case",
        "Takes the first name of an enum in the other case, and no other name.",
        _cased_enum,
        _first_name_in_other_case,
    ),
    DomainFault(
        id="inputs.limits-unchecked",
        sentence="Executes with a number outside the limits that the documentation states.",
        reason="out-of-range",
    ),
    DomainFault(
        id="inputs.foreign-account-accepted",
        sentence="Executes on an account that is somebody else's.",
        reason="not-the-owner",
    ),
)
