"""Cases: which variables and selections a scenario asks a mutation with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from hypothesis import strategies as st

import strategies
from conformance.model import Case, Credential
from schema import types
from schema.contract import Contract
from schema.operation import Operation
from strategies import formats

#: Well-formed identifiers that cannot exist, for cases that no correct server executes.
UNREACHABLE = formats.read_table(
    (Path(__file__).with_name("unreachable.toml")).read_text(encoding="utf-8"), source="unreachable.toml"
)


def valid(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables, sent with a credential."""
    return _cases(contract, mutation, operations, knowing, "valid_input", Credential.VALID)


def without_credential(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables whose identifiers cannot exist, sent without a credential."""
    nobody = attrs.evolve(knowing, values={}, formats=UNREACHABLE)
    return _cases(contract, mutation, operations, nobody, "no_credential", Credential.NONE)


def unknown_objects(
    contract: Contract, mutation: str, operations: tuple[Operation, ...], knowing: strategies.Known
) -> st.SearchStrategy[Case]:
    """Valid variables whose identifiers cannot exist, sent with a credential."""
    nobody = attrs.evolve(knowing, values={}, formats=UNREACHABLE)
    return _cases(contract, mutation, operations, nobody, "domain_errors", Credential.VALID)


def provoking(contract: Contract, case: Case, provoke: Mapping[str, str]) -> Iterator[Case]:
    """For each documented code: the case with the text that makes this target raise it in its first text."""
    promised = contract.mutation(case.mutation)
    schema = contract.schema_of(case.mutation)
    for error in promised.errors:
        if error.code in provoke:
            changed = _with_text(schema, promised.arguments, case.variables, provoke[error.code])
            if changed is not None:
                yield attrs.evolve(case, variables=changed)


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


def _with_text(
    schema: types.Schema,
    fields: Mapping[str, types.InputValue],
    values: Mapping[str, Any],
    text: str,
) -> dict[str, Any] | None:
    """A copy of the values with the text at the first place that takes any, or None if there is none."""
    for name, field in fields.items():
        if field.type.item is not None:
            continue
        type_ = schema[field.type.name]
        if type_.name in ("String", "ID"):
            return {**values, name: text}
        if isinstance(type_, types.InputObject) and isinstance(values.get(name), dict):
            inner = _with_text(schema, type_.fields, values[name], text)
            if inner is not None:
                return {**values, name: inner}
    return None
