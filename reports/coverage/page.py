"""`coverage.html`: one file that needs no network, made by a template that escapes whatever it is given."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import jinja2
import markupsafe

from conformance.coverage.figures import Figure, Groups
from reports import text
from reports.coverage import annotated, cards, chart, comparison, deprecated, drifted, matrix, precompiled
from reports.coverage.baseline import Entry
from reports.coverage.ran import Ran

NAME = "coverage.html"

_TEMPLATES = Path(__file__).with_name("templates")

#: How many bytes the lists of what is missing, and the annotated schema, may take in the page.
MAX_MISSING, MAX_SCHEMA = 350_000, 500_000
#: How many deprecations are listed.
MAX_DEPRECATED = 300

#: The figures that stand at the top.
_HEADLINES = ("mutations", "errors", "output-fields", "inputs-invalid")


@attrs.frozen
class Missing:
    """What a figure lacks for one reason; `hidden` are those that the page has no room for."""

    reason: str
    groups: Groups
    hidden: int

    @property
    def total(self) -> int:
        """How many there are."""
        return self.hidden + sum(len(names) for names in self.groups.values())


@attrs.frozen
class Shown:
    """A figure with what is missing, and the line of its percentage over the last runs."""

    figure: Figure
    missing: tuple[Missing, ...]
    line: chart.Line | None

    @property
    def percent(self) -> int:
        """How much is covered; 100 only where nothing is missing."""
        return percent(self.figure.covered, self.figure.total)


@attrs.frozen
class Schema:
    """The annotated schema of a server; `hidden` types have no room in the page."""

    server: str
    blocks: tuple[annotated.Block, ...]
    hidden: int


@attrs.frozen(kw_only=True)
class Page:
    """Everything that the page is made of. `history` ends with this run."""

    ran: Ran
    history: Sequence[Entry] = ()
    compared: comparison.Comparison | None = None
    drift: drifted.Drift | None = None


def percent(covered: int, total: int) -> int:
    """A percentage rounded down, so that 100 means all; nothing of nothing is all."""
    return 100 if covered >= total else covered * 100 // total


def write(directory: Path, page: Page) -> None:
    """Write the file."""
    (directory / NAME).write_text(render(page), encoding="utf-8")


def render(page: Page) -> str:
    """The page as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        # Nothing is computed while it is compiled: what is kept does not depend on the filters below.
        optimized=False,
        bytecode_cache=precompiled.Precompiled(Path(__file__).read_bytes()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        line=text.line, count=lambda number: f"{number:,}", marked=_marked, ticked=_ticked
    )
    style, script = _inlined("page.css"), _inlined("page.js")
    ran, compared = page.ran, page.compared
    shown = cards.of(
        ran.findings,
        replay=ran.about.replay_command,
        news=_news(compared),
        since=compared.since if compared else {},
    )
    figures = _figures(ran.figures, page.history)
    rules = {rule["id"]: rule for rule in ran.rules}
    return environment.get_template("page.html.j2").render(
        style=style,
        script=script,
        policy=_policy(style, script),
        ran=ran,
        states=ran.shown_states,
        cards=shown,
        places=sum(not one.waived for one in ran.findings),
        figures=figures,
        headlines=[one for one in figures if one.figure.kind in _HEADLINES],
        compared=compared,
        runs=_runs(page.history),
        drift=page.drift,
        deprecated=deprecated.listed(ran.contract, ran.figures)[:MAX_DEPRECATED],
        schemas=_schemas(ran),
        rules=rules,
        matrix=matrix.of(ran, shown),
    )


def _marked(run: annotated.Line) -> str:
    """Lines of a schema, each behind a sign for its mark: a color alone tells not everybody."""
    sign = {annotated.SEEN: "●", annotated.MISSING: "○"}.get(run.mark, " ")
    return "\n".join(f"{sign} {one}" for one in text.block(run.text, MAX_SCHEMA).split("\n"))


def _ticked(sentence: str) -> markupsafe.Markup:
    """A rule's sentence, whose names stand between backticks."""
    parts = sentence.split("`")
    code = markupsafe.Markup("<code>{}</code>")
    return markupsafe.Markup("").join(
        code.format(part) if index % 2 else part for index, part in enumerate(parts)
    )


def _inlined(name: str) -> markupsafe.Markup:
    # Our own files, and no text of a target: the only parts that are not escaped.
    return markupsafe.Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 -- see above


def _policy(style: str, script: str) -> str:
    """A content security policy under which nothing but our own script and style is ever run or loaded."""
    hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _news(compared: comparison.Comparison | None) -> Mapping[tuple[str, str], str]:
    if compared is None:
        return {}
    return dict.fromkeys(compared.new, cards.NEW) | dict.fromkeys(compared.still, cards.STILL)


def _figures(figures: Sequence[Figure], history: Sequence[Entry]) -> list[Shown]:
    room = MAX_MISSING // max(1, len(figures))
    found = []
    for figure in figures:
        if not figure.total:
            # Such as the edges of a contract for which nobody wrote workflows down.
            continue
        pairs = [entry.coverage[figure.kind] for entry in history if figure.kind in entry.coverage]
        line = chart.line([100 * covered / total if total else 100 for covered, total in pairs])
        found.append(Shown(figure, _missing(figure, room), line))
    return found


def _missing(figure: Figure, room: int) -> tuple[Missing, ...]:
    """What is missing, with as many names as there is room for."""
    found = []
    for reason, groups in figure.missing.items():
        kept: dict[str, tuple[str, ...]] = {}
        hidden = 0
        for group, names in groups.items():
            size = len(markupsafe.escape("".join((group, *names))).encode()) + 30 + 2 * len(names)
            if size <= room:
                room -= size
                kept[group] = names
            else:
                hidden += len(names)
        found.append(Missing(reason, kept, hidden))
    return tuple(found)


def _runs(history: Sequence[Entry]) -> tuple[chart.Bar, ...]:
    if len(history) < 2:
        return ()
    return chart.bars([(text.line(entry.at[:16].replace("T", " ")), entry.findings) for entry in history])


def _schemas(ran: Ran) -> list[Schema]:
    room = MAX_SCHEMA
    found = []
    for server in ran.contract.servers.values():
        kept, hidden = [], 0
        for block in annotated.blocks(ran.contract, server, ran.figures):
            size = sum(len(markupsafe.escape(run.text).encode()) + 30 for run in block.runs) + 150
            if size <= room:
                room -= size
                kept.append(block)
            else:
                hidden += 1
        found.append(Schema(server.name, tuple(kept), hidden))
    return found
