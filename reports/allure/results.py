"""What one test item tells Allure: where it belongs, what happened in it, and each of its findings.

Everything here is called from the main thread, inside the item: Allure gives what another thread says
to whatever item the main thread is in.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import allure
import attrs

from conformance.model import DRIFT_ELSEWHERE, Evidence, ItemResult, Level, Tier
from reports import text
from reports.about import About
from reports.allure import findings
from reports.allure.amendments import INCONCLUSIVE, NOT_EXERCISED, Amendment, Amendments
from schema.contract import Contract

NAME = "allure-results"

#: Where the item stands that is about no mutation: what drifted and affects none.
ELSEWHERE = "The rest of the schema"

#: The area of a mutation that the contract puts into none.
NO_AREA = "No area"

#: How many findings of an item, and names in a list, are shown one by one.
MAX_FINDINGS, MAX_NAMES = 10, 40

_SEVERITIES = ("trivial", "minor", "normal", "critical", "blocker")
_BY_HAZARD = {"money": 3, "credential": 3, "physical": 3, "account-change": 2, "comms": 2}
_BY_LEVEL = {Level.MUST: 1, Level.SHOULD: 0, Level.MAY: -1}


def clean(directory: Path) -> None:
    """Remove an earlier run's results: Allure's own option loses results when a worker crashes."""
    shutil.rmtree(directory / NAME, ignore_errors=True)


@attrs.frozen
class Rule:
    """What a report says of a rule: its clause's address and what must hold."""

    url: str
    sentence: str


@attrs.define
class Writer:
    """Writes what a run's items tell. `rules` are by id."""

    contract: Contract
    about: About
    rules: dict[str, Rule]
    amendments: Amendments
    budget: findings.Budget

    def begin(self, scenario: str, mutation: str, tier: Tier) -> None:
        """Say where the current item belongs, before anything can end it."""
        if scenario == DRIFT_ELSEWHERE:
            self._begin_elsewhere(scenario, tier)
            return
        promised = self.contract.mutation(mutation)
        allure.dynamic.epic(promised.server)
        allure.dynamic.feature(promised.area or NO_AREA)
        allure.dynamic.story(mutation)
        allure.dynamic.suite(words(scenario))
        allure.dynamic.label("tier", tier.value)
        allure.dynamic.label("certainty", promised.certainty)
        if promised.hazard is not None:
            allure.dynamic.label("hazard", promised.hazard)
        self._say_what_was_run()
        documentation = self.contract.documentation_of(mutation)
        if documentation is not None:
            allure.dynamic.link(documentation, name=f"{mutation} in the API's documentation")

    def _begin_elsewhere(self, scenario: str, tier: Tier) -> None:
        """It is about no mutation, and stands beside the servers."""
        for label in (allure.dynamic.epic, allure.dynamic.feature, allure.dynamic.story):
            label(ELSEWHERE)
        allure.dynamic.suite(words(scenario))
        allure.dynamic.label("tier", tier.value)
        allure.dynamic.parameter("mutation", "all")
        self._say_what_was_run()

    def _say_what_was_run(self) -> None:
        # Two targets' results of one item are two histories; the rest of what changes from run to run is not.
        allure.dynamic.parameter("target", self.about.target)
        allure.dynamic.parameter("snapshot", self.about.snapshot, excluded=True)
        allure.dynamic.parameter("profile", self.about.profile, excluded=True)

    def end(
        self, result: ItemResult, *, failing: Sequence[Evidence], not_exercised: Iterable[str] = ()
    ) -> None:
        """Say what happened in the current item; `failing` are the findings that make it fail.

        `not_exercised` are the rules that the contract has a place for and that nothing reached.
        """
        for rule in dict.fromkeys(one.rule for one in result.evidence):
            allure.dynamic.label("rule", rule)
            if rule in self.rules and self.rules[rule].url.startswith("https://"):
                allure.dynamic.link(self.rules[rule].url, name=f"{rule}: {self.rules[rule].sentence}")
        levels = [Level(one.level) for one in failing]
        is_elsewhere = result.scenario == DRIFT_ELSEWHERE
        hazard = None if is_elsewhere else self.contract.mutation(result.mutation).hazard
        allure.dynamic.severity(severity(hazard, levels))
        ordered = [*failing, *(one for one in result.evidence if one not in failing)]
        for one in ordered[:MAX_FINDINGS]:
            findings.show(
                one,
                codes=self.contract.mutation(one.mutation).errors,
                replay=self.about.replay_command(one.fingerprint),
                budget=self.budget if one in failing else None,
            )
        if len(ordered) > MAX_FINDINGS:
            _say(f"and {len(ordered) - MAX_FINDINGS} more findings, in violations.jsonl")
        _say_what_happened(result, tuple(not_exercised))
        amendment = _amendment(result, failing)
        if amendment is not None:
            story = ELSEWHERE if is_elsewhere else result.mutation
            self.amendments.expect(words(result.scenario), story, amendment)

    def refuse(self, mutation: str) -> None:
        """Say how much the current item matters, of which nothing is asked."""
        allure.dynamic.severity(severity(self.contract.mutation(mutation).hazard, ()))


def words(scenario: str) -> str:
    """A scenario's name as people read it."""
    return scenario.replace("_", " ")


def severity(hazard: str | None, levels: Iterable[Level]) -> str:
    """How much an item matters: by what its mutation does to the world, and the level that was broken."""
    base = _BY_HAZARD.get(hazard or "", 1)
    return _SEVERITIES[base + max((_BY_LEVEL[level] for level in levels), default=0)]


def _say_what_happened(result: ItemResult, not_exercised: tuple[str, ...]) -> None:
    places = sum(result.opportunities.values())
    _say(f"requests: {result.requests}, waiting for the target: {result.seconds:.2f} s")
    _say(f"places judged: {places:,}, by {_names(result.opportunities)}")
    if not_exercised:
        _say(f"{NOT_EXERCISED}, though the contract has a place: {_names(not_exercised)}")
    for rule, reasons in result.inconclusive.items():
        for reason, count in reasons.items():
            _say(f"{INCONCLUSIVE}, {count}x {rule}: {text.line(reason)}")
    for note in result.notes:
        _say(f"the target: {text.line(note)}")


def _names(rules: Iterable[str]) -> str:
    listed = sorted(rules)
    more = f" and {len(listed) - MAX_NAMES} more" if len(listed) > MAX_NAMES else ""
    return f"{len(listed)} rules ({', '.join(listed[:MAX_NAMES])}{more})" if listed else "no rule"


def _say(title: str) -> None:
    with allure.step(title):
        pass


def _amendment(result: ItemResult, failing: Sequence[Evidence]) -> Amendment | None:
    """What pytest cannot say of an item, in its outcome or in its message."""
    waived = [one for one in result.evidence if one.waived]
    if failing:
        return Amendment(findings.message(failing))
    if waived:
        return Amendment(findings.message(waived), status="failed", is_waived=True)
    if result.requests and not result.opportunities and result.inconclusive:
        rule, reasons = next(iter(result.inconclusive.items()))
        return Amendment(f"inconclusive: {rule}: {text.line(next(iter(reasons)))}", status="skipped")
    return None
