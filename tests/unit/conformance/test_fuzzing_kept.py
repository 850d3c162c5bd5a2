from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import graphql
import hypothesis_graphql.strategies as public
import pytest
from graphql.language import ast
from hypothesis import strategies as st
from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.strategies import SearchStrategy
from hypothesis_graphql._strategies import negative_sites, sampler, strategy, weighted
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
        yield


class TestInstall:
    @pytest.mark.parametrize("mode", list(Mode))
    def test_changes_no_document(self, mode: Mode, request: pytest.FixtureRequest) -> None:
        ours = garden(public.mutations, mode)
        found = [at_random(ours, seed) for seed in range(25)]

        request.getfixturevalue("_as_it_was")
        theirs = garden(strategy.mutations, mode)

        assert [text for text, _ in found] == [of_choices(theirs, choices) for _, choices in found]
        assert len({text for text, _ in found}) > 15


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


class TestRemembered:
    def test_makes_one_for_the_same_schema_and_options(self) -> None:
        made: list[dict[str, Any]] = []

        def make(_: object, **options: Any) -> SearchStrategy[Any]:
            made.append(options)
            return st.just(len(made))

        schema, other = graphql.build_schema(GARDEN), graphql.build_schema(GARDEN)
        one = kept.remembered(make)

        found = [
            one(schema, fields=["plant"], custom_scalars={"Date": DATES}),
            one(schema, fields=["plant"], custom_scalars={"Date": DATES}),
            one(schema, fields=["dig"], custom_scalars={"Date": DATES}),
            one(schema, fields=["plant"], custom_scalars={}),
            one(other, fields=["plant"], custom_scalars={"Date": DATES}),
            one(GARDEN, fields=["plant"]),
            one(GARDEN, fields=["plant"]),
        ]

        assert found[0] is found[1]
        assert len(set(map(id, found))) == len(made) == 6

    def test_gives_all_threads_the_same(self) -> None:
        together = threading.Barrier(8)

        def make(_: object) -> SearchStrategy[Any]:
            together.wait(10)
            return st.just(1)

        schema = graphql.build_schema(GARDEN)
        one = kept.remembered(make)
        found: list[SearchStrategy[Any]] = []
        threads = [threading.Thread(target=lambda: found.append(one(schema))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(found) == 8
        assert len(set(map(id, found))) == 1
