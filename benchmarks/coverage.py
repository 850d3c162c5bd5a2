"""What generated inputs reach: how many are refused, and which states of optional fields and enums are seen.

    python -m benchmarks.coverage [--examples 300]

Prints figures over all mutations and each place that was not reached; the exit code is 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import graphql
import hypothesis
from hypothesis import strategies as st

import strategies
from schema import coercion, types
from schema import contract as contracts

_Seen = set[tuple[str, str]]


def wanted(
    schema: types.Schema, fields: Mapping[str, types.InputValue], place: str = ""
) -> Iterator[tuple[str, str]]:
    """Every state of every optional field and every enum value, by place; recursive types are not entered."""
    for name, field in fields.items():
        here = f"{place}.{name}"
        if not field.required:
            yield (here, "absent")
            yield (here, "present")
        if not field.type.required:
            yield (here, "null")
        type_ = schema[field.type.name]
        if isinstance(type_, types.Enum):
            yield from ((here, f"value {value}") for value in type_.values)
        elif isinstance(type_, types.InputObject) and type_.name not in schema.recursive_inputs:
            yield from wanted(schema, type_.fields, here)


def note(
    schema: types.Schema,
    fields: Mapping[str, types.InputValue],
    value: Mapping[str, Any],
    place: str,
    seen: _Seen,
) -> None:
    """Add the states that one input shows."""
    for name, field in fields.items():
        here = f"{place}.{name}"
        if name not in value:
            seen.add((here, "absent"))
            continue
        seen.add((here, "null" if value[name] is None else "present"))
        _note_inside(schema, field, value[name], here, seen)


def _note_inside(schema: types.Schema, field: types.InputValue, value: Any, here: str, seen: _Seen) -> None:
    type_ = schema[field.type.name]
    if isinstance(value, list) and field.type.item is not None:
        for item in value:
            _note_inside(schema, field, item, here, seen)
    elif isinstance(type_, types.Enum) and value is not None:
        seen.add((here, f"value {value}"))
    elif isinstance(type_, types.InputObject) and isinstance(value, dict):
        note(schema, type_.fields, value, here, seen)


def _drawn(
    strategy: st.SearchStrategy[dict[str, Any]], settings: hypothesis.settings
) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []

    @settings
    @hypothesis.given(strategy)
    def draw(variables: dict[str, Any]) -> None:
        drawn.append(variables)

    draw()
    return drawn


def main(arguments: list[str]) -> int:
    """Print figures; give the exit code."""
    parser = argparse.ArgumentParser(description="What generated inputs reach.")
    parser.add_argument("--examples", type=int, default=300)
    examples = parser.parse_args(arguments).examples
    contract = contracts.load()
    executable = {name: coercion.executable(server.schema) for name, server in contract.servers.items()}
    settings = hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    inputs, refused, places, missing = 0, 0, 0, []
    for mutation in contract.mutations.values():
        schema = contract.schema_of(mutation.name)
        document = graphql.parse(strategies.operation(contract, mutation.name).text)
        operation = document.definitions[0]
        assert isinstance(operation, graphql.OperationDefinitionNode)
        drawn = _drawn(strategies.variables(contract, mutation.name), settings)
        seen: _Seen = set()
        for variables in drawn:
            note(schema, mutation.arguments, variables, mutation.name, seen)
            coerced = graphql.get_variable_values(
                executable[mutation.server], operation.variable_definitions or (), variables
            )
            refused += isinstance(coerced, list)
        inputs += len(drawn)
        everything = set(wanted(schema, mutation.arguments, mutation.name))
        places += len(everything)
        missing += sorted(everything - seen)
    sys.stdout.write(f"{inputs} inputs, {refused} refused; {places} states, {len(missing)} not reached\n")
    for here, state in missing:
        sys.stdout.write(f"not reached: {here} {state}\n")
    return 1 if refused or missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
