"""What a run is to do: which mutations each test item is about, and why some may not be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs
import pytest

from conformance import invalid_inputs, subject
from conformance.drift import scenario as drift
from conformance.dry_run import DryRun, Refused
from conformance.model import DRIFT_ELSEWHERE
from conformance.run import Run
from conformance.target.budget import Place
from conformance.workflows import admission
from conformance.workflows.table import Workflow


@attrs.frozen(eq=False)
class Agenda:
    """The items of a run as its mutations and workflows see them."""

    run: Run
    workflows: Mapping[str, Workflow]

    def places(self, item: pytest.Item) -> tuple[Place, ...]:
        """The scenario and each mutation of an item: one, or those of a workflow or of all that drifted."""
        workflow = self._workflow(item)
        if workflow is not None:
            scenario, known = workflow.scenario, workflow.mutations
        else:
            scenario, mutation = subject.place(item)
            if scenario != DRIFT_ELSEWHERE:
                return ((scenario, mutation),)
            known = (mutation,)
        asked = (name for place, name in list(self.run.items) if place == scenario)
        return tuple((scenario, name) for name in dict.fromkeys((*known, *asked)))

    def mutations(self, items: Iterable[pytest.Item]) -> tuple[str, ...]:
        """The mutations that some items are about."""
        places = [place for item in items for place in self.places(item)]
        if any(scenario == DRIFT_ELSEWHERE for scenario, _ in places):
            return tuple(self.run.promised.mutations)
        return tuple(dict.fromkeys(mutation for _, mutation in places))

    def refusal(self, item: pytest.Item) -> str | None:
        """Why an item may not be asked, or None; a reason is remembered."""
        workflow, run = self._workflow(item), self.run
        if workflow is None:
            return run.refusal(*subject.place(item), subject.tier(item))
        reason = admission.refusal(run.client, workflow)
        gone = (f"{name} is not there: {run.gone[name]}" for name in workflow.mutations if name in run.gone)
        reason = reason or next(gone, None)
        for mutation in workflow.mutations:
            run.item(workflow.scenario, mutation).not_exercised = reason
        return reason

    def announce(self, dry: DryRun, selected: Sequence[pytest.Item], surveyed: Sequence[str]) -> None:
        """Say what safety refuses, which tier each item is of, and what probe and survey would send."""
        for item in selected:
            tier = subject.tier(item)
            reason = self.refusal(item)
            if reason is not None:
                dry.refused.append(Refused(tier, *subject.place(item), reason))
            dry.tiers.update(dict.fromkeys(self.places(item), tier))
        contract = self.run.promised
        for server, count, size in drift.planned(contract, dry.urls, self.mutations(selected)):
            dry.would_probe(server, count, size)
        for server, documents in invalid_inputs.planned(contract, surveyed):
            dry.would_survey(server, documents)

    def _workflow(self, item: pytest.Item) -> Workflow | None:
        name = subject.workflow(item)
        return None if name is None else self.workflows[name]
