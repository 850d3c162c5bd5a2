from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import graphql
import hypothesis_graphql.strategies as public
import pytest
from graphql.language import ast
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.strategies import SearchStrategy
from hypothesis_graphql._strategies import negative_sites, oracle, sampler, strategy, weighted
from hypothesis_graphql._strategies.mode import Mode

import strategies
from conformance.fuzzing import fuzzer, kept, patches
from tests.support import exchanges
from tests.support.draws import drawn

KETTLES = exchanges.contract()

GARDEN = """
type Mutation { plant(seed: Seed!, rows: [Row!], when: Date, tags: [String], deep: Int = 3): Plant, dig: Int }
type Query { placeholder: Boolean }
input Seed { name: String!, kind: Kind, row: Row, other: [Row], count: Int = 2 }
input Row { length: Float!, wet: Boolean }
interface Plant { name(upper: Boolean): String }
type Tree implements Plant { name(upper: Boolean): String, height(unit: Kind!): Float, near: Moss }
type Moss implements Plant { name(upper: Boolean): String, wet: Boolean }
enum Kind { OAK FIR }
scalar Date
"""
DATES = st.sampled_from(("2026-01-31", "2024-02-29")).map(lambda text: ast.StringValueNode(value=text))


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    patches.prepare()


def garden(make: Callable[..., SearchStrategy[str]], mode: Mode) -> SearchStrategy[str]:
    """Documents for one mutation, made of a schema of their own."""
    return make(graphql.build_schema(GARDEN), fields=["plant"], custom_scalars={"Date": DATES}, mode=mode)


def of_choices(documents: SearchStrategy[str], choices: Sequence[Any]) -> str:
    data = ConjectureData.for_choices(choices)
    with BuildContext(data, wrapped_test=of_choices):
        return data.draw(documents)


def at_random(documents: SearchStrategy[str], seed: int) -> tuple[str, Sequence[Any]]:
    """A document, and what was chosen on the way to it."""
    data = ConjectureData(random=random.Random(seed), provider=HypothesisProvider)  # noqa: S311
    with BuildContext(data, wrapped_test=of_choices):
        return data.draw(documents), data.choices


@pytest.fixture
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(sampler, "GraphQLStrategy", strategy.GraphQLStrategy)
        patch.setattr(sampler, "weighted_boolean", weighted.weighted_boolean)
        patch.setattr(negative_sites, "GraphQLStrategy", strategy.GraphQLStrategy)
        patch.setattr(oracle, "_solve", oracle._solve.__wrapped__)  # type: ignore[attr-defined]
        yield


class TestInstall:
    @pytest.mark.parametrize("mode", list(Mode))
    def test_changes_no_document(self, mode: Mode, request: pytest.FixtureRequest) -> None:
        ours = garden(public.mutations, mode)
        found = [at_random(ours, seed) for seed in range(15)]

        request.getfixturevalue("_as_it_was")
        theirs = garden(strategy.mutations, mode)

        assert [text for text, _ in found] == [of_choices(theirs, choices) for _, choices in found]
        assert len({text for text, _ in found}) > 10


class TestSchemathesis:
    def test_makes_one_strategy_for_all_documents_of_a_kind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        modes: list[Mode] = []
        real = strategy._make_strategy

        def noted(*arguments: Any, mode: Mode, **options: Any) -> SearchStrategy[Any]:
            modes.append(mode)
            return real(*arguments, mode=mode, **options)

        monkeypatch.setattr(strategy, "_make_strategy", noted)
        kettles = fuzzer.Fuzzer(KETTLES, strategies.Known())
        invalid = kettles.invalid("boilKettle")
        assert invalid is not None

        assert len(drawn(kettles.valid("boilKettle"), 10)) == 10
        assert len(drawn(invalid, 10)) > 1

        assert modes == [Mode.POSITIVE, Mode.NEGATIVE]

    def test_makes_next_to_nothing_for_another_document(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kettles = fuzzer.Fuzzer(KETTLES, strategies.Known())
        cases = kettles.valid("boilKettle")
        drawn(cases, 40)
        made: list[SearchStrategy[Any]] = []
        real = SearchStrategy.__init__

        def noted(one: SearchStrategy[Any]) -> None:
            made.append(one)
            real(one)

        with monkeypatch.context() as patch:
            patch.setattr(SearchStrategy, "__init__", noted)
            drawn(cases, 40)

        # One for its only argument, and one for the fields of the object in it.
        assert len(made) <= 40 * 2


def terms(text: str) -> tuple[set[str], oracle.FieldTerms]:
    schema = graphql.build_schema(text)
    types = oracle._reachable_composites(schema, frozenset({"Mutation"}))
    return types, oracle._field_terms(schema, types)


TREES = """
type Mutation { a: Tree, b: Moss }
union Moss = Leaf | Twig
type Tree { x: Int, y: Int, twig: Twig, leaf: Leaf }
type Twig { leaf: Leaf, x: Int }
type Leaf { z: Int }
"""


def original(*given: Any) -> dict[str, float]:
    """What was there before it was replaced."""
    return oracle._solve.__wrapped__(*given)  # type: ignore[attr-defined]


class TestAtOnce:
    @given(st.floats(1e-6, 1.0))
    def test_gives_the_same_numbers(self, x: float) -> None:
        types, row = terms(TREES)

        assert kept.at_once(never)(types, row, x) == original(types, row, x)

    def test_is_over_where_numbers_grow_too_large(self) -> None:
        types, row = terms(TREES)

        with pytest.raises(OverflowError):
            kept.at_once(never)(types, row, 1e6)

    def test_leaves_alone_what_leads_back_to_itself(self) -> None:
        types, row = terms("type Mutation { a: Tree } type Tree { x: Int, tree: Tree }")

        found = kept.at_once(lambda *_: {"asked": 1.0})(types, row, 0.5)

        assert found == {"asked": 1.0}

    def test_takes_each_schema_by_itself(self) -> None:
        solve = kept.at_once(never)
        both = [terms(TREES), terms("type Mutation { a: Int }")]

        assert [solve(*one, 0.5) for one in both * 2] == [original(*one, 0.5) for one in both * 2]

    def test_is_in_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = oracle._solve
        asked: list[float] = []

        def noted(types: set[str], row: oracle.FieldTerms, x: float) -> dict[str, float]:
            asked.append(x)
            return real(types, row, x)

        monkeypatch.setattr(oracle, "_solve", noted)
        oracle.build_oracle(graphql.build_schema(f"{TREES} type Query {{ x: Int }}"), frozenset({"Mutation"}))

        assert len(asked) == 41
        assert real.__wrapped__.__module__ == oracle.__name__  # type: ignore[attr-defined]


def never(*_: object) -> dict[str, float]:
    raise AssertionError
