"""The declared rules as text, JSON and Markdown, all from their declarations."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from conformance.rules.declaration import Rule


def as_json(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """One object a rule: id, level, tiers, clause with title and URL, sentence."""
    return [
        {
            "id": rule.id,
            "level": rule.level.value,
            "tiers": [tier.value for tier in rule.tiers],
            "clause": {"title": rule.clause.title, "url": rule.clause.url},
            "sentence": rule.sentence,
        }
        for rule in rules
    ]


def text(rules: Iterable[Rule]) -> str:
    """Two lines a rule."""
    return "".join(
        f"{rule.level.value:6} {rule.id}  ({', '.join(rule.tiers)})\n"
        f"       {rule.sentence} [{rule.clause.title}, {rule.clause.url}]\n"
        for rule in rules
    )


def markdown(rules: Iterable[Rule]) -> str:
    """The page `docs/rules.md`: a table for each subject."""
    lines = [
        "# Rules",
        "",
        "Made by `python -m conformance rules --markdown`; a test compares it. Only a broken MUST makes a",
        "run fail, unless `--fail-on should` is given. The tiers are those whose requests can show one.",
    ]
    for subject, listed in itertools.groupby(rules, key=lambda rule: rule.id.partition(".")[0]):
        lines += ["", f"## {subject}", "", "| rule | level | what must hold | clause | tiers |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        lines += [
            f"| `{rule.id}` | {rule.level.value} | {rule.sentence} "
            f"| [{rule.clause.title}]({rule.clause.url}) | {', '.join(rule.tiers)} |"
            for rule in listed
        ]
    return "\n".join(lines) + "\n"
