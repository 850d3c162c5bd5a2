"""The closing table in the terminal and `summary.md`, from the same figures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs
from rich import console, markup, table

from conformance.model import Evidence
from reports.about import About

NAME = "summary.md"

#: How many findings and reasons are listed in full; the rest is counted and stands in violations.jsonl.
MAX_LISTED = 20

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@attrs.frozen
class Figures:
    """What a closing table says.

    `not_exercised` are mutations by the reason why they were not asked, which names the scenario; `refused`
    counts the items that were selected and not asked. `inconclusive` are mutations by rule and reason,
    `states` counts pairs of rule and mutation, and `notes` are limits of the target that were met.
    `left_behind` are mutations that may have changed what nobody undid.
    """

    about: About
    mutations: int
    exercised: int
    items: int
    refused: int
    requests: int
    places: int
    findings: Mapping[tuple[str, str], int]
    evidence: tuple[Evidence, ...]
    not_exercised: Mapping[str, tuple[str, ...]]
    inconclusive: Mapping[str, tuple[str, ...]]
    states: Mapping[str, int]
    notes: tuple[str, ...]
    verdict: str
    left_behind: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """What is compared from run to run."""
        return {
            "exercised": self.exercised,
            "requests": self.requests,
            "places": self.places,
            "findings": len(self.evidence),
            **{f"rules {state}": count for state, count in self.states.items()},
        }


def terminal(figures: Figures, width: int, *, color: bool) -> str:
    """The closing table, and each finding in two lines."""
    buffer = io.StringIO()
    out = console.Console(
        file=buffer, width=max(width, 60), force_terminal=color, no_color=not color, highlight=False
    )
    for one in figures.evidence[:MAX_LISTED]:
        out.print(
            f"[bold]{_safe(one.level)} {_safe(one.rule)}[/] {_safe(one.mutation)} {_safe(one.path)} "
            f"({_safe(one.scenario)}, {one.count}x)",
            soft_wrap=True,
        )
        out.print(f"  expected {_safe(one.expected)}\n  actual   {_safe(one.actual)}", soft_wrap=True)
    if len(figures.evidence) > MAX_LISTED:
        out.print(f"... and {len(figures.evidence) - MAX_LISTED} more in violations.jsonl")
    rows = table.Table(title=f"Kraken conformance: {_safe(figures.about.target)}", title_justify="left")
    rows.add_column("what")
    rows.add_column("figure", justify="right")
    for name, value in _rows(figures):
        rows.add_row(_safe(name), _safe(value))
    out.print(rows)
    for title, listed in _lists(figures):
        for reason, names in listed.items():
            out.print(f"{title}, {_safe(reason)}: {len(names)} ({_safe(_some(names))})", soft_wrap=True)
    for left in figures.left_behind:
        out.print(f"not undone: {_safe(left)}", soft_wrap=True)
    for note in figures.notes:
        out.print(f"the target: {_safe(note)}", soft_wrap=True)
    return buffer.getvalue()


def write(directory: Path, figures: Figures) -> None:
    """Write `summary.md`, in the form that a job summary shows."""
    lines = [
        f"# {_cell(figures.verdict)}",
        "",
        f"Target: {_cell(figures.about.target)}",
        "",
        "| what | figure |",
        "| --- | ---: |",
    ]
    lines += [f"| {_cell(name)} | {_cell(value)} |" for name, value in _rows(figures)]
    if figures.evidence:
        lines += ["", "## Findings", "", "| level | rule | mutation | path | expected | actual | times |"]
        lines += ["| --- | --- | --- | --- | --- | --- | ---: |"]
        for one in figures.evidence[:MAX_LISTED]:
            texts = (one.level, one.rule, one.mutation, one.path, one.expected, one.actual, str(one.count))
            lines.append(f"| {' | '.join(_cell(text) for text in texts)} |")
        if len(figures.evidence) > MAX_LISTED:
            lines.append(f"\n{len(figures.evidence) - MAX_LISTED} more are in `violations.jsonl`.")
    for title, listed in _lists(figures):
        if listed:
            lines += ["", f"## {title.capitalize()}", ""]
            lines += [
                f"- {_cell(reason)}: {len(names)} mutations ({_cell(_some(names))})"
                for reason, names in listed.items()
            ]
    if figures.left_behind:
        lines += ["", "## Not undone", "", "See `journal.jsonl`.", ""]
        lines += [f"- {_cell(one)}" for one in figures.left_behind]
    if figures.notes:
        lines += ["", "## The target", "", *(f"- {_cell(note)}" for note in figures.notes)]
    (directory / NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lists(figures: Figures) -> Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]:
    yield "not exercised", figures.not_exercised
    yield "inconclusive", figures.inconclusive


def _rows(figures: Figures) -> Iterable[tuple[str, str]]:
    yield "mutations exercised", f"{figures.exercised} of {figures.mutations}"
    yield "test items", str(figures.items)
    yield "requests", str(figures.requests)
    yield "places judged", str(figures.places)
    for (level, rule), count in sorted(figures.findings.items()):
        yield f"{level} {rule}", str(count)
    if not figures.findings:
        yield "violations", "0"
    yield "mutations not exercised", str(figures.mutations - figures.exercised)
    yield "items not exercised", str(figures.refused)
    for state, count in figures.states.items():
        yield f"rules at mutations: {state}", str(count)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def _plain(text: str) -> str:
    # Terminal codes and marks of direction come from the target as well as any other text.
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " "))


def _safe(text: str) -> str:
    return markup.escape(_plain(text))


def _cell(text: str) -> str:
    escaped = _plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", escaped)
