"""Faults and workflows: what a fault of one mutation does to those that are called in sequence with it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from conformance.workflows import table

_STATE = "state."
#: Done without a credential before it is refused: what ends a thing shows it, in a workflow without a login.
_UNSEEN = "auth.executes-before-refusing"
#: Faults that only calls in sequence show.
_IN_SEQUENCE = (_STATE, _UNSEEN)
#: Identities are logged in with it in many workflows.
_LOGIN = "obtainKrakenToken"


@functools.cache
def companions(mutation: str) -> frozenset[str]:
    """The mutations that are called in sequence with this one, itself among them; none without any."""
    found = {name for one in table.default() if mutation in one.mutations for name in one.mutations}
    return frozenset({*found, _LOGIN} if found else ())


def apart(placed: Mapping[str, str]) -> dict[str, str]:
    """The faults of a round that leave each other alone: one of state has its workflow for itself."""
    kept: dict[str, str] = {}
    for fault in sorted(placed, key=lambda one: (not one.startswith(_IN_SEQUENCE), one)):
        mutation = placed[fault]
        disturbs = any(
            (one.startswith(_IN_SEQUENCE) and mutation in companions(where))
            or (fault.startswith(_IN_SEQUENCE) and where in companions(mutation))
            for one, where in kept.items()
        )
        if not disturbs:
            kept[fault] = mutation
    return kept


def shows(fault: str, mutation: str) -> bool:
    """Whether some sequence shows a fault at a mutation, if it takes one to see it there."""
    return fault != _UNSEEN or any(
        action.mutation == mutation and action.to in one.ended and not action.credential
        for one in table.default()
        if not one.login
        for action in one.actions
    )


def names(placed: Mapping[str, str]) -> list[str]:
    """What selects the items in which faults can show: mutations, and workflows for what shows there."""
    found: set[str] = set(placed.values())
    for fault, mutation in placed.items():
        if fault.startswith(_IN_SEQUENCE):
            found.update(one.name for one in table.default() if mutation in one.mutations)
    return sorted(found)


def consequences(rules: Iterable[str], mutation: str, placed: Mapping[str, str]) -> set[str]:
    """The rules of state that a fault which shows without any sequence may break at a mutation.

    A call that is refused for no reason, once in a while, looks like one about something that is not there.
    """
    others = [where for fault, where in placed.items() if not fault.startswith(_IN_SEQUENCE)]
    if not any(mutation in companions(where) for where in others):
        return set()
    return {rule for rule in rules if rule.startswith(_STATE)}


def known_around(
    around: Mapping[str, frozenset[str]], mutation: str, placed: Mapping[str, str]
) -> frozenset[str]:
    """Of the rules that faults break `around` their own mutations, those that they may break at this one."""
    nearby = (around[fault] for fault, where in placed.items() if mutation in companions(where))
    return frozenset[str]().union(*nearby)
