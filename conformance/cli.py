"""The command line: finds the command, and turns every failure into one line and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import click

from conformance import errors
from conformance.commands import (
    annotate,
    contract,
    drift,
    durations,
    matrix,
    merge,
    probe,
    provocations,
    replay,
    report,
    rules,
    run,
    sandbox,
    snapshot,
    waive,
)
from conformance.verdict import ExitCode
from schema.errors import ContractError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Contract and conformance tests for the mutations of the Kraken GraphQL API."""


cli.add_command(run.run)
cli.add_command(report.report)
cli.add_command(contract.contract)
cli.add_command(rules.rules)
cli.add_command(matrix.matrix)
cli.add_command(snapshot.snapshot)
cli.add_command(drift.drift)
cli.add_command(probe.probe)
cli.add_command(sandbox.sandbox)
cli.add_command(replay.replay)
cli.add_command(waive.waive)
cli.add_command(provocations.provocations)
cli.add_command(merge.merge)
cli.add_command(annotate.annotate)
cli.add_command(durations.durations)


def main(arguments: Sequence[str]) -> int:
    """Run a command and give the exit code of the process."""
    try:
        code = cli.main(args=list(arguments), prog_name="python -m conformance", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return ExitCode.UNUSABLE
    except click.ClickException as error:
        return _fail(error.format_message())
    except (errors.ConfigError, errors.TargetError, ContractError) as error:
        return _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough: keep the interpreter from saying so once more at exit.
        sys.stdout = None
        return ExitCode.CONFORMANT
    except Exception:  # noqa: BLE001 -- whatever else comes up here is our own bug, and says so
        traceback.print_exc()
        click.echo("error: this suite failed; please report the lines above", err=True)
        return ExitCode.OUR_BUG
    return code if isinstance(code, int) else ExitCode.CONFORMANT


def _fail(message: str) -> int:
    click.echo(f"error: {' '.join(message.split())}", err=True)
    return ExitCode.UNUSABLE
