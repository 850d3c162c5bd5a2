"""Time and memory of reading a schema: parsing SDL, and taking the compact form.

    python -m benchmarks.readers [FILE.graphql] [--mutations 5000]

Without a file, a schema with that many mutations is generated, each with an input, a result and an enum.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from schema import catalogue, compiled, contract, types

_ERROR = catalogue.DocumentedError("KT-CT-1111", "Unauthorized.")


def generated(mutations: int) -> str:
    """SDL with as many mutations, in the form of this API."""
    parts = ["type Query { placeholder: Boolean }", "type Mutation {"]
    for number in range(mutations):
        parts.append(f'  """{catalogue.write([_ERROR])}"""')
        parts.append(f"  change{number}(input: Change{number}Input!): Change{number}")
    parts.append("}")
    for number in range(mutations):
        parts += [
            f"input Change{number}Input {{ id: ID!, amount: Int, state: State{number}, note: String }}",
            f"type Change{number} {{ id: ID!, state: State{number}!, at: DateTime, notes: [String!] }}",
            f"enum State{number} {{ OPEN CLOSED }}",
        ]
    return "\n".join([*parts, "scalar DateTime"])


def measured(text: str) -> list[str]:
    """Rows of a table: seconds for each way, and the largest memory of the process in MB."""
    with tempfile.TemporaryDirectory() as directory:
        rows = []
        for way in ("parsing SDL", "compact form"):
            started = time.perf_counter()
            schema = compiled.read(text, source="benchmark", directory=Path(directory))
            seconds = time.perf_counter() - started
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            rows.append(f"| {way} | {seconds:.2f} | {peak} | {_size(schema)} |")
    return rows


def _size(schema: types.Schema) -> str:
    return f"{len(schema.types)} types, {len(contract.mutation_fields(schema))} mutations"


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time and memory of reading a schema.")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--mutations", type=int, default=5000)
    chosen = parser.parse_args(arguments)
    text = chosen.file.read_text(encoding="utf-8") if chosen.file else generated(chosen.mutations)
    rows = [
        f"{len(text) / 1e6:.1f} MB of SDL",
        "",
        "| way | seconds | peak MB | size |",
        "| --- | ---: | ---: | --- |",
    ]
    sys.stdout.write("\n".join([*rows, *measured(text)]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
