"""`annotate`: the findings of a run as annotations of a GitHub job."""

from __future__ import annotations

from pathlib import Path

import click

from conformance import checkout


@click.command()
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=checkout.ROOT / "reports" / "build",
    help="Where violations.jsonl is, by default reports/build.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should"]),
    default="must",
    show_default=True,
    help="Which broken rules are errors; others are warnings.",
)
def annotate(report_dir: Path, fail_on: str) -> None:
    """Print the findings of a run as a GitHub job shows them at the top of its page."""
    from conformance import replay
    from conformance.model import Level
    from reports import annotations, violations
    from reports.coverage import ran

    recorded = replay.recorded(report_dir / violations.NAME)
    for line in annotations.of(ran.joined(recorded), fail_on=Level(fail_on.upper())):
        click.echo(line)
