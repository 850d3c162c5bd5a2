"""Beside drawn input: each slice of the result, each optional input left out and each name of an enum.

Drawn examples show most of these, but some only together with something for which the target refuses them.
From the second half of the examples on, what none of them showed in an answer with a result is asked with the
fullest input that was let in: as it is for a slice, and changed in one place for a state of an input. That
input is asked again in the end, until there are as many results as examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from conformance.model import Case, Exchange
from conformance.run import Item, Run
from strategies import inputs, neighbors

#: How often a slice or a state is tried: it may be refused for itself.
MAX_TRIED = 2


def ask(run: Run, exchange: Exchange, *, examples: int) -> None:
    """Take note of one of so many examples of valid input; ask what none showed, where it is time to.

    An item asks for as many of them at most as it has examples, and for each slice and state twice: a state
    once in what was let in, and if it is refused there, once more in the same with all that other examples
    had, since of some inputs one at least has to be given. Of what takes no input there is nothing to draw:
    each slice is asked as often as there are examples.
    """
    item = run.item(exchange.case.scenario, exchange.case.mutation)
    item.shown.examples += 1
    if exchange.result is not None:
        _note(run, item, exchange)
        _keep(run, item, exchange.case)
    if run.stop_at_first:
        return  # What Hypothesis shrinks has to be asked in the same way each time.
    if not run.contract.mutation(item.mutation).arguments:
        for _ in range(examples - 1):
            run.judge(run.send(exchange.case))
    if 2 * item.shown.examples >= examples and item.shown.let_in is not None:
        _vary(run, item, item.shown.let_in, examples)
    if item.shown.examples == examples and item.shown.let_in is not None:
        _fill_up(run, item, item.shown.let_in, examples)


def _vary(run: Run, item: Item, let_in: Case, examples: int) -> None:
    for operation in run.operations(item.mutation):
        if operation.text not in item.shown.answered:
            _try(run, item, operation.text, attrs.evolve(let_in, operation=operation), examples)
    for tried, base in enumerate((let_in.variables, item.shown.filled)):
        for state, variables in neighbors.neighbors(run.contract, item.mutation, base):
            if state not in item.shown.states and item.shown.varied[state] <= tried:
                _try(run, item, state, attrs.evolve(let_in, variables=variables), examples)


def _fill_up(run: Run, item: Item, let_in: Case, examples: int) -> None:
    """Ask for results that are missing, one slice after the other: some things show only now and then."""
    operations = run.operations(item.mutation)
    for turn in range(examples - item.shown.results):
        _send(run, item, attrs.evolve(let_in, operation=operations[turn % len(operations)]))


def _try(run: Run, item: Item, what: neighbors.State | str, case: Case, examples: int) -> None:
    if item.shown.varied.total() < examples and item.shown.varied[what] < MAX_TRIED:
        item.shown.varied[what] += 1
        _send(run, item, case)


def _send(run: Run, item: Item, case: Case) -> None:
    exchange = run.send(attrs.evolve(case, variables=inputs.renewed(case.variables)))
    run.judge(exchange)
    if exchange.result is not None:
        _note(run, item, exchange)


def _note(run: Run, item: Item, exchange: Exchange) -> None:
    item.shown.results += 1
    item.shown.answered.add(exchange.case.operation.text)
    item.shown.states |= neighbors.states(run.contract, item.mutation, exchange.case.variables)


def _keep(run: Run, item: Item, case: Case) -> None:
    """The fullest is kept, and the last of these: its objects are the newest."""
    known = item.shown.let_in or case
    first, second = case.variables, item.shown.filled
    if _given(case.variables) < _given(known.variables):
        first, second = second, first
    else:
        item.shown.let_in = case
    item.shown.filled = neighbors.filled(run.contract, item.mutation, first, second)


def _given(value: Any) -> int:
    """How much there is in an input that is not null."""
    if isinstance(value, Mapping):
        return sum(_given(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(_given(inner) for inner in value)
    return value is not None
