"""`summary.md`: a run for whoever opens a job or a pull request, in the form that a job summary shows.

GitHub shows a megabyte and cuts nothing: what is longer is not shown at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from conformance.model import Level
from reports import closing, text
from reports.coverage.ran import Finding
from reports.figures import Figures

NAME = "summary.md"

#: How many rules, mutations of a rule, and reasons are listed; the rest is counted.
MAX_RULES, MAX_MUTATIONS, MAX_REASONS = 30, 8, 20

#: The longest summary, in bytes: a quarter of what GitHub shows, so that several fit one job.
MAX_SIZE = 250_000

_CUT = "\n\n… the rest does not fit a summary; it is in `coverage.html` and `violations.jsonl`.\n"


def write(directory: Path, figures: Figures) -> None:
    """Write the file."""
    (directory / NAME).write_text(of(figures), encoding="utf-8")


def add_to_job(directory: Path, environment: Mapping[str, str]) -> None:
    """Add the summary to that of the job, where GitHub names a file for it and the run wrote one."""
    named = environment.get("GITHUB_STEP_SUMMARY")
    if named and (directory / NAME).exists():
        with Path(named).open("a", encoding="utf-8") as file:
            file.write((directory / NAME).read_text(encoding="utf-8") + "\n")


def of(figures: Figures) -> str:
    """The summary, its verdict in the first line, never longer than MAX_SIZE."""
    parts = [
        f"# {text.markdown(figures.verdict, 1_000, is_code=False)}",
        _asked(figures),
        *_findings(figures),
        *_coverage(figures),
        *_reasons("Not exercised", figures.not_exercised),
        *_reasons("Inconclusive", figures.inconclusive),
        *_reasons("Asked, and no answer showed whether a rule is kept", figures.unreached),
        *_listed("Not undone: see `journal.jsonl`", figures.left_behind),
        *_listed("Waivers that could not be checked", figures.unchecked),
        *_listed("The target", figures.notes),
        f"## Again\n\n```sh\n{_command(figures.about.run_command)}\n```",
    ]
    whole = "\n\n".join(parts) + "\n"
    encoded = whole.encode()
    if len(encoded) <= MAX_SIZE:
        return whole
    kept = encoded[: MAX_SIZE - len(_CUT.encode())].decode(errors="ignore")
    return kept.rpartition("\n")[0] + _CUT


def _asked(figures: Figures) -> str:
    about = figures.about
    date = f" of {about.snapshot_date}" if about.snapshot_date else ""
    sentences = [
        f"Target {text.markdown(about.target)}, tier {about.tier}, profile {about.profile}, "
        f"snapshot {about.snapshot}{date}.",
        f"{figures.exercised} of {figures.mutations} mutations exercised in {figures.requests:,} requests, "
        f"{figures.places:,} places judged.",
    ]
    if figures.change is not None:
        sentences.append(f"Since the earlier run: {text.line(figures.change)}.")
    return " ".join(sentences)


def _findings(figures: Figures) -> Iterable[str]:
    failing = [one for one in figures.causes if not one.waived]
    waived = len(figures.causes) - len(failing)
    by_rule: dict[str, list[Finding]] = {}
    for one in failing:
        by_rule.setdefault(one.evidence.rule, []).append(one)
    if by_rule:
        listed = sorted(by_rule.values(), key=lambda found: _rank(figures, found))
        rows = [
            "| rule | mutations | expected | got | ask again |",
            "| --- | --- | --- | --- | --- |",
            *(_row(figures, found) for found in listed[:MAX_RULES]),
        ]
        yield "## Findings\n\n" + "\n".join(rows)
        if len(by_rule) > MAX_RULES:
            yield f"{_count(len(by_rule) - MAX_RULES, 'more rule')} broken; see `violations.jsonl`."
    if waived:
        yield f"{_count(waived, 'more finding')} waived in `waivers.toml`."


def _rank(figures: Figures, listed: Sequence[Finding]) -> tuple[bool, int, int]:
    """What is new comes first, if an earlier run tells, then the worst level, then what has most places."""
    level = list(Level).index(Level(listed[0].evidence.level))
    return "new" not in _age(figures, listed), level, -len(listed)


def _age(figures: Figures, listed: Sequence[Finding]) -> str:
    return figures.age(one.place for one in listed)


def _row(figures: Figures, listed: Sequence[Finding]) -> str:
    """One cause: a rule, the mutations that break it, and the first finding as an example."""
    first = listed[0].evidence
    names = list(dict.fromkeys(one.evidence.mutation for one in listed))
    shown = [_linked(name, figures.links.mutations) for name in names[:MAX_MUTATIONS]]
    more = f" and {len(names) - MAX_MUTATIONS} more" if len(names) > MAX_MUTATIONS else ""
    places = f"{len(listed)} places at " if len(listed) > 1 else ""
    age = _age(figures, listed)
    cells = [
        f"{first.level} {_linked(first.rule, figures.links.rules)}" + (f"<br>{age}" if age else ""),
        f"{places}{', '.join(shown)}{more}",
        text.markdown(first.expected),
        text.markdown(first.actual),
        f"`replay {first.fingerprint}`",
    ]
    return f"| {' | '.join(cells)} |"


def _linked(name: str, links: Mapping[str, str]) -> str:
    return f"[`{name}`]({links[name]})" if name in links else f"`{name}`"


def _coverage(figures: Figures) -> Iterable[str]:
    if not figures.coverage:
        return
    rows = ["| of the contract | reached | of | |", "| --- | ---: | ---: | ---: |"]
    for one in figures.coverage:
        share = f"{one.covered / one.total:.0%}" if one.total else "-"
        rows.append(f"| {text.line(one.title)} | {one.covered:,} | {one.total:,} | {share} |")
    states = ", ".join(f"{count:,} {state}" for state, count in figures.states.items())
    yield "## Coverage\n\n" + "\n".join(rows)
    yield f"Rules at mutations: {states}. What is missing is listed in `coverage.html`."


def _reasons(title: str, listed: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    if not listed:
        return
    lines = [
        f"- {text.markdown(reason)}: {_count(len(names), 'mutation')} ({closing.some(names)})"
        for reason, names in list(listed.items())[:MAX_REASONS]
    ]
    if len(listed) > MAX_REASONS:
        lines.append(f"- and {len(listed) - MAX_REASONS} more, in `coverage.html`")
    yield f"## {title}\n\n" + "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _listed(title: str, said: Sequence[str]) -> Iterable[str]:
    if said:
        lines = [f"- {text.markdown(one)}" for one in said[:MAX_REASONS]]
        if len(said) > MAX_REASONS:
            lines.append(f"- and {len(said) - MAX_REASONS} more")
        yield f"## {title}\n\n" + "\n".join(lines)


def _command(command: str) -> str:
    """The command in a fence that nothing in it can end."""
    return text.line(command, 4_000).replace("```", "` ` `")
