"""The faults that a sandbox can have: by name, for one mutation, some or all.

Each is wrong in exactly one way, which its sentence says. They are written from the specifications and
the API's documentation, and know nothing of the rules that should catch them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from sandbox import authorization
from sandbox.misbehavior import authorization as authorization_faults
from sandbox.misbehavior import envelope, inputs, scalars, shape, transport
from sandbox.misbehavior import errors as error_faults
from sandbox.misbehavior.declaration import (
    AuthorizationFault,
    DomainFault,
    ErrorFault,
    Fault,
    LenientFault,
    ResultFault,
    StrictFault,
)
from schema import catalogue, errors, types
from schema import contract as contracts

_KNOWN: tuple[Fault, ...] = (
    *transport.FAULTS,
    *envelope.FAULTS,
    *shape.FAULTS,
    *scalars.FAULTS,
    *error_faults.FAULTS,
    *authorization_faults.FAULTS,
    *inputs.FAULTS,
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
    match fault:
        case ResultFault():
            fields = _output_fields(schema, promised)
            return any(fault.where(schema, field, parent) for field, parent in fields)
        case ErrorFault():
            return bool(suitable_errors(fault, contract, promised))
        case LenientFault() | StrictFault():
            return any(fault.where(schema, type_) for type_ in _input_types(schema, promised))
        case AuthorizationFault():
            return promised.requires_authorization or fault.standing is not authorization.Standing.MISSING
        case DomainFault(reason="out-of-range"):
            return bool(promised.limits)
        case DomainFault():
            inputs_ = _input_types(schema, promised)
            return any(name == "accountNumber" for type_ in inputs_ for name in type_.fields)
        case _:
            return True


def suitable_errors(
    fault: ErrorFault, contract: contracts.Contract, mutation: contracts.Mutation
) -> tuple[catalogue.DocumentedError, ...]:
    """The errors of a mutation with which a fault can be shown: its own, or those of the whole API.

    Refusals of credentials are left alone, so that nothing else is wrong with them.
    """
    for candidates in (mutation.errors, contract.ambient.values()):
        found = [
            error
            for error in candidates
            if error.type != "AUTHORIZATION" and error.code not in contract.refusal_codes
        ]
        suitable = tuple(error for error in found if fault.where(contract, mutation, error))
        if suitable:
            return suitable
    return ()


def _output_fields(schema: types.Schema, mutation: contracts.Mutation) -> Iterator[tuple[types.Field, str]]:
    """The mutation's field and all that can be selected below it, each with the object type that has it."""
    yield schema.fields_of("Mutation")[mutation.name], "Mutation"
    seen: set[str] = set()
    waiting = [mutation.returns.name]
    while waiting:
        name = waiting.pop()
        if name in seen or schema.is_leaf(name):
            continue
        seen.add(name)
        for object_name in schema.possible_types(name):
            for field in schema.fields_of(object_name).values():
                yield field, object_name
                waiting.append(field.type.name)


def _input_types(schema: types.Schema, mutation: contracts.Mutation) -> Iterator[types.InputObject]:
    """The arguments, as an input object without a name, and all input objects within."""
    yield types.InputObject("", mutation.arguments)
    seen: set[str] = set()
    waiting = [argument.type.name for argument in mutation.arguments.values()]
    while waiting:
        name = waiting.pop()
        type_ = schema[name]
        if name not in seen and isinstance(type_, types.InputObject):
            seen.add(name)
            yield type_
            waiting.extend(field.type.name for field in type_.fields.values())
