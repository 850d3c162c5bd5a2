"""`rules`: every requirement that an answer is judged by."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", is_flag=True, help="Print docs/rules.md.")
def rules(as_json: bool, markdown: bool) -> None:
    """List the rules: id, level, tiers, the sentence that must hold, and the clause that it rests on."""
    from conformance import rules as declared
    from conformance.rules import listing

    if as_json:
        click.echo(json.dumps(listing.as_json(declared.ALL), indent=2))
    elif markdown:
        click.echo(listing.markdown(declared.ALL), nl=False)
    else:
        click.echo(listing.text(declared.ALL), nl=False)
