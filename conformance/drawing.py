"""Test functions that are called with each case of a scenario, as many times as the profile has examples.

Where a run goes on after a violation, Hypothesis has nothing to shrink: then it draws the inputs of a
mutation once, for all scenarios that ask with them, and they are called in a loop.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import strategies as st

from conformance.cases import Drawn
from conformance.run import Run

#: Phases in which Hypothesis calls a test with what failed before.
_AGAIN = frozenset({hypothesis.Phase.reuse, hypothesis.Phase.shrink})


def each(make: Drawn, settings: hypothesis.settings | None = None) -> Callable[[Callable[..., None]], Any]:
    """Decorate a test of `run`, `case` and whatever fixtures it takes; pytest gives it a mutation.

    For a test file, which is read when Hypothesis' plugin has loaded the profile. `settings` are those of
    the profile with fewer examples.
    """
    chosen = settings or hypothesis.settings()

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        if _AGAIN.isdisjoint(chosen.phases):
            return _in_a_loop(test, make, chosen.max_examples)
        return chosen(hypothesis.given(data=st.data())(_by_hypothesis(test, make)))

    return decorate


def _in_a_loop(test: Callable[..., None], make: Drawn, count: int) -> Callable[..., None]:
    @functools.wraps(test)
    def called(run: Run, mutation: str, **fixtures: Any) -> None:
        for case in run.cases(make, mutation, count):
            test(run=run, case=case, **fixtures)

    return _taking(called, test, given=())


def _by_hypothesis(test: Callable[..., None], make: Drawn) -> Callable[..., None]:
    @functools.wraps(test)
    def called(run: Run, mutation: str, data: st.DataObject, **fixtures: Any) -> None:
        test(run=run, case=run.case(data, make, mutation), **fixtures)

    return _taking(called, test, given=("data",))


def _taking(
    called: Callable[..., None], test: Callable[..., None], given: tuple[str, ...]
) -> Callable[..., None]:
    """The function with the parameters of a test but for its case, by which pytest knows what to give it."""
    own = [name for name in inspect.signature(test).parameters if name != "case"]
    names = [*own, "mutation", *given]
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # as PEP 362 has it
    return called
