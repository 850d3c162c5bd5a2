"""Strategies that hypothesis-graphql makes again and again, made once.

Schemathesis has it make a strategy anew for each document. That one makes others anew, for the arguments of
each field and for the fields of each input object, whenever they are drawn. Hypothesis checks a new strategy,
and all that it is made of, before it draws: a third of what a document takes. What is kept here depends on a
schema alone, and draws the same from the same choices.

Strategies may be drawn from in several threads. Two that want the same at once may both make it; one is kept.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import graphql
import hypothesis_graphql.strategies as public
from hypothesis import strategies as st
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis_graphql._strategies import factories, negative_sites, sampler, strategy, weighted

_Documents = st.SearchStrategy[Any]
_Fields = list[tuple[str, graphql.GraphQLInputField]]

#: Where a schema keeps the strategies for its documents: they last as long as it does.
_EXTENSION = "strategies that were made once"


@functools.cache
def install() -> None:
    """Keep strategies from now on, in this process: hypothesis-graphql has no hook for it."""
    public.mutations = remembered(public.mutations)
    sampler.weighted_boolean = functools.lru_cache(4096)(weighted.weighted_boolean)  # type: ignore[attr-defined]
    for module in (sampler, negative_sites):
        module.GraphQLStrategy = Remembering  # type: ignore[attr-defined]  # it imports that for itself alone


def remembered(make: Callable[..., _Documents]) -> Callable[..., _Documents]:
    """A function from a schema and options to a strategy that is called once for the same ones."""

    @functools.wraps(make)
    def kept(schema: str | graphql.GraphQLSchema, **options: Any) -> _Documents:
        if isinstance(schema, str):
            return make(schema, **options)
        made = schema.extensions.setdefault(_EXTENSION, {})
        key = frozenset((name, _hashable(value)) for name, value in options.items())
        found: _Documents | None = made.get(key)
        return made.setdefault(key, make(schema, **options)) if found is None else found

    return kept


def _hashable(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return frozenset(value.items())
    return tuple(value) if isinstance(value, list) else value


@dataclasses.dataclass
class Remembering(strategy.GraphQLStrategy):
    """What makes the strategies of a schema's inputs. What it gave for one of its objects, it gives again.

    Objects are told apart by their `id`, since not all can be hashed: the schema holds them.
    """

    _values: dict[int, st.SearchStrategy[graphql.ValueNode]] = dataclasses.field(default_factory=dict)
    _fields: dict[int, st.SearchStrategy[graphql.ObjectFieldNode]] = dataclasses.field(default_factory=dict)
    _arguments: dict[tuple[int, ...], st.SearchStrategy[list[graphql.ArgumentNode]]] = dataclasses.field(
        default_factory=dict
    )

    def values(
        self, type_: graphql.GraphQLInputType, default: graphql.ValueNode | None = None
    ) -> st.SearchStrategy[graphql.ValueNode]:
        """Literals of a type."""
        if default is not None:
            return super().values(type_, default)
        if id(type_) not in self._values:
            self._values[id(type_)] = super().values(type_)
        return self._values[id(type_)]

    def lists_of_object_fields(self, items: _Fields) -> st.SearchStrategy[list[graphql.ObjectFieldNode]]:
        """A literal for each of these fields of an input object."""
        return _Each([self._field(name, field) for name, field in items])

    def _field(
        self, name: str, field: graphql.GraphQLInputField
    ) -> st.SearchStrategy[graphql.ObjectFieldNode]:
        if id(field) not in self._fields:
            default = field.ast_node.default_value if field.ast_node is not None else None
            self._fields[id(field)] = self.values(field.type, default).map(factories.object_field(name))
        return self._fields[id(field)]

    def list_of_arguments(
        self, arguments: dict[str, graphql.GraphQLArgument]
    ) -> st.SearchStrategy[list[graphql.ArgumentNode]]:
        """A literal for each argument of a field."""
        key = tuple(map(id, arguments.values()))
        if key not in self._arguments:
            self._arguments[key] = super().list_of_arguments(arguments)
        return self._arguments[key]


class _Each(st.SearchStrategy[list[graphql.ObjectFieldNode]]):
    """A list with one value of each strategy: without the checks that a tuple of them would take again."""

    def __init__(self, strategies: list[st.SearchStrategy[graphql.ObjectFieldNode]]) -> None:
        super().__init__()
        self._strategies = strategies

    def do_draw(self, data: ConjectureData) -> list[graphql.ObjectFieldNode]:
        return [data.draw(one) for one in self._strategies]
