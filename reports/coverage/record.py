"""`coverage.json`: the same as the page, for machines, and what the next run is compared with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports import text
from reports.coverage import baseline as baselines
from reports.coverage import deprecated
from reports.coverage.comparison import Comparison
from reports.coverage.ran import Finding, Ran

NAME = "coverage.json"


def write(directory: Path, record: Mapping[str, Any]) -> None:
    """Write the file."""
    (directory / NAME).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def history(ran: Ran, baseline: baselines.Baseline | None) -> tuple[baselines.Entry, ...]:
    """The runs before, as far as the earlier run knows them, and this one."""
    entry = baselines.Entry(
        at=_time(ran),
        findings=len(ran.broken),
        coverage={figure.kind: (figure.covered, figure.total) for figure in ran.figures},
    )
    before = () if baseline is None else baseline.history
    return (*before, entry)[-baselines.MAX_HISTORY :]


def of(
    ran: Ran, *, history: Sequence[baselines.Entry], comparison: Comparison | None = None
) -> dict[str, Any]:
    """Everything in plain values, sorted where the order of a run would show."""
    since = {} if comparison is None else comparison.since
    return {
        "format": baselines.FORMAT,
        "run": {
            "target": ran.about.target,
            "tier": ran.about.tier,
            "profile": ran.about.profile,
            "snapshot": ran.about.snapshot,
            "command": ran.about.run_command,
            "at": _time(ran),
            "verdict": text.line(ran.verdict, 1_000),
            "exit_code": ran.exit_code,
            "requests": ran.requests,
            "seconds": round(ran.seconds, 3),
        },
        "coverage": {figure.kind: figure.as_json() for figure in ran.figures},
        "findings": [_finding(one, since.get(one.place)) for one in ran.findings],
        "comparison": None if comparison is None else comparison.as_json(),
        "mutations": {name: _mutation(ran, name) for name in ran.contract.mutations},
        "states": ran.shown_states,
        "rules": list(ran.rules),
        "deprecations": [one.as_json() for one in deprecated.listed(ran.contract, ran.figures)],
        "history": [one.as_json() for one in history],
    }


def _finding(one: Finding, since: str | None) -> dict[str, Any]:
    evidence = one.evidence
    return {
        "fingerprint": evidence.fingerprint,
        "rule": evidence.rule,
        "level": evidence.level,
        "mutation": evidence.mutation,
        "path": text.line(evidence.path, 1_000),
        "expected": text.line(evidence.expected, 1_000),
        "actual": text.line(evidence.actual, 1_000),
        "scenarios": list(one.scenarios),
        "count": one.count,
        "waived": one.waived,
        "since": None if since is None else text.line(since, 40),
    }


def _mutation(ran: Ran, name: str) -> dict[str, Any]:
    promised, results = ran.contract.mutation(name), ran.by_mutation[name]
    reasons = {one.scenario: one.not_exercised for one in results if one.not_exercised is not None}
    return {
        "server": promised.server,
        "area": promised.area,
        "hazard": promised.hazard,
        "certainty": promised.certainty,
        "requests": sum(one.requests for one in results),
        "seconds": round(sum(one.seconds for one in results), 3),
        "not_exercised": reasons,
    }


def _time(ran: Ran) -> str:
    return ran.at.isoformat(timespec="seconds")
