"""`matrix`: the suite tested by what it catches."""

from __future__ import annotations

import json
from pathlib import Path

import click

from conformance.commands.run import PROFILES
from conformance.verdict import ExitCode


@click.command()
@click.option(
    "--seeds", default=1, show_default=True, type=click.IntRange(min=1), help="How many placements."
)
@click.option("--first-seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--faults", "glob", default="*", show_default=True, help="Which faults, as a glob.")
@click.option("--profile", type=click.Choice(PROFILES), default="ci", show_default=True)
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option("--workers", default=0, show_default=True, help="Processes of each run (pytest-xdist).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Also write the table to this file.")
@click.option(
    "--clean", type=click.IntRange(min=1), help="Instead: judge so many exchanges without any fault."
)
def matrix(  # noqa: PLR0913 -- one parameter an option
    seeds: int,
    first_seed: int,
    glob: str,
    profile: str,
    directory: Path | None,
    workers: int,
    as_json: bool,
    markdown: Path | None,
    clean: int | None,
) -> int:
    """Run the suite against faulty sandboxes: the rule that names a fault has to fire, and no other."""
    from conformance import rules
    from conformance.matrix import detection, expectations, page
    from sandbox import faults

    settings = detection.Settings(
        glob=glob,
        seeds=seeds,
        first_seed=first_seed,
        profile=profile,
        directory=directory,
        workers=workers,
    )

    def say(line: str) -> None:
        click.echo(line, err=True)

    if clean is not None:
        requests, findings = detection.run_clean(settings, clean, say)
        click.echo(f"{len(findings)} findings in {requests} exchanges without any fault")
        click.echo("".join(f"{finding}\n" for finding in findings), nl=False)
        return ExitCode.VIOLATIONS if findings else ExitCode.CONFORMANT
    result = detection.run(settings, say)
    if markdown is not None:
        table = expectations.TABLE.read_text(encoding="utf-8")
        expected = expectations.read(table, faults.ALL, [rule.id for rule in rules.ALL])
        title = f"python -m conformance matrix --seeds {seeds}"
        markdown.write_text(page.markdown(result, expected, title), encoding="utf-8")
    click.echo(json.dumps(result.as_json(), indent=2) if as_json else page.text(result), nl=as_json)
    if result.stopped is not None:
        raise result.stopped
    return ExitCode.CONFORMANT if result.is_complete else ExitCode.VIOLATIONS
