"""`sandbox`: the embedded target on its own."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
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
@click.option("--until-eof", is_flag=True, help="End with standard input too, as who started it does.")
@click.option("--list-faults", is_flag=True, help="Print all faults and exit.")
@click.option("--limits", is_flag=True, help="Limit complexity, nodes, points an hour and calls a minute.")
@click.option("--latency", type=click.FloatRange(min=0), help="Seconds to an answer, at least.")
@click.option("--slowness", type=click.FloatRange(min=0), help="Seconds that the fault transport.slow waits.")
@click.option("--step-time", type=click.FloatRange(min=0), help="Seconds that a step of a wizard takes.")
@click.option("--introspection/--no-introspection", default=None, help="Whether introspection is open.")
@click.option("--suggestions/--no-suggestions", default=None, help="Whether errors suggest names.")
@click.option("--repeated-fields/--no-repeated-fields", default=None, help="Whether a field may repeat.")
@click.option("--first-error-only", is_flag=True, default=None, help="Report the first request error alone.")
@click.option("--body-cap", type=click.IntRange(min=1), help="Longest request, in bytes.")
@click.option("--token-cap", type=click.IntRange(min=1), help="Longest document, in tokens.")
@click.option("--error-cap", type=click.IntRange(min=1), help="Most errors on variables in an answer.")
@click.option("--validation-error-cap", type=click.IntRange(min=1), help="Most errors on a document.")
@click.option(
    "--request-error-status",
    type=click.Choice(["200", "400"]),
    help="Status of a refused request for clients that accept only application/json.",
)
def sandbox(  # noqa: PLR0913 -- one parameter an option
    port: int,
    directory: Path | None,
    fault: tuple[str, ...],
    on: tuple[str, ...],
    seed: int,
    until_eof: bool,
    list_faults: bool,
    limits: bool,
    latency: float | None,
    slowness: float | None,
    step_time: float | None,
    introspection: bool | None,
    suggestions: bool | None,
    repeated_fields: bool | None,
    first_error_only: bool | None,
    body_cap: int | None,
    token_cap: int | None,
    error_cap: int | None,
    validation_error_cap: int | None,
    request_error_status: str | None,
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
    strictness: dict[str, Any] = {
        "limits": options.Limits() if limits else None,
        "latency": latency,
        "slowness": slowness,
        "step_time": step_time,
        "introspection": introspection,
        "suggestions": suggestions,
        "repeated_fields": repeated_fields,
        "first_error_only": first_error_only,
        "body_cap": body_cap,
        "token_cap": token_cap,
        "error_cap": error_cap,
        "validation_error_cap": validation_error_cap,
        "request_error_status": None if request_error_status is None else int(request_error_status),
    }
    behaved = options.Options(contract=contract, seed=seed, faults=chosen)
    settings = attrs.evolve(
        behaved, **{name: value for name, value in strictness.items() if value is not None}
    )
    if until_eof:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        server.serve(settings, port=port, announce=click.echo)
    except OSError as error:
        raise ConfigError(f"--port: {port} cannot be used: {error.strerror}; 0 picks a free one") from error


def _end_with_input() -> None:
    """A process that is killed cannot end what it started; the system closes its end of a pipe for it."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


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
