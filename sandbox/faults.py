"""The faults that a sandbox can have: by name, for one mutation, some or all.

Each is wrong in exactly one way, which its sentence says. They are written from the specifications and
the API's documentation, and know nothing of the rules that should catch them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from sandbox import reach, refusals
from sandbox.misbehavior import (
    authorization,
    conditional,
    envelope,
    field_errors,
    inputs,
    leaks,
    scalars,
    shape,
    state,
    strict,
    transport,
    typenames,
)
from sandbox.misbehavior import errors as error_faults
from sandbox.misbehavior.declaration import (
    AuthorizationFault,
    DomainFault,
    ErrorFault,
    Fault,
    FieldErrorFault,
    LenientFault,
    RefusalFault,
    ResultFault,
    StateFault,
    StrictFault,
)
from schema import catalogue, errors, types
from schema import contract as contracts

_ACCOUNT_NUMBER = "accountNumber"

_KNOWN: tuple[Fault, ...] = (
    *transport.FAULTS,
    *envelope.FAULTS,
    *shape.FAULTS,
    *typenames.FAULTS,
    *scalars.FAULTS,
    *conditional.FAULTS,
    *error_faults.FAULTS,
    *field_errors.FAULTS,
    *authorization.FAULTS,
    *inputs.FAULTS,
    *strict.FAULTS,
    *leaks.FAULTS,
    *state.FAULTS,
)

#: All faults by id, sorted.
ALL: Mapping[str, Fault] = MappingProxyType({one.id: one for one in sorted(_KNOWN, key=lambda one: one.id)})


@attrs.frozen
class Switched:
    """A fault that is switched on, for these mutations; None means for all."""

    fault: Fault
    on: frozenset[str] | None = None

    def concerns(self, mutation: str) -> bool:
        """Whether it is on for a mutation."""
        return self.on is None or mutation in self.on


def parse(names: Iterable[str], on: Iterable[str] = ()) -> tuple[Switched, ...]:
    """Faults by their names, for the named mutations or for all; ContractError for an unknown name."""
    mutations = frozenset(on) or None
    return tuple(Switched(find(name), mutations) for name in names)


def check(switched: Iterable[Switched], contract: contracts.Contract) -> None:
    """ContractError if a fault is on for an unknown mutation, or has no place on any of its mutations."""
    for one in switched:
        mutations = [contract.mutation(name).name for name in sorted(one.on or contract.mutations)]
        if not any(applies(one.fault, contract, mutation) for mutation in mutations):
            where = ", ".join(mutations) if one.on else "any mutation of this contract"
            raise errors.ContractError(f"fault {one.fault.id!r} has no place on {where}")


def find(name: str) -> Fault:
    """The fault of that name; ContractError with the nearest one if there is none."""
    if name not in ALL:
        raise errors.ContractError(f"there is no fault {name!r}{errors.suggestion(name, ALL)}")
    return ALL[name]


def applies(fault: Fault, contract: contracts.Contract, mutation: str) -> bool:
    """Whether a fault has a place on a mutation, in some answer to some request."""
    promised, schema = contract.mutation(mutation), contract.schema_of(mutation)
    return fault.when.can(schema, promised) and _has_place(fault, contract, promised, schema)


def _has_place(
    fault: Fault, contract: contracts.Contract, mutation: contracts.Mutation, schema: types.Schema
) -> bool:
    match fault:
        case ResultFault():
            return any(fault.where(spot) for spot in reach.output_spots(schema, mutation))
        case FieldErrorFault():
            has_spot = any(fault.where(spot) for spot in reach.output_spots(schema, mutation))
            return has_spot and bool(raisable_errors(contract, mutation))
        case ErrorFault():
            return bool(suitable_errors(fault, contract, mutation))
        case LenientFault() | StrictFault():
            return any(fault.where(schema, type_) for type_ in reach.input_types(schema, mutation))
        case AuthorizationFault():
            return fault.where(contract, mutation)
        case RefusalFault():
            right = refusals.right_error(contract, mutation, fault.reason, (_ACCOUNT_NUMBER,))
            other = None if right is None else fault.instead(contract, mutation, right)
            return other is not None and _takes_account(schema, mutation)
        case StateFault():
            return fault.where(schema, mutation)
        case DomainFault(reason="out-of-range"):
            return bool(mutation.limits)
        case DomainFault():
            return _takes_account(schema, mutation)
        case _:
            return True


def suitable_errors(
    fault: ErrorFault, contract: contracts.Contract, mutation: contracts.Mutation
) -> tuple[catalogue.DocumentedError, ...]:
    """The errors of a mutation with which a fault can be shown: its own, or those of the whole API.

    Refusals of credentials are left alone, so that nothing else is wrong with them.
    """
    for candidates in _candidates(contract, mutation):
        suitable = tuple(error for error in candidates if fault.where(contract, mutation, error))
        if suitable:
            return suitable
    return ()


def raisable_errors(
    contract: contracts.Contract, mutation: contracts.Mutation
) -> tuple[catalogue.DocumentedError, ...]:
    """The errors that a field inside a mutation's result can raise: the same, whatever they are of."""
    return next((found for found in _candidates(contract, mutation) if found), ())


def _candidates(
    contract: contracts.Contract, mutation: contracts.Mutation
) -> Iterator[tuple[catalogue.DocumentedError, ...]]:
    for candidates in (mutation.errors, contract.ambient.values()):
        yield tuple(
            error
            for error in candidates
            if error.type != "AUTHORIZATION" and error.code not in contract.refusal_codes
        )


def _takes_account(schema: types.Schema, mutation: contracts.Mutation) -> bool:
    return any(_ACCOUNT_NUMBER in type_.fields for type_ in reach.input_types(schema, mutation))
