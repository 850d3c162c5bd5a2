"""What each item tells Allure, with what only the suite knows: rules, and which of them nothing reached."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import allure_commons
import attrs

from conformance import rules
from conformance.model import DRIFT, DRIFT_ELSEWHERE, Evidence, ItemResult, Tier
from reports.about import About
from reports.allure import findings, results
from reports.allure.amendments import Amendments
from schema.contract import Contract


@attrs.define(slots=False)
class Told:
    """Speaks to Allure for one process of a run."""

    contract: Contract
    about: About
    reachable: dict[tuple[str, Tier], frozenset[str]] = attrs.Factory(dict)

    @functools.cached_property
    def _writer(self) -> results.Writer:
        amendments = Amendments()
        allure_commons.plugin_manager.register(amendments)
        facts = {rule.id: results.Rule(rule.clause.url, rule.sentence) for rule in rules.ALL}
        return results.Writer(self.contract, self.about, facts, amendments, findings.Budget())

    def begin(self, scenario: str, mutation: str, tier: Tier) -> None:
        """Say where the current item belongs."""
        self._writer.begin(scenario, mutation, tier)

    def end(self, result: ItemResult, tier: Tier, failing: Sequence[Evidence]) -> None:
        """Say what happened in the current item, and which findings make it fail."""
        reached = {*result.opportunities, *result.inconclusive}
        self._writer.end(result, failing=failing, not_exercised=self._asked_of(result, tier) - reached)

    def refuse(self, mutation: str) -> None:
        """Say what is known of the current item, of which nothing is asked."""
        self._writer.refuse(mutation)

    def _asked_of(self, result: ItemResult, tier: Tier) -> frozenset[str]:
        """The rules that an item can show to be kept; those of drift send no request of their own."""
        if result.scenario == DRIFT_ELSEWHERE:
            return frozenset()
        found = self._reachable(result.mutation, tier)
        if result.scenario == DRIFT:
            return frozenset(rule for rule in found if rule.startswith(f"{DRIFT}."))
        return found

    def _reachable(self, mutation: str, tier: Tier) -> frozenset[str]:
        """The rules that requests of a tier can show to be kept, and that have a place at a mutation."""
        if (mutation, tier) not in self.reachable:
            promised = self.contract.mutation(mutation)
            asked = (rule for rule in rules.ALL if tier in rule.tiers)
            found = frozenset(rule.id for rule in asked if rule.applies(self.contract, promised))
            self.reachable[mutation, tier] = found
        return self.reachable[mutation, tier]
