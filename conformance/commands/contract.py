"""`contract`: what the contract promises, for people or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import click

from schema import contract as contracts


@click.command()
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the whole contract as JSON; see docs/contract-json.md."
)
def contract(directory: Path | None, as_json: bool) -> None:
    """Print what the contract promises."""
    loaded = contracts.load(directory)
    if as_json:
        click.echo(json.dumps(document(loaded), indent=2, ensure_ascii=False))
        return
    for line in figures(loaded):
        click.echo(line)


def document(loaded: contracts.Contract) -> dict[str, Any]:
    """The contract as plain values: a stable interface, described in docs/contract-json.md."""
    return {
        "servers": {name: server.url for name, server in loaded.servers.items()},
        "mutations": {name: _mutation(mutation) for name, mutation in loaded.mutations.items()},
        "ambient": [attrs.asdict(error) for error in loaded.ambient.values()],
    }


def figures(loaded: contracts.Contract) -> list[str]:
    """The contract in a few lines."""
    mutations = loaded.mutations.values()
    pairs = [error.code for mutation in mutations for error in mutation.errors]
    lines = [f"{len(loaded.mutations)} mutations on {len(loaded.servers)} servers"]
    for name, server in loaded.servers.items():
        own = sum(mutation.server == name for mutation in mutations)
        lines.append(f"  {name}: {own} mutations, {len(server.schema.types)} types, {server.url}")
    documented = sum(mutation.documents_errors for mutation in mutations)
    lines.append(
        f"{documented} document errors: {len(pairs)} pairs of mutation and code, {len(set(pairs))} codes"
    )
    lines.append(f"{len(loaded.ambient)} codes that any mutation can answer with")
    lines.append(f"{sum(mutation.requires_authorization for mutation in mutations)} require authorization")
    return lines


def _mutation(mutation: contracts.Mutation) -> dict[str, Any]:
    return {
        "server": mutation.server,
        "arguments": {name: str(argument.type) for name, argument in mutation.arguments.items()},
        "returns": str(mutation.returns),
        "documents_errors": mutation.documents_errors,
        "errors": [attrs.asdict(error) for error in mutation.errors],
        "requires_authorization": mutation.requires_authorization,
        "deprecated": mutation.deprecated is not None,
        "hazard": mutation.hazard,
        "area": mutation.area,
        "certainty": mutation.certainty,
    }
