"""What hypothesis-graphql makes again and again, made once.

It makes strategies anew, for the arguments of each field and for the fields of each input object, whenever
they are drawn. Hypothesis checks a new strategy, and all that it is made of, before it draws: a third of what
a document takes. What is kept here depends on a schema alone, and draws the same from the same choices.

Strategies may be drawn from in several threads. Two that want the same at once may both make it; one is kept.
"""

from __future__ import annotations

import dataclasses
import functools
import graphlib
from collections.abc import Callable
from typing import TypeVar

import graphql
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis_graphql._strategies import factories, negative_sites, oracle, sampler, strategy, weighted

_T = TypeVar("_T")
_Fields = list[tuple[str, graphql.GraphQLInputField]]
_Solve = Callable[[set[str], oracle.FieldTerms, float], dict[str, float]]


@functools.cache
def install() -> None:
    """Keep it from now on, in this process: hypothesis-graphql has no hook for it."""
    sampler.weighted_boolean = functools.lru_cache(4096)(weighted.weighted_boolean)  # type: ignore[attr-defined]
    for module in (sampler, negative_sites):
        module.GraphQLStrategy = Remembering  # type: ignore[attr-defined]  # it imports that for itself alone
    oracle._solve = at_once(oracle._solve)  # type: ignore[assignment]  # the names of its parameters


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
            value = self.values(field.type, _default(field))
            self._fields[id(field)] = value.map(factories.object_field(name))
        return self._fields[id(field)]

    def list_of_arguments(
        self, arguments: dict[str, graphql.GraphQLArgument]
    ) -> st.SearchStrategy[list[graphql.ArgumentNode]]:
        """A literal for each argument of a field."""
        key = tuple(map(id, arguments.values()))
        if key not in self._arguments:
            self._arguments[key] = self._list_of_arguments(arguments)
        return self._arguments[key]

    def _list_of_arguments(
        self, arguments: dict[str, graphql.GraphQLArgument]
    ) -> st.SearchStrategy[list[graphql.ArgumentNode]]:
        try:
            given = {name: self.values(one.type, _default(one)) for name, one in arguments.items()}
        except InvalidArgument:
            return super().list_of_arguments(arguments)  # It leaves out those for which nothing can be drawn.
        return _Each([value.map(factories.argument(name)) for name, value in given.items()])


def _default(of: graphql.GraphQLArgument | graphql.GraphQLInputField) -> graphql.ValueNode | None:
    return of.ast_node.default_value if of.ast_node is not None else None


class _Each(st.SearchStrategy[list[_T]]):
    """A list with one value of each strategy: without the checks that a tuple of them would take again."""

    def __init__(self, strategies: list[st.SearchStrategy[_T]]) -> None:
        super().__init__()
        self._strategies = strategies

    def do_draw(self, data: ConjectureData) -> list[_T]:
        return [data.draw(one) for one in self._strategies]


def at_once(solve: _Solve) -> _Solve:
    """What solves for the weight of each type, in one pass where no type leads back to itself.

    It is called 41 times for a schema, and each time goes over all fields until nothing changes any more:
    once more than types stand in each other. With those first that others lead to, once is enough, and
    comes to the same numbers.
    """
    # A schema's terms are solved in one go, so that the last order is the one that is wanted again.
    last: tuple[oracle.FieldTerms, tuple[str, ...] | None] | None = None

    @functools.wraps(solve)
    def solved(types: set[str], terms: oracle.FieldTerms, x: float) -> dict[str, float]:
        nonlocal last
        known = last
        if known is None or known[0] is not terms:
            known = last = (terms, _order(terms))
        if known[1] is None:
            return solve(types, terms, x)
        found: dict[str, float] = {}
        for name in known[1]:
            product = 1.0
            for is_leaf, target in terms[name]:
                product *= 1.0 + (x if is_leaf else x * (found[target] - 1.0))
                if product > oracle.OVERFLOW:
                    raise OverflowError(name)
            found[name] = product
        return found

    return solved


def _order(terms: oracle.FieldTerms) -> tuple[str, ...] | None:
    """Types with those first that others lead to; None where there is no such order."""
    within = {name: {target for leaf, target in row if not leaf} for name, row in terms.items()}
    try:
        return tuple(graphlib.TopologicalSorter(within).static_order())
    except graphlib.CycleError:
        return None
