"""Which fault sits on which mutation: each on one of its own, another one with each seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

#: Steps between the places of a fault in two seeds, coprime to most numbers of places.
_STRIDE = 7


def place(
    candidates: Mapping[str, Sequence[str]],
    seed: int,
    apart: Callable[[Mapping[str, str]], Mapping[str, str]] = dict,
) -> list[dict[str, str]]:
    """Mutations by fault, in as few rounds as this finds; in one round a mutation has one fault.

    `candidates` are the mutations on which a fault can be seen. A fault without any is left out. `apart`
    keeps those of a round that leave each other alone, at least one of them; the others wait for the next.
    """
    waiting = [fault for fault in sorted(candidates) if candidates[fault]]
    rounds: list[dict[str, str]] = []
    while waiting:
        placed = apart(_matched({fault: _rotated(candidates[fault], seed) for fault in waiting}))
        rounds.append(dict(placed))
        waiting = [fault for fault in waiting if fault not in placed]
    return rounds


def _rotated(mutations: Sequence[str], seed: int) -> list[str]:
    start = seed * _STRIDE % len(mutations)
    return [*mutations[start:], *mutations[:start]]


def _matched(wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """As many faults as can have a mutation each: augmenting paths, those with least choice first."""
    holder: dict[str, str] = {}

    def assign(fault: str, tried: set[str]) -> bool:
        for mutation in wanted[fault]:
            if mutation in tried:
                continue
            tried.add(mutation)
            if mutation not in holder or assign(holder[mutation], tried):
                holder[mutation] = fault
                return True
        return False

    for fault in sorted(wanted, key=lambda fault: (len(wanted[fault]), fault)):
        assign(fault, set())
    return {fault: mutation for mutation, fault in sorted(holder.items())}
