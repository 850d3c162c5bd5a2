"""What a call must be like for a fault to show: most show always, the hard ones now and then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from sandbox import arguments, reach
from schema import contract as contracts
from schema import types

_RARE = 10
_LONG = 50_000
_FIRST_ASTRAL = 0x10000
_SURROGATES = range(0xD800, 0xE000)


@attrs.frozen
class Call:
    """A mutation as it was asked for; `header` is its Authorization."""

    asked: arguments.Asked
    header: str | None


@attrs.frozen
class Condition:
    """`can` tells by the contract whether any call of a mutation fulfills it, `holds` if this one does.

    Of the calls of a mutation that do, and in whose answer the fault has a place, it shows in one of `every`
    so many.
    """

    can: Callable[[types.Schema, contracts.Mutation], bool]
    holds: Callable[[Call], bool]
    every: int = 1


def _any_mutation(_: types.Schema, __: contracts.Mutation) -> bool:
    return True


def _documents_errors(_: types.Schema, mutation: contracts.Mutation) -> bool:
    return bool(mutation.errors)


def _returns_nullable(_: types.Schema, mutation: contracts.Mutation) -> bool:
    return not mutation.returns.required


# -- optional inputs and enums ---------------------------------------------------------------------


def _has_optional(schema: types.Schema, mutation: contracts.Mutation) -> bool:
    named = (schema[argument.type.name] for argument in mutation.arguments.values())
    within = [type_.fields for type_ in named if isinstance(type_, types.InputObject)]
    return any(_first_optional(fields) is not None for fields in (mutation.arguments, *within))


def _lacks_first_optional(call: Call) -> bool:
    given = [(call.asked.mutation.arguments, call.asked.arguments)]
    given += [(type_.fields, value) for type_, value in call.asked.objects]
    return any(_lacks(fields, value) for fields, value in given)


def _lacks(fields: Mapping[str, types.InputValue], given: Mapping[str, Any]) -> bool:
    name = _first_optional(fields)
    return name is not None and name not in given


def _first_optional(fields: Mapping[str, types.InputValue]) -> str | None:
    return next((name for name, field in fields.items() if not field.required), None)


def _takes_enum(schema: types.Schema, mutation: contracts.Mutation) -> bool:
    return any(
        isinstance(schema[field.type.name], types.Enum)
        for type_ in reach.input_types(schema, mutation)
        for field in type_.fields.values()
    )


def _has_last_enum_value(call: Call) -> bool:
    for leaf in call.asked.leaves:
        type_ = call.asked.schema[leaf.type]
        if isinstance(type_, types.Enum) and leaf.value == list(type_.values)[-1]:
            return True
    return False


# -- texts -----------------------------------------------------------------------------------------


def _takes_text(schema: types.Schema, mutation: contracts.Mutation) -> bool:
    return any(
        field.type.name == "String"
        for type_ in reach.input_types(schema, mutation)
        for field in type_.fields.values()
    )


def _text(matches: Callable[[str], bool]) -> Condition:
    def holds(call: Call) -> bool:
        texts = (leaf.value for leaf in call.asked.leaves if leaf.type == "String")
        return any(isinstance(text, str) and matches(text) for text in texts)

    return Condition(_takes_text, holds)


def _is_astral(text: str) -> bool:
    return any(ord(character) >= _FIRST_ASTRAL for character in text)


def _has_surrogate(text: str) -> bool:
    return any(ord(character) in _SURROGATES for character in text)


ALWAYS = Condition(_any_mutation, lambda _: True)
EVERY_TENTH_CALL = Condition(_any_mutation, lambda _: True, every=_RARE)
#: The first in the order of the schema, of the arguments or of an input object among them.
FIRST_OPTIONAL_ABSENT = Condition(_has_optional, _lacks_first_optional)
LAST_ENUM_VALUE = Condition(_takes_enum, _has_last_enum_value)
#: A text of more than 50,000 bytes.
LONG_TEXT = _text(lambda text: len(text.encode(errors="surrogatepass")) > _LONG)
ASTRAL_TEXT = _text(_is_astral)
LONE_SURROGATE = _text(_has_surrogate)
WITH_HEADER = Condition(_any_mutation, lambda call: call.header is not None)
#: Of the mutation, not of the call.
DOCUMENTS_ERRORS = Condition(_documents_errors, lambda call: bool(call.asked.mutation.errors))
RETURNS_NULLABLE = Condition(_returns_nullable, lambda call: not call.asked.mutation.returns.required)
