"""Cases: which variables and selections a scenario asks a mutation with."""

from __future__ import annotations

import functools
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
    return next((row["values"][0] for row in _unreachable() if re.fullmatch(row["field"], field)), None)


@functools.cache
def _unreachable() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(_UNREACHABLE)["format"]
    return rows


@attrs.frozen
class Drawn:
    """A scenario that asks a mutation with drawn input: as whom, and about whose objects.

    `of_nobody`: identifiers are well formed and cannot exist, so that no correct server executes a case.
    """

    scenario: str
    credential: Credential
    of_nobody: bool = False

    def __call__(
        self, contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
    ) -> st.SearchStrategy[Case]:
        """Its cases for a mutation, each with one of some operations."""
        known = of_nobody(knowing) if self.of_nobody else knowing
        variables = strategies.variables(contract, mutation, knowing=known)
        return st.builds(self.case, st.sampled_from(operations), variables)

    def case(self, operation: Operation, variables: Mapping[str, Any]) -> Case:
        """The case that asks an operation with an input."""
        return Case(self.scenario, operation, variables, self.credential)


#: Valid variables, sent with a credential.
valid = Drawn(VALID, Credential.VALID)
#: Valid variables whose identifiers cannot exist, sent without a credential.
without_credential = Drawn(NO_CREDENTIAL, Credential.NONE, of_nobody=True)
#: Valid variables whose identifiers cannot exist, sent with a header that is no credential.
with_garbage = Drawn(GARBAGE, Credential.GARBAGE, of_nobody=True)
#: Valid variables whose identifiers cannot exist, sent with a token that has expired.
with_expired = Drawn(EXPIRED, Credential.EXPIRED, of_nobody=True)
#: Valid variables of a mutation that asks for no credential, sent without one.
public = Drawn(PUBLIC, Credential.NONE)
#: Valid variables whose identifiers cannot exist, sent with a credential.
unknown_objects = Drawn(DOMAIN_ERRORS, Credential.VALID, of_nobody=True)
#: Valid variables, sent with a credential, for a reserved value to be put into.
reserved = Drawn(RESERVED, Credential.VALID)


def of_nobody(knowing: strategies.Known) -> strategies.Known:
    """What is known beside, but of identifiers only such as cannot exist."""
    return attrs.evolve(knowing, values={}, formats=UNREACHABLE)


def provoking(contract: Contract, case: Case, provoke: Mapping[str, str]) -> Iterator[tuple[str, Case]]:
    """For each documented code: the case with the text that makes this target raise it in its first text."""
    promised = contract.mutation(case.mutation)
    schema = contract.schema_of(case.mutation)
    for error in promised.errors:
        if error.code in provoke:
            changed = with_text(schema, promised.arguments, case.variables, provoke[error.code])
            if changed is not None:
                yield error.code, attrs.evolve(case, variables=changed)


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
