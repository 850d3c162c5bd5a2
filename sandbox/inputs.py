"""Variables: what is wrong with them, in the words of the API's own GraphQL library.

graphql-core 3.2 is what such deployments run, and its messages differ from those of 3.3; a walk of
one's own also tells what kind of problem each one is, which faulty servers need in order to overlook it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs
import graphql
from graphql.language import ast
from graphql.pyutils import did_you_mean, inspect, suggestion_list
from graphql.utilities import value_from_ast_untyped


class Kind(enum.Enum):
    """What can be wrong with a value."""

    MISSING = enum.auto()
    NULL = enum.auto()
    UNKNOWN_FIELD = enum.auto()
    NOT_AN_OBJECT = enum.auto()
    ONE_OF = enum.auto()
    ENUM = enum.auto()
    SCALAR = enum.auto()
    #: Nothing is: it is refused all the same.
    REFUSED = enum.auto()


@attrs.frozen
class Problem:
    """Something wrong with a value.

    `path` leads to it from the variable, `parent` is the innermost input object around it and `field` its
    field there, `depth` the number of input objects around it; `item` tells that it is an item of a list;
    `leaf` is its type if that is a scalar or an enum.
    """

    kind: Kind
    path: tuple[str | int, ...]
    type: str
    value: Any
    message: str
    parent: graphql.GraphQLInputObjectType | None = None
    field: str | None = None
    depth: int = 0
    item: bool = False
    leaf: graphql.GraphQLScalarType | graphql.GraphQLEnumType | None = None


#: Whether a problem is overlooked.
Tolerance = Callable[[Problem], bool]


@attrs.frozen
class Given:
    """A value that is right for its type, or an input field that may be left out and was.

    `type` is that of the place without its outermost `!`, `default` tells that the input field has one
    that is not null.
    """

    type: graphql.GraphQLInputType
    value: Any
    item: bool = False
    absent: bool = False
    default: bool = False


#: Says what is wrong with an input that is right; None where it says nothing.
Strictness = Callable[[Given], str | None]


@attrs.frozen(kw_only=True)
class Reader:
    """Reads the variables of one server."""

    schema: graphql.GraphQLSchema
    suggestions: bool = True

    def defaults(self, operation: ast.OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
        """The variables with defaults for those that were not given."""
        values = dict(given)
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            if name not in values and definition.default_value is not None:
                values[name] = value_from_ast_untyped(definition.default_value)
        return values

    def errors(
        self,
        operation: ast.OperationDefinitionNode,
        given: Mapping[str, Any],
        tolerance: Callable[[str], tuple[tuple[Tolerance, ...], tuple[Strictness, ...]]],
    ) -> Iterator[graphql.GraphQLError]:
        """The coercion errors of an operation's variables, in the order of their declaration.

        `tolerance` gives, by the name of a variable, what is overlooked there and what refused beside.
        """
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            type_ = graphql.type_from_ast(self.schema, definition.type)
            assert graphql.is_input_type(type_)
            overlooks, refuses = tolerance(name)
            if name not in given:
                found: Iterable[Problem] = _absent(definition, type_)
            else:
                found = self._value(type_, given[name], Problem(Kind.NULL, (), str(type_), None, ""), refuses)
            for problem in found:
                refused = problem.kind is Kind.REFUSED
                if refused or not any(overlooks_it(problem) for overlooks_it in overlooks):
                    yield graphql.GraphQLError(_message(name, problem), definition)

    def _value(
        self, type_: graphql.GraphQLInputType, value: Any, at: Problem, refuses: tuple[Strictness, ...]
    ) -> Iterator[Problem]:
        if graphql.is_non_null_type(type_):
            if value is None:
                yield attrs.evolve(at, message=f"Expected non-nullable type '{type_}' not to be None.")
                return
            type_ = type_.of_type
        if value is None:
            yield from _refused(Given(type_, None, item=at.item, default=_has_default(at)), at, refuses)
            return
        if graphql.is_list_type(type_):
            yield from _refused(Given(type_, value, item=at.item), at, refuses)
            if not isinstance(value, list):
                yield from self._value(type_.of_type, value, at, refuses)
                return
            for index, one in enumerate(value):
                here = attrs.evolve(at, path=(*at.path, index), item=True, type=str(type_.of_type))
                yield from self._value(type_.of_type, one, attrs.evolve(here, value=one), refuses)
        elif graphql.is_input_object_type(type_):
            yield from self._object(type_, value, at, refuses)
        else:
            assert isinstance(type_, graphql.GraphQLScalarType | graphql.GraphQLEnumType)
            yield from self._leaf(type_, value, at, refuses)

    def _object(
        self, type_: graphql.GraphQLInputObjectType, value: Any, at: Problem, refuses: tuple[Strictness, ...]
    ) -> Iterator[Problem]:
        at = attrs.evolve(at, value=value)
        if not isinstance(value, dict):
            message = f"Expected type '{type_.name}' to be a mapping."
            yield attrs.evolve(at, kind=Kind.NOT_AN_OBJECT, message=message)
            return
        inside = attrs.evolve(at, parent=type_, depth=at.depth + 1, item=False)
        for name, field in type_.fields.items():
            if name in value:
                here = attrs.evolve(
                    inside, path=(*at.path, name), field=name, type=str(field.type), value=value[name]
                )
                yield from self._value(field.type, value[name], here, refuses)
            elif graphql.is_required_input_field(field):
                message = f"Field '{name}' of required type '{field.type}' was not provided."
                yield attrs.evolve(
                    inside, kind=Kind.MISSING, field=name, type=str(field.type), message=message
                )
            else:
                here = attrs.evolve(inside, field=name, type=str(field.type))
                left_out = Given(
                    graphql.get_nullable_type(field.type), None, absent=True, default=_has_default(here)
                )
                yield from _refused(left_out, here, refuses)
        for name in value:
            if name not in type_.fields:
                hint = did_you_mean(suggestion_list(name, list(type_.fields))) if self.suggestions else ""
                message = f"Field '{name}' is not defined by type '{type_.name}'.{hint}"
                yield attrs.evolve(inside, kind=Kind.UNKNOWN_FIELD, field=name, message=message)
        if type_.is_one_of and (len(value) != 1 or next(iter(value.values())) is None):
            message = f"Exactly one key must be specified for OneOf type '{type_.name}'."
            yield attrs.evolve(at, kind=Kind.ONE_OF, message=message)

    def _leaf(
        self,
        type_: graphql.GraphQLScalarType | graphql.GraphQLEnumType,
        value: Any,
        at: Problem,
        refuses: tuple[Strictness, ...],
    ) -> Iterator[Problem]:
        at = attrs.evolve(at, value=value, leaf=type_)
        if isinstance(type_, graphql.GraphQLEnumType):
            if not isinstance(value, str):
                message = f"Enum '{type_.name}' cannot represent non-string value: {inspect(value)}."
            elif value not in type_.values:
                hint = (
                    did_you_mean(suggestion_list(value, list(type_.values)), "the enum value")
                    if self.suggestions
                    else ""
                )
                message = f"Value '{value}' does not exist in '{type_.name}' enum.{hint}"
            else:
                message = ""
            kind = Kind.ENUM
        else:
            message, kind = _scalar_problem(type_, value), Kind.SCALAR
        if message:
            yield attrs.evolve(at, kind=kind, type=type_.name, message=message)
            return
        yield from _refused(Given(type_, value, item=at.item), at, refuses)


def _refused(given: Given, at: Problem, refuses: tuple[Strictness, ...]) -> Iterator[Problem]:
    for message in (refuse(given) for refuse in refuses):
        if message is not None:
            yield attrs.evolve(at, kind=Kind.REFUSED, message=message)


def _has_default(at: Problem) -> bool:
    """Whether the input field of a problem has a default that is not null."""
    if at.parent is None or at.field is None or at.item:
        return False
    default = at.parent.fields[at.field].default
    return default is not None and not isinstance(default.literal, ast.NullValueNode)


def _scalar_problem(type_: graphql.GraphQLScalarType, value: Any) -> str:
    try:
        type_.coerce_input_value(value)
    except graphql.GraphQLError as error:
        return error.message
    return ""


def _absent(definition: ast.VariableDefinitionNode, type_: graphql.GraphQLInputType) -> tuple[Problem, ...]:
    if definition.default_value is not None or not graphql.is_non_null_type(type_):
        return ()
    return (Problem(Kind.MISSING, (), str(type_), None, ""),)


def _message(variable: str, problem: Problem) -> str:
    if not problem.path and problem.depth == 0:
        if problem.kind is Kind.MISSING:
            return f"Variable '${variable}' of required type '{problem.type}' was not provided."
        if problem.kind is Kind.NULL:
            return f"Variable '${variable}' of non-null type '{problem.type}' must not be null."
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in problem.path)
    at = f" at '{variable}{place}'" if place else ""
    return f"Variable '${variable}' got invalid value {inspect(problem.value)}{at}; {problem.message}"
