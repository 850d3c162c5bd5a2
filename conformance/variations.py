"""Beside drawn input: each optional input left out, and each name of an enum, of what the target let in.

Drawn examples show most of these states, but some only together with something for which the target refuses
them. From the second half of the examples on, what none of them showed in an answer with a result is asked in
the fullest input that was let in, changed in that one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from conformance.model import Case, Exchange
from conformance.run import Item, Run
from strategies import inputs, neighbors


def ask(run: Run, exchange: Exchange, *, examples: int) -> None:
    """Take note of one of so many examples of valid input; ask what none showed, where it is time to.

    All in all an item asks at most as many again as it has examples, and each state twice: once in what was
    let in, and if it is refused there, once more in the same with all that other examples had, since of some
    inputs one at least has to be given.
    """
    item = run.item(exchange.case.scenario, exchange.case.mutation)
    item.drawn += 1
    if exchange.result is not None:
        _note(run, item, exchange)
        _keep(run, item, exchange.case)
    # What Hypothesis shrinks has to be asked in the same way each time.
    if 2 * item.drawn < examples or item.let_in is None or run.stop_at_first:
        return
    for tried, base in enumerate((item.let_in.variables, item.filled)):
        for state, variables in neighbors.neighbors(run.contract, item.mutation, base):
            if item.varied.total() >= examples:
                return
            if state in item.states or item.varied[state] > tried:
                continue
            item.varied[state] += 1
            changed = run.send(attrs.evolve(item.let_in, variables=inputs.renewed(variables)))
            run.judge(changed)
            if changed.result is not None:
                _note(run, item, changed)


def _note(run: Run, item: Item, exchange: Exchange) -> None:
    item.states |= neighbors.states(run.contract, item.mutation, exchange.case.variables)


def _keep(run: Run, item: Item, case: Case) -> None:
    """The fullest is kept, and the last of these: its objects are the newest."""
    known = item.let_in or case
    first, second = case.variables, item.filled
    if _given(case.variables) < _given(known.variables):
        first, second = second, first
    else:
        item.let_in = case
    item.filled = neighbors.filled(run.contract, item.mutation, first, second)


def _given(value: Any) -> int:
    """How much there is in an input that is not null."""
    if isinstance(value, Mapping):
        return sum(_given(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(_given(inner) for inner in value)
    return value is not None
