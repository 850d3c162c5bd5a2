"""A finished run as plain values: what the coverage page and its JSON are made of."""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from conformance.coverage.figures import Figure
from conformance.model import Evidence, ItemResult
from reports.about import About
from schema.contract import Contract

#: States of a rule at a mutation in the order in which they matter to a reader; `waived` is of this page.
STATES = ("violated", "waived", "inconclusive", "not exercised", "passed", "not applicable")
VIOLATED, WAIVED = STATES[:2]


@attrs.frozen
class Finding:
    """A cause, as all scenarios of a run found it. `evidence` has the smallest request that shows it."""

    evidence: Evidence
    scenarios: tuple[str, ...]
    count: int
    waived: bool

    @property
    def fingerprint(self) -> str:
        """The same in every run."""
        return self.evidence.fingerprint

    @property
    def place(self) -> tuple[str, str]:
        """The mutation and the rule."""
        return self.evidence.mutation, self.evidence.rule


@attrs.frozen(kw_only=True, eq=False)
class Ran:
    """A run that has ended. `rules` are in the form of `rules.listing.as_json`."""

    about: About
    verdict: str
    exit_code: int
    at: datetime.datetime
    contract: Contract
    results: Sequence[ItemResult]
    rules: Sequence[Mapping[str, Any]]
    states: Mapping[str, Mapping[str, str]]
    figures: tuple[Figure, ...]

    @functools.cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, each cause once: those not waived first, then by level, rule and mutation."""
        return joined(one for result in self.results for one in result.evidence)

    @functools.cached_property
    def shown_states(self) -> Mapping[str, Mapping[str, str]]:
        """The states, where a rule of which every finding is waived is neither violated nor passed."""
        waived = {one.place for one in self.findings} - self.broken
        return {
            mutation: {
                rule: WAIVED if state == VIOLATED and (mutation, rule) in waived else str(state)
                for rule, state in listed.items()
            }
            for mutation, listed in self.states.items()
        }

    @functools.cached_property
    def by_mutation(self) -> Mapping[str, tuple[ItemResult, ...]]:
        """The results of each mutation of the contract."""
        found: dict[str, list[ItemResult]] = {name: [] for name in self.contract.mutations}
        for result in self.results:
            found[result.mutation].append(result)
        return {name: tuple(listed) for name, listed in found.items()}

    @functools.cached_property
    def broken(self) -> frozenset[tuple[str, str]]:
        """The mutations and rules with a finding that is not waived."""
        return frozenset(one.place for one in self.findings if not one.waived)

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(result.requests for result in self.results)

    @property
    def seconds(self) -> float:
        """How long answers took, all together."""
        return sum(result.seconds for result in self.results)


def joined(evidence: Iterable[Evidence]) -> tuple[Finding, ...]:
    """Findings by fingerprint, whatever the order of items was."""
    grouped: dict[str, list[Evidence]] = {}
    for one in evidence:
        grouped.setdefault(one.fingerprint, []).append(one)
    found = [
        Finding(
            evidence=min(listed, key=lambda one: (len(one.request["body"]), one.scenario)),
            scenarios=tuple(sorted({one.scenario for one in listed})),
            count=sum(one.count for one in listed),
            waived=all(one.waived for one in listed),
        )
        for listed in grouped.values()
    ]
    levels = ("MUST", "SHOULD", "MAY")
    return tuple(
        sorted(
            found,
            key=lambda one: (one.waived, levels.index(one.evidence.level), one.evidence.rule, *one.place),
        )
    )


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order in which they are worth the room there is: what is not waived first.

    Then where each rule is broken at each mutation, in turn for all rules, then a second place at each
    mutation, and so on: one rule that is broken everywhere hides no other, and one mutation no other.
    """
    counted: Counter[tuple[object, ...]] = Counter()
    found = []
    for one in findings:
        place = (one.waived, *one.place)
        row = (one.waived, one.evidence.rule, counted[place])
        found.append(((one.waived, counted[place], counted[row]), one))
        counted.update((place, row))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]
