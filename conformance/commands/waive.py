"""`waive`: a finding that somebody answers for until a date."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from conformance import checkout
from conformance.errors import ConfigError


@click.command()
@click.argument("finding")
@click.option("--reason", required=True, help="Why it is known and not mended yet.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--expires", required=True, metavar="YYYY-MM-DD", help="The last day on which it counts.")
@click.option(
    "--waivers",
    "file",
    type=click.Path(path_type=Path),
    default=Path("waivers.toml"),
    show_default=True,
    help="The file to append to.",
)
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=checkout.ROOT / "reports" / "build",
    help="Where violations.jsonl is, by default reports/build.",
)
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
def waive(  # noqa: PLR0913 -- one parameter an option
    finding: str,
    reason: str,
    owner: str,
    expires: str,
    file: Path,
    report_dir: Path,
    directory: Path | None,
) -> None:
    """Waive FINDING, a fingerprint in violations.jsonl or the beginning of one.

    Appends an entry to waivers.toml; what stands there already stays as it is.
    """
    from conformance import replay, waivers
    from conformance.rules import drift as rules
    from reports import violations
    from schema import contract as contracts
    from schema import files

    contract = contracts.load(directory)
    evidence = replay.find(report_dir / violations.NAME, finding)
    if not evidence.rule.startswith(rules.PREFIX):
        # A waiver whose case cannot be asked would be of no use.
        replay.case_of(evidence.case, contract)
    text = files.read(file) if file.exists() else ""
    grant = waivers.Grant(reason, owner, _date(expires))
    today = datetime.date.today()
    added = waivers.addition(text, evidence, grant, contract, today=today, source=str(file))
    try:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(added)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written: {error.strerror}") from error
    click.echo(f"{file}: {evidence.fingerprint} is waived until {grant.expires}")


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"--expires: {text!r} is not a date such as 2026-06-30") from None
