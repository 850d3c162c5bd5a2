"""What became of each rule at each mutation: one of five states, of which silence is none."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping

from conformance import rules
from conformance.model import ItemResult
from conformance.rules.declaration import Rule
from schema.contract import Contract


class State(enum.StrEnum):
    """What is known of a rule at a mutation."""

    VIOLATED = "violated"
    PASSED = "passed"
    INCONCLUSIVE = "inconclusive"
    NOT_EXERCISED = "not exercised"
    NOT_APPLICABLE = "not applicable"


Table = Mapping[str, Mapping[str, State]]


def table(contract: Contract, results: Iterable[ItemResult]) -> Table:
    """The state of every rule at every mutation: by mutation, then by the rule's id.

    Passed means that the rule could have been broken and was not; not applicable that the contract
    leaves no place for it there; not exercised that it does, and that no exchange reached one.
    """
    violated: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()
    open_: set[tuple[str, str]] = set()
    for result in results:
        violated.update((result.mutation, one.rule) for one in result.evidence)
        seen.update((result.mutation, rule) for rule in result.opportunities)
        open_.update((result.mutation, rule) for rule in result.inconclusive)

    def state(mutation: str, rule: Rule) -> State:
        place = (mutation, rule.id)
        if place in violated:
            return State.VIOLATED
        if place in open_:
            return State.INCONCLUSIVE
        if place in seen:
            return State.PASSED
        applies = rule.applies(contract, contract.mutation(mutation))
        return State.NOT_EXERCISED if applies else State.NOT_APPLICABLE

    return {name: {rule.id: state(name, rule) for rule in rules.ALL} for name in contract.mutations}


def unreached(states: Table, asked: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The rules that were not exercised at mutations that were asked: by the rule's id, the most first."""
    found: dict[str, list[str]] = {}
    for mutation in sorted(set(asked)):
        for rule, state in states[mutation].items():
            if state is State.NOT_EXERCISED:
                found.setdefault(rule, []).append(mutation)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {rule: tuple(mutations) for rule, mutations in ordered}


def counts(states: Table) -> Mapping[State, int]:
    """How many pairs of rule and mutation are in each state, all states in their order."""
    found = Counter(state for listed in states.values() for state in listed.values())
    return {state: found[state] for state in State}
