"""Which of the faults that are switched on shows in an answer, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from sandbox import acts, authorization, data, faults, plans, reach, refusals
from sandbox.misbehavior import conditions
from sandbox.misbehavior.declaration import (
    AuthorizationFault,
    DomainFault,
    EnvelopeFault,
    ErrorFault,
    Fault,
    FieldErrorFault,
    LenientFault,
    MethodFault,
    Moment,
    RefusalFault,
    ResultFault,
    StateFault,
    StrictFault,
    TransportFault,
)
from schema import contract as contracts

#: Places that are looked at in one selection; beyond that more of them make no difference.
_MAX_PLACES = 64

_Kind = TypeVar("_Kind", bound=Fault)


@attrs.frozen
class Wrongdoing:
    """The faults that are switched on, and how often each could have shown on a mutation, and did.

    Where several could show in an answer, it is the one that showed least often on that mutation so
    far, so that none of them hides another.
    """

    switched: tuple[faults.Switched, ...]
    _able: Counter[tuple[str, str]] = attrs.field(factory=Counter, init=False)
    _shown: Counter[tuple[str, str]] = attrs.field(factory=Counter, init=False)

    def concerning(self, mutation: str) -> Iterator[Fault]:
        """The faults that are on for a mutation."""
        return (one.fault for one in self.switched if one.concerns(mutation))

    def shown(
        self,
        contract: contracts.Contract,
        root: plans.Node,
        call: conditions.Call,
        refusal: refusals.Refusal | None,
    ) -> Fault | None:
        """The fault that shows in a mutation's answer: its result, or its refusal if there is one."""
        mutation = call.asked.mutation
        able = [
            fault
            for fault in self.concerning(mutation.name)
            if fault.when.holds(call)
            and _has_place(fault, contract, mutation, root, refusal)
            and self._is_due(mutation.name, fault)
        ]
        return self._least_shown(mutation.name, able)

    def for_refused_request(
        self, mutations: Iterable[str], answer: Mapping[str, Any]
    ) -> EnvelopeFault | TransportFault | None:
        """The fault that shows when a request on these mutations is refused with that answer."""
        for mutation in mutations:
            able = [
                fault
                for fault in self.concerning(mutation)
                if isinstance(fault, EnvelopeFault | TransportFault) and _fits_refusal(fault, answer)
            ]
            if able:
                return self._least_shown(mutation, able)
        return None

    def authorization(
        self, contract: contracts.Contract, mutation: contracts.Mutation, standing: authorization.Standing
    ) -> AuthorizationFault | None:
        """The fault that decides about a credential of that standing."""
        able = [
            one
            for one in self.concerning(mutation.name)
            if isinstance(one, AuthorizationFault)
            and one.standing is standing
            and one.where(contract, mutation)
        ]
        return self._least_shown(mutation.name, able)

    def runs_by_get(self, mutations: Sequence[str]) -> bool:
        """Whether all these mutations, and at least one, are executed by GET."""
        return bool(mutations) and all(
            any(isinstance(fault, MethodFault) for fault in self.concerning(name)) for name in mutations
        )

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

    def lapses(self, mutation: str) -> frozenset[acts.Lapse]:
        """The ways in which the mutation is remembered wrongly."""
        return frozenset(one.lapse for one in self.concerning(mutation) if isinstance(one, StateFault))

    def _is_due(self, mutation: str, fault: Fault) -> bool:
        """Count a call in which a fault could show, and tell whether it may."""
        self._able[mutation, fault.id] += 1
        return self._able[mutation, fault.id] % fault.when.every == 0

    def _least_shown(self, mutation: str, able: Sequence[_Kind]) -> _Kind | None:
        if not able:
            return None
        chosen = min(able, key=lambda fault: self._shown[mutation, fault.id])
        self._shown[mutation, chosen.id] += 1
        return chosen


def paths(fault: ResultFault | FieldErrorFault, root: plans.Node) -> tuple[data.Path, ...]:
    """The ways from a field to the places for a fault below it, or the empty one to the field itself."""
    found = root.places.get(fault.id)
    if found is None:
        found = root.places[fault.id] = tuple(_paths(fault, root, root.parent, (), []))
    return found


def _has_place(
    fault: Fault,
    contract: contracts.Contract,
    mutation: contracts.Mutation,
    root: plans.Node,
    refusal: refusals.Refusal | None,
) -> bool:
    match fault:
        case ResultFault():
            return refusal is None and bool(paths(fault, root))
        case FieldErrorFault():
            has_path = refusal is None and bool(paths(fault, root))
            return has_path and bool(faults.raisable_errors(contract, mutation))
        case ErrorFault():
            if refusal is None:
                return bool(faults.suitable_errors(fault, contract, mutation))
            return fault.where(contract, mutation, refusal.error)
        case RefusalFault():
            if refusal is None or refusal.reason != fault.reason:
                return False
            return fault.instead(contract, mutation, refusal.error) is not None
        case EnvelopeFault() | TransportFault():
            fitting = (Moment.ANY, Moment.ERROR) if refusal else (Moment.ANY, Moment.ERROR, Moment.RESULT)
            return fault.moment in fitting
        case _:
            return False


def _fits_refusal(fault: EnvelopeFault | TransportFault, answer: Mapping[str, Any]) -> bool:
    # A condition is one on a mutation's arguments, which a refused request was not read for.
    fitting = fault.moment in (Moment.REQUEST_ERROR, Moment.ANY) and fault.when is conditions.ALWAYS
    return fitting and (isinstance(fault, TransportFault) or fault.fits(answer))


def _paths(
    fault: ResultFault | FieldErrorFault,
    node: plans.Node,
    around: str,
    path: data.Path,
    found: list[data.Path],
) -> list[data.Path]:
    if node.field.name.startswith("__"):
        return found
    spot = reach.Spot(node.plan.schema, node.field, node.parent, around, len(path))
    if fault.where(spot) and fault.selected(node):
        found.append(path)
    for name in node.possible:
        for inner in node.fields(name):
            if len(found) < _MAX_PLACES:
                _paths(fault, inner, node.type.name, (*path, (name, inner)), found)
    return found
