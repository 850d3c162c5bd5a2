"""The figures of a run, as its closing table shows them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from conformance import rules, states
from conformance.coverage.figures import Figure
from conformance.verdict import Tally
from reports.about import About
from reports.coverage.comparison import Comparison
from reports.figures import Covered, Figures, Links
from schema.contract import Contract


def of(
    contract: Contract,
    tally: Tally,
    *,
    about: About,
    verdict: str,
    table: states.Table | None = None,
) -> Figures:
    """What the results so far amount to; `table` are their states, where they are known already."""
    table = table or states.table(contract, tally.results)
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
        unreached=states.unreached(table, (one.mutation for one in tally.results if one.requests)),
        states={state.value: count for state, count in states.counts(table).items()},
        notes=tally.notes,
        left_behind=tally.left_behind,
        unchecked=tally.waivers.unchecked,
        verdict=verdict,
        links=_links(contract),
    )


def covering(figures: Figures, coverage: Iterable[Figure], compared: Comparison | None) -> Figures:
    """The same with what was covered, held against an earlier run if there is one."""
    return attrs.evolve(
        figures,
        coverage=tuple(Covered(title=one.title, covered=one.covered, total=one.total) for one in coverage),
        change=None if compared is None else compared.sentence,
        since={} if compared is None else compared.since,
    )


def _links(contract: Contract) -> Links:
    documented = {name: contract.documentation_of(name) for name in contract.mutations}
    return Links(
        mutations={name: address for name, address in documented.items() if address is not None},
        rules={one.id: one.clause.url for one in rules.ALL if one.clause.url.startswith("https://")},
    )
