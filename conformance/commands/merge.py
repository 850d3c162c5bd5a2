"""`merge`: the report directories of all shards of a run as one."""

from __future__ import annotations

import datetime
import os
import shutil
import sys
from pathlib import Path

import click

from conformance import checkout
from conformance.errors import ConfigError


@click.command()
@click.argument("directories", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=checkout.ROOT / "reports" / "build",
    help="Where the one report goes, by default reports/build.",
)
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="An earlier run's coverage.json, to compare with."
)
def merge(
    directories: tuple[Path, ...], report_dir: Path, directory: Path | None, baseline: Path | None
) -> int:
    """Make one report of DIR..., the report directories of all shards of a run, and give its verdict.

    A single directory of a run that was killed becomes a report too. A shard that is missing or did not
    come to its end makes the verdict `not whole`, exit code 2.
    """
    import attrs

    from conformance import conclusion, kept, merging
    from conformance.conclusion import Ended
    from conformance.workflows import table
    from reports import closing
    from reports.coverage import baseline as baselines
    from reports.directory import Directory
    from schema import contract as contracts

    if report_dir.resolve() in {one.resolve() for one in directories}:
        raise ConfigError(f"{report_dir}: it holds a shard, which the report must not replace")
    contract = contracts.load(directory)
    earlier = None if baseline is None else baselines.load(baseline)
    shards = {one: kept.read(one) for one in directories}
    tally = merging.tally(shards)
    unknown = sorted({one.mutation for one in tally.results} - set(contract.mutations))
    if unknown:
        raise ConfigError(f"mutation {unknown[0]!r} is not in the contract; name the run's with --contract")
    ended = Ended(
        contract=contract,
        tally=tally,
        about=attrs.evolve(merging.about(shards), report_dir=str(report_dir)),
        at=datetime.datetime.now(tz=datetime.UTC),
        baseline=earlier,
        workflows=table.load(contract, directory),
    )
    into = Directory(report_dir)
    try:
        into.start()
        for result in tally.results:
            into.keep(result)
        for one in directories:
            _copy(Directory(one).allure_results, into.allure_results)
            _add_journal(one, report_dir)
        _join_drifts(directories, report_dir)
        code, shown = conclusion.write(into, ended)
    except OSError as error:
        raise ConfigError(f"{report_dir} cannot be written: {error}") from error
    is_colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    click.echo(closing.text_of(shown, shutil.get_terminal_size().columns, color=is_colored).rstrip())
    click.echo(f"report: {report_dir}")
    click.echo(f"{shown.verdict} (exit code {int(code)})")
    return int(code)


def _copy(source: Path, target: Path) -> None:
    """Put results of one shard beside those of others: their names are unique."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.glob("*"):
        shutil.copyfile(file, target / file.name)


def _join_drifts(sources: tuple[Path, ...], target: Path) -> None:
    """Write what the shards found about the schema as one; one that was killed has left nothing of it."""
    from reports.drift import formats, kept
    from schema import errors, files

    reviews = []
    for path in (one / formats.NAME for one in sources):
        if path.exists():
            try:
                reviews.append(kept.read(files.read(path)))
            except (ValueError, errors.ContractError) as error:
                raise ConfigError(f"{path}: {error}") from error
    if reviews:
        formats.write(target, kept.joined(reviews))


def _add_journal(source: Path, target: Path) -> None:
    """Add what a shard sent to the journal; lines of an earlier merge stay as they are."""
    from conformance.target import journal
    from reports import lines

    file = source / journal.NAME
    if not file.exists():
        return
    into = target / journal.NAME
    known = set(into.read_text(encoding="utf-8").splitlines()) if into.exists() else set()
    new = [line for line in lines.read(file.read_text(encoding="utf-8")) if line not in known]
    with into.open("a", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in new)
