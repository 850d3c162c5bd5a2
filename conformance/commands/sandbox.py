"""`sandbox`: the embedded target on its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.errors import ConfigError

if TYPE_CHECKING:
    from sandbox import faults
    from schema import contract as contracts


@click.command()
@click.option("--port", default=8642, show_default=True, help="Port on 127.0.0.1; 0 picks a free one.")
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option("--fault", multiple=True, help="Make it wrong in one way: ID, or ID@MUTATION. Repeatable.")
@click.option(
    "--on", multiple=True, help="A mutation that has the faults; by default all have them. Repeatable."
)
@click.option("--seed", default=0, show_default=True, help="Another seed gives other data.")
@click.option("--list-faults", is_flag=True, help="Print all faults and exit.")
def sandbox(
    port: int,
    directory: Path | None,
    fault: tuple[str, ...],
    on: tuple[str, ...],
    seed: int,
    list_faults: bool,
) -> None:
    """Serve a look-alike of the API on 127.0.0.1 until it is interrupted."""
    from sandbox import faults, options, server
    from schema import contract as contracts

    if list_faults:
        for known in faults.ALL.values():
            click.echo(f"{known.id}: {known.sentence}")
        return
    contract = contracts.load(directory)
    chosen = _switched(contract, fault, on)
    settings = options.Options(contract=contract, seed=seed, faults=chosen)
    try:
        server.serve(settings, port=port, announce=click.echo)
    except OSError as error:
        raise ConfigError(f"--port: {port} cannot be used: {error.strerror}; 0 picks a free one") from error


def _switched(
    contract: contracts.Contract, chosen: tuple[str, ...], on: tuple[str, ...]
) -> tuple[faults.Switched, ...]:
    """Faults with the mutations that have them; ContractError for an unknown fault or mutation."""
    from sandbox import faults

    found: tuple[faults.Switched, ...] = ()
    for one in chosen:
        name, _, place = one.partition("@")
        mutations = (place,) if place else on
        found += faults.parse([name], [contract.mutation(mutation).name for mutation in mutations])
    return found
