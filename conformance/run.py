"""A run: asks a target, has every rule judge every exchange, and remembers what was found."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import strategies as st

import strategies
from conformance import rules
from conformance.errors import ViolationError
from conformance.model import Case, Evidence, Exchange, Finding, ItemResult, Level, Tier
from conformance.target import safety
from conformance.target.client import Client
from schema.contract import Contract
from schema.operation import Operation

#: Longest answer that is kept beside a violation, in characters.
MAX_KEPT = 20_000

CaseStrategy = Callable[[Contract, str, tuple[Operation, ...], strategies.Known], st.SearchStrategy[Case]]


@attrs.define
class Item:
    """One mutation in one scenario while it is asked."""

    mutation: str
    scenario: str
    requests: int = 0
    seconds: float = 0.0
    opportunities: dict[str, int] = attrs.Factory(dict)
    found: dict[tuple[str, str], tuple[Finding, int]] = attrs.Factory(dict)
    not_exercised: str | None = None

    def note(self, finding: Finding) -> None:
        """Remember a finding under its cause, with the smallest request that shows it."""
        cause = (finding.violation.rule, re.sub(r"\[\d+\]", "[]", finding.violation.path))
        smallest, count = self.found.get(cause, (finding, 0))
        if len(finding.exchange.request.body) < len(smallest.exchange.request.body):
            smallest = finding
        self.found[cause] = (smallest, count + 1)


@attrs.define(repr=False)
class Run:
    """Everything that test items share. `stop_at_first` lets Hypothesis shrink the first violation.

    It has no representation of its own: Hypothesis prints the arguments of a failing test, and this one
    would be the whole contract.
    """

    contract: Contract
    client: Client
    knowing: strategies.Known
    stop_at_first: bool = False
    items: dict[tuple[str, str], Item] = attrs.Factory(dict)
    prepared: dict[str, tuple[Operation, ...]] = attrs.Factory(dict)

    def item(self, scenario: str, mutation: str) -> Item:
        """The record of a mutation in a scenario, made when it is first asked for."""
        return self.items.setdefault((scenario, mutation), Item(mutation, scenario))

    def refusal(self, scenario: str, mutation: str, tier: Tier) -> str | None:
        """Why safety forbids a scenario for this mutation, or None; a reason is remembered."""
        promised = self.contract.mutation(mutation)
        reason = safety.refusal(self.client.profile, self.contract, promised, tier)
        if reason is not None:
            self.item(scenario, mutation).not_exercised = reason
        return reason

    def operations(self, mutation: str) -> tuple[Operation, ...]:
        """The slices of a mutation, made once."""
        if mutation not in self.prepared:
            self.prepared[mutation] = strategies.slices(self.contract, mutation)
        return self.prepared[mutation]

    def cases(self, make: CaseStrategy, mutation: str) -> st.SearchStrategy[Case]:
        """A scenario's cases for a mutation."""
        return make(self.contract, mutation, self.operations(mutation), self.knowing)

    def ask(self, case: Case) -> tuple[Finding, ...]:
        """Send a case and judge the answer by every rule; TargetError if there is none."""
        item = self.item(case.scenario, case.mutation)
        item.requests += 1
        exchange = self.client.send(case)
        item.seconds += exchange.response.elapsed
        findings = []
        for rule in rules.ALL:
            judged = rule.judge(exchange, self.contract)
            if judged.opportunities:
                item.opportunities[rule.id] = item.opportunities.get(rule.id, 0) + judged.opportunities
            findings += [Finding(violation, exchange) for violation in judged.violations]
        for finding in findings:
            item.note(finding)
        if self.stop_at_first:
            for finding in findings:
                if finding.violation.level is Level.MUST:
                    raise ViolationError(str(finding.violation))
        return tuple(findings)

    def result(self, scenario: str, mutation: str, target_error: str | None = None) -> ItemResult:
        """What is known of an item, in plain values."""
        item = self.item(scenario, mutation)
        return ItemResult(
            mutation=mutation,
            scenario=scenario,
            requests=item.requests,
            seconds=round(item.seconds, 6),
            opportunities=item.opportunities,
            evidence=tuple(self._evidence(finding, count) for finding, count in item.found.values()),
            not_exercised=item.not_exercised,
            target_error=target_error,
        )

    def _evidence(self, finding: Finding, count: int) -> Evidence:
        violation, exchange = finding.violation, finding.exchange
        redact = self.client.credentials.redact
        return Evidence(
            rule=violation.rule,
            level=violation.level.value,
            mutation=violation.mutation,
            scenario=exchange.case.scenario,
            path=violation.path,
            expected=violation.expected,
            actual=redact(violation.actual),
            request={
                "method": exchange.request.method,
                "url": exchange.request.url,
                "headers": dict(exchange.request.headers),
                "body": exchange.request.body,
                "curl": curl(exchange),
            },
            response={
                "status": exchange.response.status,
                "headers": {name: redact(value) for name, value in exchange.response.headers.items()},
                "body": redact(_text(exchange.response.content)),
            },
            count=count,
        )


def curl(exchange: Exchange) -> str:
    """A command line that sends the request again; a credential is the name of its variable."""
    request = exchange.request
    parts: list[Any] = ["curl -sS", shlex.quote(request.url)]
    for name, value in request.headers.items():
        # A variable must stand in double quotes to be replaced by the shell; nothing else may be.
        quoted = f'"{name}: {value}"' if value.startswith("$") else shlex.quote(f"{name}: {value}")
        parts.append(f"-H {quoted}")
    parts.append(f"--data-raw {shlex.quote(request.body)}")
    return " ".join(parts)


def _text(content: bytes) -> str:
    text = content.decode("utf-8", errors="replace")
    return text if len(text) <= MAX_KEPT else f"{text[:MAX_KEPT]}… ({len(text)} characters)"
