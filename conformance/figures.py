"""The figures of a run, as its closing table shows them."""

from __future__ import annotations

from conformance import states
from conformance.verdict import Tally
from reports.about import About
from reports.summary import Figures
from schema.contract import Contract


def of(contract: Contract, tally: Tally, *, about: About, verdict: str) -> Figures:
    """What the results so far amount to."""
    table = states.table(contract, tally.results)
    return Figures(
        about=about,
        mutations=len(contract.mutations),
        exercised=len(tally.exercised),
        items=len(tally.results),
        refused=sum(result.not_exercised is not None for result in tally.results),
        requests=tally.requests,
        places=tally.judged,
        findings=tally.by_rule(),
        evidence=tally.evidence,
        not_exercised=tally.not_exercised(contract.mutations),
        inconclusive=tally.inconclusive(),
        states={state.value: count for state, count in states.counts(table).items()},
        notes=tally.notes,
        left_behind=tally.left_behind,
        verdict=verdict,
    )
