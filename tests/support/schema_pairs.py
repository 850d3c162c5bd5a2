"""Random pairs of schemas: from a few parts that differ to two that have nothing but names in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

import attrs
import graphql
from hypothesis import strategies as st

from schema import introspection, sdl, types
from tests.support import schemas

_Part = TypeVar("_Part")


@attrs.frozen
class Pair:
    """An older and a newer schema; each is complete, and a name is of one kind in both."""

    old: types.Schema
    new: types.Schema


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Draw a pair whose newer schema has any share of the parts of another one."""
    old, other = draw(schemas.schemas()), draw(schemas.schemas())
    if draw(st.booleans()):
        return Pair(old, other)
    every = {**other.types, **old.types}
    new = dict(every)
    for name in sorted(draw(st.sets(st.sampled_from(sorted(old.types.keys() & other.types.keys()))))):
        new[name] = draw(_crossed(every[name], other[name]))
    return Pair(types.Schema(every), types.Schema(new))


def reordered(schema: types.Schema) -> types.Schema:
    """The same schema with everything in it in the opposite order."""
    return types.Schema({name: _reordered(schema[name]) for name in reversed(schema.types)})


def introspected(schema: types.Schema) -> types.Schema:
    """The same schema as an endpoint gives it of itself."""
    built = graphql.build_schema(sdl.write(schema), assume_valid=True, assume_valid_sdl=True)
    query = graphql.get_introspection_query(specified_by_url=True, input_value_deprecation=True, one_of=True)
    return introspection.read(json.dumps(graphql.graphql_sync(built, query).data)).schema


@st.composite
def _crossed(draw: st.DrawFn, old: types.Type, other: types.Type) -> types.Type:
    """The other type, or this one with one part of the other."""
    if draw(st.booleans()):
        return other
    match old, other:
        case types.Object() | types.Interface(), types.Object() | types.Interface():
            return attrs.evolve(old, fields=draw(_one_exchanged(old.fields, other.fields)))
        case types.InputObject(), types.InputObject():
            return attrs.evolve(old, fields=draw(_one_exchanged(old.fields, other.fields)))
        case types.Enum(), types.Enum():
            return attrs.evolve(old, values=draw(_one_exchanged(old.values, other.values)))
        case _:
            return other


@st.composite
def _one_exchanged(
    draw: st.DrawFn, old: Mapping[str, _Part], other: Mapping[str, _Part]
) -> Mapping[str, _Part]:
    name = draw(st.sampled_from(sorted(old.keys() | other.keys())))
    found = {**old, name: other[name]} if name in other else {key: old[key] for key in old if key != name}
    return found or old


def _reordered(type_: types.Type) -> types.Type:
    match type_:
        case types.Enum():
            return attrs.evolve(type_, values=_backwards(type_.values))
        case types.InputObject():
            return attrs.evolve(type_, fields=_backwards(type_.fields))
        case types.Object() | types.Interface():
            fields = {
                name: attrs.evolve(field, arguments=_backwards(field.arguments))
                for name, field in _backwards(type_.fields).items()
            }
            return attrs.evolve(type_, fields=fields, interfaces=type_.interfaces[::-1])
        case types.Union():
            return attrs.evolve(type_, members=type_.members[::-1])
        case types.Scalar():
            return type_


def _backwards(parts: Mapping[str, _Part]) -> Mapping[str, _Part]:
    return {name: parts[name] for name in reversed(parts)}
