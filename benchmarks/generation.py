"""Examples a second of `strategies.variables` beside hypothesis-graphql, on the same mutations, in turn.

    python -m benchmarks.generation [--examples 60] [--mutations 170]

hypothesis-graphql is what Schemathesis generates its GraphQL cases with. It draws whole documents with
literals; the comparison is of cases of one mutation, ready to be sent, as each library makes them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import graphql
import hypothesis
import hypothesis_graphql
from hypothesis import strategies as st

import strategies
from schema import contract as contracts
from schema import sdl, types

_SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


def rate(strategy: st.SearchStrategy[Any], examples: int) -> float:
    """Examples a second, drawn as a test draws them."""
    drawn = 0

    @hypothesis.settings(_SETTINGS, max_examples=examples)
    @hypothesis.given(strategy)
    def draw(_value: Any) -> None:
        nonlocal drawn
        drawn += 1

    started = time.perf_counter()
    draw()
    return drawn / (time.perf_counter() - started)


def theirs(schema: graphql.GraphQLSchema, mutation: str) -> st.SearchStrategy[Any]:
    """Documents of hypothesis-graphql for one mutation, custom scalars as text."""
    scalars = {
        name: st.just(graphql.StringValueNode(value="text"))
        for name, type_ in schema.type_map.items()
        if isinstance(type_, graphql.GraphQLScalarType) and name not in types.BUILT_IN_SCALARS
    }
    return hypothesis_graphql.mutations(schema, fields=[mutation], custom_scalars=scalars)


def main(arguments: list[str]) -> None:
    """Print a table: median and worst of both, and the ratio."""
    parser = argparse.ArgumentParser(description="Examples a second, beside hypothesis-graphql.")
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--mutations", type=int, default=170)
    chosen = parser.parse_args(arguments)
    contract = contracts.load()
    schemas = {
        name: graphql.build_schema(sdl.write(server.schema)) for name, server in contract.servers.items()
    }
    rates: dict[str, list[float]] = {"ours": [], "hypothesis-graphql": []}
    step = max(1, len(contract.mutations) // chosen.mutations)
    for name, mutation in list(contract.mutations.items())[::step]:
        if not mutation.arguments:
            continue
        makers: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
            "ours": lambda name=name: strategies.variables(contract, name),  # type: ignore[misc]
            "hypothesis-graphql": lambda name=name, server=mutation.server: theirs(schemas[server], name),  # type: ignore[misc]
        }
        for label, make in makers.items():
            rates[label].append(rate(make(), chosen.examples))
    lines = ["| | median | worst |", "| --- | ---: | ---: |"]
    for label, found in rates.items():
        lines.append(f"| {label}, examples a second | {statistics.median(found):.0f} | {min(found):.0f} |")
    ours, other = rates["ours"], rates["hypothesis-graphql"]
    medians = statistics.median(ours) / statistics.median(other)
    lines.append(f"| ratio | {medians:.1f} | {min(ours) / min(other):.1f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
