"""`provocations`: which documented errors a run saw, what causes others, why some cannot be caused."""

from __future__ import annotations

import json
from pathlib import Path

import click

from conformance import checkout
from conformance.errors import ConfigError
from conformance.verdict import ExitCode


@click.command()
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=checkout.ROOT / "reports" / "build",
    help="The report of a run, by default reports/build.",
)
@click.option("--contract", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option("--markdown", is_flag=True, help="The page docs/provocations.md.")
def provocations(report_dir: Path, contract: Path | None, markdown: bool) -> int:
    """Tell which documented errors a run saw: caused as any caller can, or raised by reserved values."""
    from conformance import session
    from conformance.provocations import figures, table
    from reports import items

    promised = session.load_contract(session.Options(contract=contract))
    file = report_dir / items.NAME
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = figures.seen(promised, [json.loads(line) for line in lines])
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{file}: it cannot be read: {error}; run `python -m conformance run` first"
        ) from error
    write = figures.markdown if markdown else figures.text
    click.echo(write(promised, table.default(), found), nl=False)
    return ExitCode.CONFORMANT
