"""`probe`: what a target lacks of the contract, without introspection and without executing anything."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import click

from conformance.commands import drift as drifting
from conformance.verdict import ExitCode


@click.command()
@click.option("--target", help="Name in targets.toml, or URL of the API. By default the sandbox is started.")
@click.option("--auth-target", help="URL of the authentication server, beside --target URL.")
@click.option("--targets", type=click.Path(path_type=Path), help="Another file than targets.toml.")
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option("--sandbox", default="", help="Options of the sandbox's command, as one text.")
@click.option("--fail-on", type=click.Choice(drifting.FAIL_ON), default="affected", show_default=True)
@click.option("--format", "form", type=click.Choice(drifting.FORMATS), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file to write to.")
@click.option("--waivers", type=click.Path(path_type=Path), default=Path("waivers.toml"), show_default=True)
def probe(  # noqa: PLR0913 -- one parameter an option
    target: str | None,
    auth_target: str | None,
    targets: Path | None,
    directory: Path | None,
    sandbox: str,
    fail_on: str,
    form: str,
    output: Path | None,
    waivers: Path,
) -> int:
    """Ask a target which parts of the contract it does not have. Nothing is executed.

    All documented operations are validated in a handful of requests; none of them is run.
    """
    from conformance import session
    from conformance import waivers as entries
    from conformance.drift import judging, live
    from schema.drift.review import FailOn, Review

    options = session.Options(
        target=target, auth_target=auth_target, targets=targets, contract=directory, sandbox=sandbox
    )
    contract = session.load_contract(options)
    listed = entries.load(waivers, contract)
    opened = session.open_target(options, contract, os.environ)
    try:
        found = live.probed(opened, contract)
    finally:
        opened.stop()
    review = Review(
        old=str(directory or "the snapshot"),
        new=opened.profile.name,
        drift=found.drift,
        fail_on=FailOn(fail_on),
        notes=live.told(found),
    )
    review = judging.reviewed(review, listed, datetime.date.today(), complete=False)
    drifting.show(review, form, output)
    return int(ExitCode.VIOLATIONS if review.fails else ExitCode.CONFORMANT)
