"""`drift`: how far a target, a file or a page has moved away from the contract."""

from __future__ import annotations

import datetime
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from conformance import collector
from conformance.errors import ConfigError
from conformance.verdict import ExitCode

if TYPE_CHECKING:
    from conformance.drift.sources import Source
    from schema.contract import Contract
    from schema.drift.review import Review

FORMATS = ("text", "json", "markdown", "junit", "sarif", "github", "changelog")
FAIL_ON = ("affected", "breaking", "dangerous", "any")
SANDBOX = "sandbox"


@click.command()
@click.option("--from", "old", metavar="A", help="The older side, by default the snapshot.")
@click.option(
    "--against",
    "new",
    metavar="B",
    default=SANDBOX,
    show_default=True,
    help="The newer side: a target of targets.toml, a URL, a contract directory, SDL, introspection JSON or "
    "the documentation page. So may be the older one.",
)
@click.option("--contract", "directory", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option("--targets", type=click.Path(path_type=Path), help="Another file than targets.toml.")
@click.option(
    "--sandbox", help="Options of the sandbox's command, as one text: '--contract DIR'.", default=""
)
@click.option("--all", "whole", is_flag=True, help="Compare whole schemas, not what the mutations reach.")
@click.option("--noise", is_flag=True, help="List what differs and says nothing, such as descriptions.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="affected", show_default=True)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file to write to.")
@click.option(
    "--notice",
    type=click.IntRange(min=0),
    default=90,
    show_default=True,
    help="Days from a deprecation to a removal that are in order.",
)
@click.option("--waivers", type=click.Path(path_type=Path), default=Path("waivers.toml"), show_default=True)
@collector.paused()
def drift(  # noqa: PLR0913 -- one parameter an option
    old: str | None,
    new: str,
    directory: Path | None,
    targets: Path | None,
    sandbox: str,
    whole: bool,
    noise: bool,
    fail_on: str,
    form: str,
    output: Path | None,
    notice: int,
    waivers: Path,
) -> int:
    """Compare two schemas, and say which documented operations a difference breaks.

    The exit code is 1 if it is one that --fail-on names and waivers.toml does not accept.
    """
    from conformance import waivers as entries
    from conformance.drift import documented, judging, sources
    from schema.drift import difference
    from schema.drift.review import FailOn, Review

    base = sources.of_contract(directory)
    assert base.contract is not None
    listed = entries.load(waivers, base.contract)
    chosen = _Chosen(base.contract, directory, targets, sandbox)
    first = base if old is None else _read(old, chosen)
    judge = first.contract or base.contract
    second = _read(new, attrs.evolve(chosen, reference=judge), probing=first.contract is not None)
    today = datetime.date.today()
    found = second.drift or difference.between(
        first.side,
        second.side,
        today=today,
        documented=functools.partial(documented.operations, judge),
        whole=whole,
        notice=datetime.timedelta(days=notice),
    )
    review = Review(
        old=first.name,
        new=second.name,
        drift=found,
        fail_on=FailOn(fail_on),
        noise=noise,
        notes=(*first.notes, *second.notes),
    )
    review = judging.reviewed(review, listed, today, complete=second.is_complete)
    show(review, form, output)
    return int(ExitCode.VIOLATIONS if review.fails else ExitCode.CONFORMANT)


def show(review: Review, form: str, output: Path | None) -> None:
    """Print a review in one of the forms, or write it to a file; ConfigError if that cannot be written."""
    from reports.drift import formats

    text = formats.BY_NAME[form](review)
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, click.unstyle(text))
        click.echo(f"{output}: {review.verdict}")


@attrs.frozen
class _Chosen:
    """What the words for the two sides are read with."""

    reference: Contract
    directory: Path | None
    targets: Path | None
    sandbox: str


def _read(word: str, chosen: _Chosen, *, probing: bool = False) -> Source:
    """A side by the word for it; ConfigError if it is none. `probing` asks where introspection is closed."""
    from conformance.drift import sources

    reference = chosen.reference
    is_sandbox, path = word == SANDBOX, Path(word)
    if not is_sandbox and "://" not in word:
        if path.exists():
            return sources.of_path(path, reference)
        if "/" in word or "." in word:
            raise ConfigError(f"{word}: there is no such file")
    from conformance import session
    from conformance.drift import live

    options = session.Options(
        target=None if is_sandbox else word,
        targets=chosen.targets,
        contract=chosen.directory,
        sandbox=chosen.sandbox if is_sandbox else "",
    )
    target = session.open_target(options, reference, os.environ)
    try:
        return live.read(word, target, reference, probing=probing)
    finally:
        target.stop()


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
