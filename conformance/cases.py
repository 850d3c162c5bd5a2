"""Cases: which variables and selections a scenario asks a mutation with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from hypothesis import strategies as st

import strategies
from conformance.model import Case, Credential
from schema import types
from schema.contract import Contract, Mutation
from schema.operation import Operation
from strategies import formats

_UNREACHABLE = Path(__file__).with_name("unreachable.toml").read_text(encoding="utf-8")
#: Well-formed identifiers that cannot exist, for cases that no correct server executes.
UNREACHABLE = formats.read_table(_UNREACHABLE, source="unreachable.toml")

VALID = "valid_input"
DOMAIN_ERRORS = "domain_errors"
NO_CREDENTIAL, GARBAGE, EXPIRED = "no_credential", "garbage_credential", "expired_credential"
PUBLIC = "public"
OVER_GET = "over_get"
LIMITS = "limits"
UNUSUAL_TEXT = "unusual_text"
FOREIGN = "foreign_object"
RESERVED = "reserved_values"

#: Scenarios in which a bad credential asks for what cannot exist, so that nothing is to execute.
ABOUT_NOBODY = frozenset({NO_CREDENTIAL, GARBAGE, EXPIRED})

#: Scenarios that are not about every mutation.
ABOUT: Mapping[str, Callable[[Mutation], bool]] = {
    NO_CREDENTIAL: lambda mutation: mutation.requires_authorization,
    GARBAGE: lambda mutation: mutation.requires_authorization,
    EXPIRED: lambda mutation: mutation.requires_authorization,
    PUBLIC: lambda mutation: not mutation.requires_authorization,
    LIMITS: lambda mutation: bool(mutation.limits),
    RESERVED: lambda mutation: bool(mutation.errors),
}


def unreachable(field: str) -> Any:
    """A well-formed identifier that cannot exist, for a field of that name; None if none is known."""
    rows = tomllib.loads(_UNREACHABLE)["format"]
    return next((row["values"][0] for row in rows if re.fullmatch(row["field"], field)), None)


def valid(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables, sent with a credential."""
    return _cases(contract, mutation, operations, knowing, VALID, Credential.VALID)


def without_credential(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables whose identifiers cannot exist, sent without a credential."""
    nobody = attrs.evolve(knowing, values={}, formats=UNREACHABLE)
    return _cases(contract, mutation, operations, nobody, NO_CREDENTIAL, Credential.NONE)


def with_garbage(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables whose identifiers cannot exist, sent with a header that is no credential."""
    nobody = attrs.evolve(knowing, values={}, formats=UNREACHABLE)
    return _cases(contract, mutation, operations, nobody, GARBAGE, Credential.GARBAGE)


def with_expired(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables whose identifiers cannot exist, sent with a token that has expired."""
    nobody = attrs.evolve(knowing, values={}, formats=UNREACHABLE)
    return _cases(contract, mutation, operations, nobody, EXPIRED, Credential.EXPIRED)


def public(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables of a mutation that asks for no credential, sent without one."""
    return _cases(contract, mutation, operations, knowing, PUBLIC, Credential.NONE)


def unknown_objects(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables whose identifiers cannot exist, sent with a credential."""
    nobody = attrs.evolve(knowing, values={}, formats=UNREACHABLE)
    return _cases(contract, mutation, operations, nobody, DOMAIN_ERRORS, Credential.VALID)


def reserved(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables, sent with a credential, for a reserved value to be put into."""
    return _cases(contract, mutation, operations, knowing, RESERVED, Credential.VALID)


def provoking(contract: Contract, case: Case, provoke: Mapping[str, str]) -> Iterator[tuple[str, Case]]:
    """For each documented code: the case with the text that makes this target raise it in its first text."""
    promised = contract.mutation(case.mutation)
    schema = contract.schema_of(case.mutation)
    for error in promised.errors:
        if error.code in provoke:
            changed = with_text(schema, promised.arguments, case.variables, provoke[error.code])
            if changed is not None:
                yield error.code, attrs.evolve(case, variables=changed)


def _cases(
    contract: Contract,
    mutation: str,
    operations: tuple[Operation, ...],
    knowing: strategies.Known,
    scenario: str,
    credential: Credential,
) -> st.SearchStrategy[Case]:
    variables = strategies.variables(contract, mutation, knowing=knowing)
    return st.builds(
        Case,
        scenario=st.just(scenario),
        operation=st.sampled_from(operations),
        variables=variables,
        credential=st.just(credential),
    )


def with_text(
    schema: types.Schema,
    fields: Mapping[str, types.InputValue],
    values: Mapping[str, Any],
    text: str,
    taking: tuple[str, ...] = ("String", "ID"),
) -> dict[str, Any] | None:
    """A copy of the values with the text at the first place of one of these types; None if there is none."""
    for name, field in fields.items():
        if field.type.item is not None:
            continue
        type_ = schema[field.type.name]
        if type_.name in taking:
            return {**values, name: text}
        if isinstance(type_, types.InputObject) and isinstance(values.get(name), dict):
            inner = with_text(schema, type_.fields, values[name], text, taking)
            if inner is not None:
                return {**values, name: inner}
    return None
