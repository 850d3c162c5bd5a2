"""`replay`: one finding of a report, asked again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance import checkout
from conformance.errors import ConfigError
from conformance.verdict import ExitCode

if TYPE_CHECKING:
    from conformance import replay as replays
    from conformance.model import Case
    from conformance.target.client import Client
    from schema.contract import Contract


@click.command()
@click.argument("finding")
@click.option("--minimise", "--minimize", is_flag=True, help="Look for a smaller request that shows it.")
@click.option("--budget", type=click.IntRange(1), help="Requests for --minimise, by default 50.")
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=checkout.ROOT / "reports" / "build",
    help="Where violations.jsonl is, by default reports/build.",
)
@click.option("--target", help="Name in targets.toml, or URL of the API. By default the sandbox is started.")
@click.option("--auth-target", help="URL of the authentication server, beside --target URL.")
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    help="Another file than targets.toml, or than KRAKEN_TARGETS names.",
)
@click.option("--contract", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option("--fault", multiple=True, help="A fault of the sandbox, ID or ID@MUTATION. Repeatable.")
@click.option(
    "--on", multiple=True, help="A mutation that has the faults; by default all have them. Repeatable."
)
@click.option("--sandbox", default="", help="Options of the sandbox's command, as one text.")
def replay(  # noqa: PLR0913 -- one parameter an option
    finding: str,
    minimise: bool,
    budget: int | None,
    report_dir: Path,
    target: str | None,
    auth_target: str | None,
    targets: Path | None,
    contract: Path | None,
    fault: tuple[str, ...],
    on: tuple[str, ...],
    sandbox: str,
) -> int:
    """Ask the case of FINDING again, a fingerprint in violations.jsonl or the beginning of one.

    Exit code 1 if the finding shows again, 0 if it does not, 4 if the case could not be asked.
    """
    from conformance import replay as replays
    from conformance import session
    from conformance.rules import drift as rules
    from conformance.target.client import Client
    from reports import violations

    if budget is not None and not minimise:
        raise ConfigError("--budget is that of --minimise: name both, or none")
    options = session.Options(
        target=target,
        auth_target=auth_target,
        targets=targets,
        contract=contract,
        faults=fault,
        faults_on=on,
        sandbox=sandbox,
    )
    promised = session.load_contract(options)
    evidence = replays.find(report_dir / violations.NAME, finding)
    if evidence.rule.startswith(rules.PREFIX):
        raise ConfigError(f"{evidence.fingerprint} is about the schema: ask again with the command probe")
    case = replays.case_of(evidence.case, promised)
    opened = session.open_target(options, promised, os.environ)
    client = session.recorded(
        Client.connect(opened.profile, promised, opened.credentials), opened, report_dir
    )
    try:
        shown = replays.ask(client, promised, case)
        shows_again = shown.shows(evidence.fingerprint)
        if minimise and shows_again:
            shown = _minimized(client, promised, shown, evidence.fingerprint, budget)
    finally:
        client.close()
        opened.stop()
    for line in replays.described(shown, client.credentials.redact):
        click.echo(line)
    again = "shows again" if shows_again else "does not show again"
    code = ExitCode.VIOLATIONS if shows_again else ExitCode.CONFORMANT
    click.echo(f"{evidence.fingerprint} {again}: {evidence.rule} at {evidence.mutation} (exit code {code:d})")
    return code


def _minimized(
    client: Client, contract: Contract, shown: replays.Replay, fingerprint: str, budget: int | None
) -> replays.Replay:
    """The smallest exchange that shows a finding which another one showed before."""
    from conformance import minimize
    from conformance import replay as replays

    latest = shown

    def shows(candidate: Case) -> bool:
        nonlocal latest
        try:
            asked = replays.ask(client, contract, candidate)
        except replays.NothingAskedError:
            return False
        if asked.shows(fingerprint):
            latest = asked
            return True
        return False

    case = shown.exchange.case
    found = minimize.minimize(case, contract, shows, budget=budget or minimize.DEFAULT_BUDGET)
    before, after = minimize.size(case), minimize.size(found.case)
    click.echo(f"minimised from {before} to {after} characters in {found.requests} requests")
    return latest
