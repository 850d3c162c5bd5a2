"""`snapshot`: make a contract directory from any form in which a schema is handed around."""

from __future__ import annotations

import datetime
import functools
import os
import urllib.parse
from pathlib import Path

import attrs
import click

from conformance.errors import ConfigError
from schema import contract as contracts
from schema import files, supplement
from schema.errors import ContractError


@click.command()
@click.option(
    "--from",
    "source",
    required=True,
    metavar="FILE_OR_URL",
    help="SDL, introspection JSON, the documentation page, or a live endpoint.",
)
@click.option("--server", default="api", show_default=True, help="The server that a schema belongs to.")
@click.option("--url", help="The server's URL, where the contract directory is new and the source is a file.")
@click.option(
    "--types", type=click.Path(path_type=Path), help="Type facts (JSON), for the documentation page."
)
@click.option(
    "--signatures", type=click.Path(path_type=Path), help="Return types (JSON), for the documentation page."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The contract directory to write.")
@click.option("--update", is_flag=True, help="Write the committed contract directory.")
def snapshot(  # noqa: PLR0913 -- one parameter an option
    source: str,
    server: str,
    url: str | None,
    types: Path | None,
    signatures: Path | None,
    output: Path | None,
    update: bool,
) -> None:
    """Write snapshots, and into contract.toml what the source states; what people decided there stays."""
    from schema import (
        forms,
        harvest,
        type_facts,
        validity,
    )  # graphql-core takes a tenth of a second to import

    if update == (output is not None):
        raise ConfigError("say where to write: either -o DIR or --update")
    directory = output or contracts.DEFAULT_DIRECTORY
    is_url = "://" in source
    found = forms.read(_introspected(source) if is_url else files.read(Path(source)), source=source)
    address = source if is_url else url
    kept = _kept(directory, server, address)
    if found.page is not None:
        if types is None:
            raise ConfigError("the documentation page defines no types; name them with --types FILE")
        facts = type_facts.read(files.read(types), source=str(types))
        known = (
            type_facts.read_signatures(files.read(signatures), source=str(signatures)) if signatures else {}
        )
        made = harvest.from_page(found.page, facts, known, kept)
    else:
        assert found.schema is not None
        made = harvest.from_schema(server, found.schema, kept, _others(directory, server))
        made = attrs.evolve(made, warnings=(*made.warnings, *validity.warnings(found.schema)))
    for warning in (*found.warnings, *(one for one in made.warnings if one not in found.warnings)):
        click.echo(f"warning: {source}: {warning}", err=True)
    before = _readable(directory)
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in made.files.items():
        (directory / name).write_text(text, encoding="utf-8")
        click.echo(f"wrote {directory / name}")
    if before is not None:
        _print_review(before, directory)


def _readable(directory: Path) -> contracts.Contract | None:
    """The contract that is about to be replaced, if there is one that can be read."""
    try:
        return contracts.load(directory) if (directory / "contract.toml").exists() else None
    except ContractError:
        return None


def _print_review(before: contracts.Contract, directory: Path) -> None:
    """What a review of the new snapshot has to look at."""
    from conformance.drift import documented
    from reports.drift import plain
    from schema.drift import difference
    from schema.drift.review import Review

    sides = [difference.Side.of_contract(one) for one in (before, contracts.load(directory))]
    found = difference.between(
        *sides,
        today=datetime.date.today(),
        documented=functools.partial(documented.operations, before),
        whole=True,
    )
    click.echo(plain.render(Review(old="the snapshot before", new=str(directory), drift=found)), nl=False)


def _kept(directory: Path, server: str, url: str | None) -> supplement.Supplement:
    """The `contract.toml` that is there, with the server in it; or one that has nothing but the server."""
    file = directory / "contract.toml"
    kept = supplement.read(files.read(file), source=str(file)) if file.exists() else None
    if kept is not None and server in kept.servers:
        return kept
    if url is None:
        raise ConfigError(f"{file} has no server {server!r}; give its address with --url")
    if not urllib.parse.urlsplit(url).hostname:
        raise ConfigError(f"--url: {url!r} is not a URL")
    servers = {**(kept.servers if kept else {}), server: supplement.Address(url, f"{server}.graphql")}
    return attrs.evolve(kept, servers=servers) if kept else supplement.Supplement(servers)


def _others(directory: Path, server: str) -> list[str]:
    """The mutations of the directory's other servers."""
    if not (directory / "contract.toml").exists():
        return []
    return [name for name, one in contracts.load(directory).mutations.items() if one.server != server]


def _introspected(url: str) -> str:
    from conformance.target import client  # httpx takes a tenth of a second to import
    from conformance.target.credentials import Credentials

    return client.introspect(url, Credentials.from_environment(os.environ))
