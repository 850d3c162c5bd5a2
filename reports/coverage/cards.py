"""Findings as the page shows them: safe text, cut where it is long, and all together of bounded size."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs
import markupsafe

from conformance.model import Evidence
from reports import marked, text
from reports.coverage import ran
from reports.coverage.ran import Finding

#: How many findings have a card, and how many bytes they may take in the page: what is said of all of them,
#: and their requests and answers.
MAX_CARDS, MAX_HEADS, MAX_BODIES = 200, 250_000, 450_000
#: Longest request and answer, in characters, also of a call before, and how many of these are shown.
MAX_REQUEST, MAX_RESPONSE = 6_000, 8_000
MAX_BEFORE, MAX_STEPS = 1_500, 12

NEW, STILL = "new", "still"


@attrs.frozen
class Step:
    """A call of a workflow before the one that shows a finding."""

    move: str
    status: str
    request: str
    response: str


@attrs.frozen
class Body:
    """What shows a finding. `curl` is None where it could not be copied as it stands here.

    `response` is the answer before, in and after the line that differs; `more_steps` are not shown.
    """

    document: str
    variables: str
    status: str
    response: tuple[str, str, str]
    curl: str | None
    steps: tuple[Step, ...] = ()
    more_steps: int = 0

    @property
    def size(self) -> int:
        """How many bytes it takes in the page."""
        before = [part for step in self.steps for part in attrs.astuple(step)]
        return _size(self.document, self.variables, *self.response, self.curl or "", *before)


@attrs.frozen
class Card:
    """A finding in safe text. `input` is the one that it takes, if it is about a certain one.

    `body` is None where the page has no room for it.
    """

    fingerprint: str
    rule: str
    level: str
    mutation: str
    path: str
    input: str
    expected: str
    actual: str
    scenarios: tuple[str, ...]
    count: int
    waived: bool
    replay: str
    news: str = ""
    since: str = ""
    body: Body | None = None

    @property
    def size(self) -> int:
        """How many bytes it takes in the page without its body."""
        return _size(self.path, self.input, self.expected, self.actual, self.replay)


@attrs.frozen
class Cause:
    """A rule that is broken at a mutation: a card for each place or input where it shows."""

    mutation: str
    cards: tuple[Card, ...]


@attrs.frozen
class Group:
    """A rule and where it is broken: at how many mutations, and in how many places that are not shown."""

    rule: str
    level: str
    causes: tuple[Cause, ...]
    mutations: int
    hidden: int


@attrs.frozen
class Cards:
    """The findings that are shown, by rule, and how many are not, by mutation and rule."""

    groups: tuple[Group, ...]
    hidden: Mapping[tuple[str, str], int]


def of(
    findings: Iterable[Finding],
    *,
    replay: Callable[[str], str],
    news: Mapping[tuple[str, str], str],
    since: Mapping[tuple[str, str], str] | None = None,
) -> Cards:
    """Cards for as many findings as the page has room for; each rule's first ones come first.

    `replay` gives the command that asks the case of a fingerprint again; `news` says of mutations and rules
    whether an earlier run found them broken too, and `since` which one did first.
    """
    listed = tuple(findings)
    for_heads, for_bodies = MAX_HEADS, MAX_BODIES
    cards: list[Card] = []
    hidden: dict[tuple[str, str], int] = {}
    for finding in ran.ranked(listed):
        card = attrs.evolve(
            _card(finding, replay(finding.fingerprint)),
            news=news.get(finding.place, ""),
            since=text.day((since or {}).get(finding.place, "")),
        )
        if len(cards) == MAX_CARDS or card.size > for_heads:
            hidden[finding.place] = hidden.get(finding.place, 0) + 1
            continue
        for_heads -= card.size
        body = _body(finding.evidence)
        if body.size <= for_bodies:
            for_bodies -= body.size
            card = attrs.evolve(card, body=body)
        cards.append(card)
    return Cards(_groups(cards, listed), hidden)


def _size(*parts: str) -> int:
    return sum(len(markupsafe.escape(part).encode()) for part in parts)


def _groups(cards: Iterable[Card], findings: Iterable[Finding]) -> tuple[Group, ...]:
    """What is worst first, then what is new, then what is broken at most mutations; all of it is counted."""
    levels = ("MUST", "SHOULD", "MAY")
    broken: dict[tuple[bool, str], list[str]] = {}
    for one in findings:
        broken.setdefault((one.waived, one.evidence.rule), []).append(one.evidence.mutation)
    shown: dict[tuple[bool, str], list[Card]] = {}
    for card in cards:
        shown.setdefault((card.waived, card.rule), []).append(card)
    ranked = []
    for kind, found in shown.items():
        waived, rule = kind
        mutations = len(set(broken[kind]))
        group = Group(rule, found[0].level, _causes(found), mutations, len(broken[kind]) - len(found))
        is_old = all(card.news != NEW for card in found)
        ranked.append(((waived, levels.index(group.level), is_old, -mutations, rule), group))
    return tuple(group for _, group in sorted(ranked, key=lambda pair: pair[0]))


def _causes(cards: Iterable[Card]) -> tuple[Cause, ...]:
    ordered = sorted(cards, key=lambda card: (card.news != NEW, card.mutation))
    grouped = itertools.groupby(ordered, key=lambda card: card.mutation)
    return tuple(Cause(mutation, tuple(found)) for mutation, found in grouped)


def _card(finding: Finding, replay: str) -> Card:
    one = finding.evidence
    return Card(
        fingerprint=one.fingerprint,
        rule=one.rule,
        level=one.level,
        mutation=one.mutation,
        path=text.line(one.path),
        input=text.line(one.input),
        expected=text.line(one.expected),
        actual=text.line(one.actual),
        scenarios=finding.scenarios,
        count=finding.count,
        waived=finding.waived,
        replay=replay,
    )


def _body(one: Evidence) -> Body:
    document, variables = _request(one)
    curl = text.block(one.request["curl"], MAX_REQUEST)
    return Body(
        document=text.block(document, MAX_REQUEST),
        variables=text.block(variables, MAX_REQUEST),
        status=text.line(str(one.response["status"])),
        response=_parts(marked.pretty(one.response["body"], one.path, _note(one), MAX_RESPONSE)),
        curl=curl if curl == one.request["curl"] else None,
        steps=tuple(_step(step) for step in one.steps[:MAX_STEPS]),
        more_steps=max(0, len(one.steps) - MAX_STEPS),
    )


def _request(one: Evidence) -> tuple[str, str]:
    """The document and the variables of a request; a request that is no JSON stands for itself."""
    body = one.request["body"]
    if not body:
        return f"{one.request['method']} {one.request['url']}", ""
    try:
        fields = json.loads(body)
        return fields["query"].rstrip("\n"), json.dumps(fields["variables"], indent=2, ensure_ascii=False)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return body, ""


def _step(step: Mapping[str, Any]) -> Step:
    return Step(
        move=text.line(str(step["move"])),
        status=text.line(str(step["status"])),
        request=text.block(step["request"], MAX_BEFORE),
        response=text.block(step["response"], MAX_BEFORE),
    )


def _note(one: Evidence) -> str:
    return f"expected {text.line(one.expected, 150)}"


def _parts(answer: str) -> tuple[str, str, str]:
    lines = answer.split("\n")
    for number, line in enumerate(lines):
        if f"   {marked.MARK} " in line:
            before, after = lines[:number], lines[number + 1 :]
            return "".join(f"{one}\n" for one in before), line, "".join(f"\n{one}" for one in after)
    return answer, "", ""


def listed(cards: Cards) -> Iterator[Card]:
    """All cards, in the order of the page."""
    for group in cards.groups:
        for cause in group.causes:
            yield from cause.cards
