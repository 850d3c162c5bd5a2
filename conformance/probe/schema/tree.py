"""Where each part of a schema is asked about: every type once, at the shortest way from a mutation."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

import attrs

from schema import types
from schema.contract import mutation_fields

MUTATION = "Mutation"


@attrs.frozen
class Place:
    """Where a type of results is spread: at a field of `owner`, or as one that `owner` may be.

    `depth` counts the fields on the way, the mutation's own as 1.
    """

    owner: str
    field: str | None
    depth: int


@attrs.frozen
class Tree:
    """The places of a schema's types. `inputs` are coordinates, of input objects and of enums."""

    outputs: Mapping[str, Place] = attrs.field(converter=types.frozen_mapping)
    inputs: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)


def of(schema: types.Schema) -> Tree:
    """The tree of what the mutations of a schema reach."""
    return Tree(_outputs(schema), _inputs(schema))


def path(tree: Tree, name: str) -> tuple[Place, ...]:
    """The places on the way from a mutation to a type, the last one its own."""
    steps = [tree.outputs[name]]
    while steps[-1].owner != MUTATION:
        steps.append(tree.outputs[steps[-1].owner])
    return tuple(reversed(steps))


def askable(schema: types.Schema, owner: str) -> Iterator[types.Field]:
    """The fields of a type that can be selected without giving an argument."""
    return (field for field in schema.fields_of(owner).values() if not field.needs_arguments)


def argument(mutation: str, name: str) -> str:
    """The coordinate of an argument of a mutation."""
    return f"{MUTATION}.{mutation}({name}:)"


def _outputs(schema: types.Schema) -> dict[str, Place]:
    found: dict[str, Place] = {}
    waiting: deque[str] = deque()

    def reach(name: str, place: Place) -> None:
        if name not in found and not schema.is_leaf(name):
            found[name] = place
            waiting.append(name)

    for field in mutation_fields(schema).values():
        reach(field.type.name, Place(MUTATION, field.name, 1))
    while waiting:
        name = waiting.popleft()
        depth = found[name].depth
        if not isinstance(schema[name], types.Object):
            for one in schema.possible_types(name):
                reach(one, Place(name, None, depth))
        for field in askable(schema, name):
            reach(field.type.name, Place(name, field.name, depth + 1))
    return found


def _inputs(schema: types.Schema) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting: deque[tuple[str, str]] = deque()
    for field in mutation_fields(schema).values():
        waiting += [(argument(field.name, one.name), one.type.name) for one in field.arguments.values()]
    while waiting:
        coordinate, name = waiting.popleft()
        type_ = schema[name]
        if name in found or isinstance(type_, types.Scalar):
            continue
        found[name] = coordinate
        if isinstance(type_, types.InputObject):
            waiting += [(f"{name}.{one.name}", one.type.name) for one in type_.fields.values()]
    return found
