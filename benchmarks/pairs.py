"""A large pair of schemas in the form of this API: the committed one several times over, and changed.

python -m benchmarks.pairs DIR      writes old.graphql, new.graphql and mixed.graphql
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import attrs

from schema import contract as contracts
from schema import sdl, types
from tests.support import drifting

#: Copies of the API's schema; how many types lose a field, have a name of an enum more, gain a field.
COPIES, BREAKING, DANGEROUS, SAFE = 3, 66, 98, 385
#: How many changes of each other kind come on top where all kinds are to be there.
MIXED = 4


def old() -> types.Schema:
    """About 2,600 types and 500 mutations."""
    one = contracts.load().servers["api"].schema
    mutation = one["Mutation"]
    assert isinstance(mutation, types.Object)
    found: dict[str, types.Type] = {}
    mutations: dict[str, types.Field] = {}
    for number in range(COPIES):
        suffix = str(number) if number else ""
        names = {
            type_.name: type_.name
            if isinstance(type_, types.Scalar) or type_.name in ("Mutation", "Query")
            else f"{type_.name}{suffix}"
            for type_ in one
        }
        for type_ in one:
            found[names[type_.name]] = _renamed(type_, names)
        for field in mutation.fields.values():
            copy = _field(field, names)
            mutations[f"{field.name}{suffix}"] = attrs.evolve(copy, name=f"{field.name}{suffix}")
    found["Mutation"] = types.Object("Mutation", mutations)
    return types.Schema({name: found[name] for name in sorted(found)})


def new(schema: types.Schema) -> types.Schema:
    """The same with as many changes as three months bring to a schema of this family."""
    chosen = random.Random(11)  # noqa: S311 -- no secret
    found = dict(schema.types)
    objects = [
        name
        for name, one in found.items()
        if isinstance(one, types.Object) and len(one.fields) > 3 and not one.interfaces
    ]
    objects = [name for name in objects if name not in ("Mutation", "Query")]
    enums = [name for name, one in found.items() if isinstance(one, types.Enum)]
    for name in chosen.sample(objects, BREAKING):
        type_ = found[name]
        assert isinstance(type_, types.Object)
        gone = chosen.choice(sorted(type_.fields))
        found[name] = attrs.evolve(
            type_, fields={key: one for key, one in type_.fields.items() if key != gone}
        )
    for name in chosen.sample(enums, min(DANGEROUS, len(enums))):
        enum = found[name]
        assert isinstance(enum, types.Enum)
        found[name] = attrs.evolve(enum, values={**enum.values, "NEWCOMER": types.EnumValue("NEWCOMER")})
    for name in chosen.choices(objects, k=SAFE):
        type_ = found[name]
        assert isinstance(type_, types.Object)
        added = types.Field(f"newcomer{len(type_.fields)}", types.TypeRef("String"))
        found[name] = attrs.evolve(type_, fields={**type_.fields, added.name: added})
    return types.Schema(found)


def mixed(schema: types.Schema) -> types.Schema:
    """A schema with four changes more of each kind that a probe can see: most of them break operations."""
    for kind in drifting.KINDS:
        for seed in range(MIXED):
            drifted = drifting.drift(schema, kind, seed)
            assert drifted is not None, "there is a place for each of them"
            schema = drifted.schema
    return schema


def write(folder: Path) -> tuple[Path, Path, Path]:
    """Write the older, the newer and the mixed one as SDL."""
    first = old()
    second = new(first)
    paths = folder / "old.graphql", folder / "new.graphql", folder / "mixed.graphql"
    for path, schema in zip(paths, (first, second, mixed(second)), strict=True):
        path.write_text(sdl.write(schema), encoding="utf-8")
    return paths


def _renamed(type_: types.Type, names: dict[str, str]) -> types.Type:
    name = names[type_.name]
    match type_:
        case types.Scalar() | types.Enum():
            return attrs.evolve(type_, name=name)
        case types.InputObject(fields=fields):
            return attrs.evolve(
                type_, name=name, fields={key: _value(one, names) for key, one in fields.items()}
            )
        case types.Union(members=members):
            return attrs.evolve(type_, name=name, members=tuple(names[one] for one in members))
        case (
            types.Object(fields=outputs, interfaces=interfaces)
            | types.Interface(fields=outputs, interfaces=interfaces)
        ):
            return attrs.evolve(
                type_,
                name=name,
                fields={key: _field(one, names) for key, one in outputs.items()},
                interfaces=tuple(names[one] for one in interfaces),
            )


def _field(field: types.Field, names: dict[str, str]) -> types.Field:
    arguments = {key: _value(one, names) for key, one in field.arguments.items()}
    return attrs.evolve(field, type=_ref(field.type, names), arguments=arguments)


def _value(value: types.InputValue, names: dict[str, str]) -> types.InputValue:
    return attrs.evolve(value, type=_ref(value.type, names))


def _ref(ref: types.TypeRef, names: dict[str, str]) -> types.TypeRef:
    return types.TypeRef.parse(str(ref).replace(ref.name, names[ref.name]))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
