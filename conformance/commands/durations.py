"""`durations`: what runs measured, as the file that shards are balanced by."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.errors import ConfigError


@click.command()
@click.argument("directories", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where it goes, by default to standard output."
)
def durations(directories: tuple[Path, ...], output: Path | None) -> None:
    """Read how long items took in runs that reported into DIR, for run --shard-durations.

    Name the directories of all shards of a run, or those of several runs: of an item that comes more than
    once the last one counts.
    """
    from conformance import durations as measuring
    from conformance import kept

    results = [result for directory in directories for result in kept.results(directory)]
    found = measuring.measured(results)
    if not found.scenarios:
        raise ConfigError(f"{directories[0]}: nothing was asked there, so that nothing was measured")
    if output is None:
        click.echo(found.as_text(), nl=False)
        return
    try:
        output.write_text(found.as_text(), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error
