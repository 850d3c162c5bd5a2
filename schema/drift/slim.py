"""A schema cut down to what some documents reach: small enough to build in milliseconds.

Validation and coercion of these documents find in it what they find in the whole one.
"""

from __future__ import annotations

import attrs

from schema import types
from schema.drift import reach

#: A type needs a field (specification, 3.6); nothing asks for this one.
_PLACEHOLDER = types.Field("placeholder", types.TypeRef("Boolean"))


def cut(schema: types.Schema, reached: reach.Reach) -> types.Schema:
    """The parts of a schema that documents reach, their reach taken on this very schema."""
    composites = {name for name in reached.types if not schema.is_leaf(name)}
    fields = _fields(schema, reached)
    # Whether a fragment can apply is decided by the objects that two types have in common.
    for name in tuple(composites):
        composites.update(schema.possible_types(name))
    taken = {
        value.type.name
        for of_type in fields.values()
        for field in of_type.values()
        for value in field.arguments.values()
    }
    kept: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
    for name in reached.types - composites | reach.inputs_behind(schema, taken | reached.inputs):
        kept[name] = schema[name]
    for name in composites:
        kept[name] = _composite(schema.composite(name), fields.get(name, {}), composites)
    return types.Schema({name: kept[name] for name in sorted(kept)})


def _fields(schema: types.Schema, reached: reach.Reach) -> dict[str, dict[str, types.Field]]:
    found: dict[str, dict[str, types.Field]] = {}
    for owner, name in reached.fields:
        field = schema.fields_of(owner).get(name)
        if field is not None:
            found.setdefault(owner, {})[name] = attrs.evolve(field, description=None)
    return found


def _composite(
    type_: types.Composite, fields: dict[str, types.Field], composites: set[str]
) -> types.Composite:
    if isinstance(type_, types.Union):
        return type_
    return attrs.evolve(
        type_,
        fields=fields or {_PLACEHOLDER.name: _PLACEHOLDER},
        interfaces=tuple(name for name in type_.interfaces if name in composites),
    )
