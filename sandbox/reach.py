"""What an answer to a mutation can contain, and what its input can: all places that faults may have."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from schema import contract as contracts
from schema import types

#: No fault asks for a deeper level of an answer, so that deeper ones need not be told apart.
_DEEPEST = 4


@attrs.frozen
class Spot:
    """A field that can be selected.

    `parent` is the object type that has it, `around` the type of the field that it was selected below,
    which may be abstract, and `depth` the number of fields around it: 0 for the mutation's own.
    """

    schema: types.Schema
    field: types.Field
    parent: str
    around: str
    depth: int


def output_spots(schema: types.Schema, mutation: contracts.Mutation) -> Iterator[Spot]:
    """The mutation's field and all that can be selected below it; beyond depth 4 each type is met once."""
    yield Spot(schema, schema.fields_of("Mutation")[mutation.name], "Mutation", "Mutation", 0)
    seen: set[tuple[str, int]] = set()
    waiting = [(mutation.returns.name, 1)]
    while waiting:
        around, depth = waiting.pop()
        if (around, depth) in seen or schema.is_leaf(around):
            continue
        seen.add((around, depth))
        for parent in schema.possible_types(around):
            for field in schema.fields_of(parent).values():
                yield Spot(schema, field, parent, around, depth)
                waiting.append((field.type.name, min(depth + 1, _DEEPEST)))


def input_types(schema: types.Schema, mutation: contracts.Mutation) -> Iterator[types.InputObject]:
    """The arguments, as an input object without a name, and all input objects within."""
    yield types.InputObject("", mutation.arguments)
    seen: set[str] = set()
    waiting = [argument.type.name for argument in mutation.arguments.values()]
    while waiting:
        name = waiting.pop()
        type_ = schema[name]
        if name not in seen and isinstance(type_, types.InputObject):
            seen.add(name)
            yield type_
            waiting.extend(field.type.name for field in type_.fields.values())
