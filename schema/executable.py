"""A `Schema` as graphql-core's own objects, for whoever validates and executes with it.

Made directly: writing SDL and having graphql-core read it again gives the same and takes five times as
long, most of it in the lexer. Fields, arguments and values are sorted, as in a snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import graphql

from schema import types


def build(schema: types.Schema) -> graphql.GraphQLSchema:
    """The schema as graphql-core has it after reading the SDL; scalars coerce nothing."""
    builder = _Builder()
    builder.types.update({name: graphql.specified_scalar_types[name] for name in types.BUILT_IN_SCALARS})
    own = [type_ for name, type_ in sorted(schema.types.items()) if name not in types.BUILT_IN_SCALARS]
    for type_ in own:
        builder.types[type_.name] = builder.made(type_)
    roots: dict[str, Any] = {name: builder.types.get(name) for name in ("Query", "Mutation", "Subscription")}
    return graphql.GraphQLSchema(
        query=roots["Query"],
        mutation=roots["Mutation"],
        subscription=roots["Subscription"],
        types=[builder.types[type_.name] for type_ in own],
        assume_valid=True,
    )


class _Builder:
    """Types by name; their fields are made when they are first asked for, since they refer to each other."""

    def __init__(self) -> None:
        self.types: dict[str, graphql.GraphQLNamedType] = {}
        self._refs: dict[types.TypeRef, graphql.GraphQLType] = {}

    def made(self, type_: types.Type) -> graphql.GraphQLNamedType:
        match type_:
            case types.Scalar():
                return graphql.GraphQLScalarType(type_.name, specified_by_url=type_.specified_by)
            case types.Enum():
                values = {
                    name: graphql.GraphQLEnumValue(name, deprecation_reason=value.deprecated)
                    for name, value in sorted(type_.values.items())
                }
                return graphql.GraphQLEnumType(type_.name, values)
            case types.InputObject():
                return graphql.GraphQLInputObjectType(
                    type_.name, lambda: self._input_fields(type_.fields), is_one_of=type_.one_of
                )
            case types.Object():
                return graphql.GraphQLObjectType(
                    type_.name, lambda: self._fields(type_.fields), lambda: self._interfaces(type_)
                )
            case types.Interface():
                return graphql.GraphQLInterfaceType(
                    type_.name, lambda: self._fields(type_.fields), lambda: self._interfaces(type_)
                )
            case types.Union():
                return graphql.GraphQLUnionType(
                    type_.name,
                    lambda: [
                        cast("graphql.GraphQLObjectType", self.types[name]) for name in sorted(type_.members)
                    ],
                )

    def _interfaces(self, type_: types.Object | types.Interface) -> list[graphql.GraphQLInterfaceType]:
        return [cast("graphql.GraphQLInterfaceType", self.types[name]) for name in sorted(type_.interfaces)]

    def _fields(self, fields: Mapping[str, types.Field]) -> dict[str, graphql.GraphQLField]:
        return {
            name: graphql.GraphQLField(
                cast("graphql.GraphQLOutputType", self._ref(field.type)),
                args={
                    argument: graphql.GraphQLArgument(
                        cast("graphql.GraphQLInputType", self._ref(value.type)),
                        default=_default(value),
                        deprecation_reason=value.deprecated,
                    )
                    for argument, value in sorted(field.arguments.items())
                },
                description=field.description,
                deprecation_reason=field.deprecated,
            )
            for name, field in sorted(fields.items())
        }

    def _input_fields(self, fields: Mapping[str, types.InputValue]) -> dict[str, graphql.GraphQLInputField]:
        return {
            name: graphql.GraphQLInputField(
                cast("graphql.GraphQLInputType", self._ref(value.type)),
                default=_default(value),
                deprecation_reason=value.deprecated,
            )
            for name, value in sorted(fields.items())
        }

    def _ref(self, ref: types.TypeRef) -> graphql.GraphQLType:
        found = self._refs.get(ref)
        if found is None:
            if ref.required:
                found = graphql.GraphQLNonNull(cast("graphql.GraphQLNullableType", self._ref(ref.nullable)))
            elif ref.item is not None:
                found = graphql.GraphQLList(self._ref(ref.item))
            else:
                found = self.types[ref.name]
            self._refs[ref] = found
        return found


def _default(value: types.InputValue) -> graphql.GraphQLDefaultInput | None:
    if value.default is None:
        return None
    return graphql.GraphQLDefaultInput(literal=graphql.parse_const_value(value.default))
