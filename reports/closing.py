"""What a run says in the terminal when it ends: its findings in two lines each, its figures, what is open."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich import console, markup, table

from reports import text
from reports.coverage.ran import Finding
from reports.figures import Figures

#: How many findings and reasons are listed; the rest is counted, and stands in violations.jsonl.
MAX_LISTED = 20


def text_of(figures: Figures, width: int, *, color: bool) -> str:
    """All of it, `width` columns wide."""
    buffer = io.StringIO()
    out = console.Console(
        file=buffer, width=max(width, 60), force_terminal=color, no_color=not color, highlight=False
    )
    _print_findings(out, figures)
    rows = table.Table(title=f"Kraken conformance: {_safe(figures.about.target)}", title_justify="left")
    rows.add_column("what")
    rows.add_column("figure", justify="right")
    for name, value in _rows(figures):
        rows.add_row(_safe(name), _safe(value))
    out.print(rows)
    _print_open(out, figures)
    return buffer.getvalue()


def some(names: tuple[str, ...]) -> str:
    """The first of many names."""
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def _print_findings(out: console.Console, figures: Figures) -> None:
    causes = figures.causes
    for one in causes[:MAX_LISTED]:
        _print_finding(out, one, figures.age([one.place]))
    if len(causes) > MAX_LISTED:
        out.print(f"... and {len(causes) - MAX_LISTED} more in violations.jsonl")


def _print_open(out: console.Console, figures: Figures) -> None:
    open_ = {"not exercised": figures.not_exercised, "inconclusive": figures.inconclusive}
    for title, listed in open_.items():
        for reason, names in list(listed.items())[:MAX_LISTED]:
            out.print(f"{title}, {_safe(reason)}: {len(names)} ({_safe(some(names))})", soft_wrap=True)
        if len(listed) > MAX_LISTED:
            out.print(f"{title}: {len(listed) - MAX_LISTED} more reasons in items.jsonl")
    for left in figures.left_behind[:MAX_LISTED]:
        out.print(f"not undone: {_safe(left)}", soft_wrap=True)
    if len(figures.left_behind) > MAX_LISTED:
        out.print(f"not undone: {len(figures.left_behind) - MAX_LISTED} more in journal.jsonl")
    for waiver in figures.unchecked[:MAX_LISTED]:
        out.print(f"waivers: {_safe(waiver)}", soft_wrap=True)
    if len(figures.unchecked) > MAX_LISTED:
        out.print(f"waivers: {len(figures.unchecked) - MAX_LISTED} more in run.json")
    for note in figures.notes[:MAX_LISTED]:
        out.print(f"the target: {_safe(note)}", soft_wrap=True)
    if figures.change is not None:
        out.print(f"since the earlier run: {_safe(figures.change)}", soft_wrap=True)


def _print_finding(out: console.Console, one: Finding, age: str) -> None:
    found = one.evidence
    waived = "waived " if one.waived else ""
    place = f"{_safe(found.path)}, for {_safe(found.input)}" if found.input else _safe(found.path)
    out.print(
        f"[bold]{waived}{_safe(found.level)} {_safe(found.rule)}[/] {_safe(found.mutation)} "
        f"{place} ({_safe(', '.join(one.scenarios))}, {one.count}x, {found.fingerprint}{age and f', {age}'})",
        soft_wrap=True,
    )
    out.print(f"  expected {_safe(found.expected)}\n  actual   {_safe(found.actual)}", soft_wrap=True)


def _rows(figures: Figures) -> Iterable[tuple[str, str]]:
    yield "mutations exercised", f"{figures.exercised} of {figures.mutations}"
    yield "mutations not exercised", str(figures.mutations - figures.exercised)
    yield "mutations in scenarios", f"{figures.items:,}"
    yield "of them not exercised", f"{figures.refused:,}"
    yield "requests", f"{figures.requests:,}"
    yield "places judged", f"{figures.places:,}"
    for (level, rule), count in sorted(figures.findings.items()):
        yield f"{level} {rule}", f"{count:,}"
    if not figures.findings:
        yield "violations", "0"
    for state, count in figures.states.items():
        yield f"rules at mutations: {state}", f"{count:,}"


def _safe(value: str) -> str:
    return markup.escape(text.line(value))
