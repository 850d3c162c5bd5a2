"""The part of a schema that one mutation reaches, and its introspection result for Schemathesis.

Schemathesis decides by the whole schema that it is given how large a document should be: of the whole
contract it would ask almost nothing of each mutation, and need seconds to find that out. An excerpt goes
as deep as our own selections do, and never back to an object nearer to the mutation, since recursion is what
costs it most; a union may lead back to itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from schema import contract as contracts
from schema import errors, types
from strategies import selections

_MUTATION, _QUERY = "Mutation", "Query"
_NO_QUERY = types.Object(_QUERY, {"placeholder": types.Field("placeholder", types.TypeRef("Boolean"))})


def of(contract: contracts.Contract, mutation: str, depth: int = selections.DEFAULT_DEPTH) -> types.Schema:
    """A schema with this one mutation and what it reaches: outputs so many fields deep, all its inputs.

    A document that is valid by it is valid by the whole, and one that names nothing else is invalid by
    both. ContractError if nothing can be selected of what the mutation returns.
    """
    promised = contract.mutation(mutation)
    schema = contract.schema_of(mutation)
    kept = _outputs(schema, promised.returns.name, depth)
    field = types.Field(mutation, promised.returns, promised.arguments)
    kept[_MUTATION] = types.Object(_MUTATION, {mutation: field})
    kept.setdefault(_QUERY, _NO_QUERY)
    if promised.returns.name not in kept and not schema.is_leaf(promised.returns.name):
        raise errors.ContractError(f"{mutation}: {promised.returns} has no field that leads to a value")
    waiting = [name for type_ in kept.values() for name in _leaves_and_inputs(type_)]
    found: dict[str, types.Type] = {name: schema[name] for name in types.BUILT_IN_SCALARS}
    found |= kept
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = schema[name]
            waiting.extend(_leaves_and_inputs(found[name]))
    return types.Schema({name: found[name] for name in sorted(found)})


def arguments(schema: types.Schema) -> Iterator[types.InputValue]:
    """Every argument of every field."""
    for type_ in schema:
        for field in _fields(type_):
            yield from field.arguments.values()


def input_scalars(schema: types.Schema) -> frozenset[str]:
    """The scalars of which a document may hold a literal."""
    inputs = [type_ for type_ in schema if isinstance(type_, types.InputObject)]
    within = (field for type_ in inputs for field in type_.fields.values())
    named = {value.type.name for value in (*arguments(schema), *within)}
    return frozenset(name for name in named if isinstance(schema[name], types.Scalar))


def introspected(schema: types.Schema) -> dict[str, Any]:
    """What a server with this schema answers to the introspection query, descriptions left out."""
    return {
        "__schema": {
            "queryType": {"name": _QUERY},
            "mutationType": {"name": _MUTATION},
            "subscriptionType": None,
            "directives": [],
            "types": [_introspected(schema, type_) for type_ in schema],
        }
    }


# -- choosing --------------------------------------------------------------------------------------


def _outputs(schema: types.Schema, root: str, depth: int) -> dict[str, types.Type]:
    """The composites so many fields below the mutation, with the fields that lead further down."""
    levels = _levels(schema, root, depth)
    while True:
        kept = {name: _narrowed(schema, name, levels) for name in levels}
        empty = {name for name, type_ in kept.items() if not _leads_anywhere(type_)}
        if not empty:
            return {**kept}
        levels = {name: level for name, level in levels.items() if name not in empty}


def _levels(schema: types.Schema, root: str, depth: int) -> dict[str, int]:
    """How many fields below the mutation each composite is found first."""
    levels: dict[str, int] = {}
    level = [root]
    for number in range(depth):
        below: list[str] = []
        for name in level:
            if name in levels or name == _MUTATION or schema.is_leaf(name):
                continue
            for possible in (name, *schema.possible_types(name)):
                levels.setdefault(possible, number)
                below += [field.type.name for field in schema.fields_of(possible).values()]
        level = below
    return levels


def _narrowed(schema: types.Schema, name: str, levels: dict[str, int]) -> types.Composite:
    type_ = schema.composite(name)
    if isinstance(type_, types.Union):
        return attrs.evolve(type_, members=tuple(member for member in type_.members if member in levels))
    fields = {
        field.name: attrs.evolve(field, description=None)
        for field in type_.fields.values()
        if schema.is_leaf(field.type.name) or levels.get(field.type.name, 0) > levels[name]
    }
    interfaces = tuple(interface for interface in type_.interfaces if interface in levels)
    return attrs.evolve(type_, fields=fields, interfaces=interfaces)


def _leads_anywhere(type_: types.Composite) -> bool:
    return bool(type_.members if isinstance(type_, types.Union) else type_.fields)


def _fields(type_: types.Type) -> Iterable[types.Field]:
    return type_.fields.values() if isinstance(type_, types.Object | types.Interface) else ()


def _leaves_and_inputs(type_: types.Type) -> Iterator[str]:
    """What a type names that is no composite of outputs: those were chosen before."""
    if isinstance(type_, types.InputObject):
        yield from (field.type.name for field in type_.fields.values())
    for field in _fields(type_):
        yield field.type.name
        yield from (argument.type.name for argument in field.arguments.values())


# -- writing ---------------------------------------------------------------------------------------


def _introspected(schema: types.Schema, type_: types.Type) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": _kind(type_), "name": type_.name}
    match type_:
        case types.Enum(values=values):
            found["enumValues"] = [{"name": name} for name in values]
        case types.InputObject(fields=fields, one_of=one_of):
            found |= {"inputFields": _inputs(schema, fields.values()), "isOneOf": one_of}
        case types.Union(members=members):
            found["possibleTypes"] = [_named(schema, name) for name in members]
        case types.Object() | types.Interface():
            found["interfaces"] = [_named(schema, name) for name in type_.interfaces]
            found["possibleTypes"] = [_named(schema, name) for name in schema.possible_types(type_.name)]
            found["fields"] = [
                {
                    "name": field.name,
                    "args": _inputs(schema, field.arguments.values()),
                    "type": _reference(schema, field.type),
                }
                for field in type_.fields.values()
            ]
    return found


def _inputs(schema: types.Schema, values: Iterable[types.InputValue]) -> list[dict[str, Any]]:
    return [
        {"name": value.name, "type": _reference(schema, value.type), "defaultValue": value.default}
        for value in values
    ]


def _reference(schema: types.Schema, ref: types.TypeRef) -> dict[str, Any]:
    if ref.required:
        return {"kind": "NON_NULL", "name": None, "ofType": _reference(schema, ref.nullable)}
    if ref.item is not None:
        return {"kind": "LIST", "name": None, "ofType": _reference(schema, ref.item)}
    return _named(schema, ref.name)


def _named(schema: types.Schema, name: str) -> dict[str, Any]:
    return {"kind": _kind(schema[name]), "name": name, "ofType": None}


def _kind(type_: types.Type) -> str:
    return _KINDS[type(type_)]


_KINDS: dict[type[types.Type], str] = {
    types.Enum: "ENUM",
    types.InputObject: "INPUT_OBJECT",
    types.Interface: "INTERFACE",
    types.Object: "OBJECT",
    types.Scalar: "SCALAR",
    types.Union: "UNION",
}
