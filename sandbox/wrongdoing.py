"""Which of the faults that are switched on shows in an answer, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from sandbox import data, faults, plans
from sandbox.misbehavior.declaration import (
    AuthorizationFault,
    DomainFault,
    EnvelopeFault,
    ErrorFault,
    Fault,
    LenientFault,
    Moment,
    ResultFault,
    StrictFault,
    TransportFault,
)
from schema import contract as contracts

#: Places that are looked at in one selection; beyond that more of them make no difference.
_MAX_PLACES = 64


@attrs.frozen
class Wrongdoing:
    """The faults that are switched on."""

    switched: tuple[faults.Switched, ...]

    def concerning(self, mutation: str) -> Iterator[Fault]:
        """The faults that are on for a mutation."""
        return (one.fault for one in self.switched if one.concerns(mutation))

    def shown(self, contract: contracts.Contract, root: plans.Node, number: int) -> Fault | None:
        """The fault that shows in a mutation's answer: one at a time, chosen by the number among them."""
        if not self.switched:
            return None
        mutation = contract.mutations[root.field.name]
        able = [
            fault for fault in self.concerning(mutation.name) if _has_place(fault, contract, mutation, root)
        ]
        return able[number % len(able)] if able else None

    def for_refused_request(self, mutations: Iterable[str]) -> EnvelopeFault | TransportFault | None:
        """The fault that shows when a request on these mutations is refused."""
        for mutation in mutations:
            for fault in self.concerning(mutation):
                if isinstance(fault, EnvelopeFault | TransportFault) and fault.moment in (
                    Moment.REQUEST_ERROR,
                    Moment.ANY,
                ):
                    return fault
        return None

    def authorization(self, mutation: str) -> tuple[AuthorizationFault, ...]:
        """Those that decide about credentials."""
        return tuple(one for one in self.concerning(mutation) if isinstance(one, AuthorizationFault))

    def lenient(self, mutations: Iterable[str]) -> tuple[LenientFault, ...]:
        """Those that overlook problems of inputs."""
        return tuple(
            one for name in mutations for one in self.concerning(name) if isinstance(one, LenientFault)
        )

    def strict(self, mutations: Iterable[str]) -> tuple[StrictFault, ...]:
        """Those that refuse valid inputs."""
        return tuple(
            one for name in mutations for one in self.concerning(name) if isinstance(one, StrictFault)
        )

    def overlooked_reasons(self, mutation: str) -> frozenset[str]:
        """The reasons for which the mutation is not refused, although it should be."""
        return frozenset(one.reason for one in self.concerning(mutation) if isinstance(one, DomainFault))


def paths(fault: ResultFault, root: plans.Node) -> tuple[data.Path, ...]:
    """The ways from a field to the places for a fault below it, or the empty one to the field itself."""
    found = root.places.get(fault.id)
    if found is None:
        found = root.places[fault.id] = tuple(_paths(fault, root, (), []))
    return found


def _has_place(
    fault: Fault, contract: contracts.Contract, mutation: contracts.Mutation, root: plans.Node
) -> bool:
    if isinstance(fault, ResultFault):
        return bool(paths(fault, root))
    if isinstance(fault, ErrorFault):
        return bool(faults.suitable_errors(fault, contract, mutation))
    return isinstance(fault, EnvelopeFault | TransportFault) and fault.moment is not Moment.REQUEST_ERROR


def _paths(fault: ResultFault, node: plans.Node, path: data.Path, found: list[data.Path]) -> list[data.Path]:
    if node.field.name.startswith("__"):
        return found
    if fault.where(node.plan.schema, node.field, node.parent) and fault.selected(node):
        found.append(path)
    for name in node.possible:
        for inner in node.fields(name):
            if len(found) < _MAX_PLACES:
                _paths(fault, inner, (*path, (name, inner)), found)
    return found
