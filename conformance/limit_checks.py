"""The scenario `limits`: an error outside proves a limit only if it is not the answer inside as well."""

from __future__ import annotations

import attrs

from conformance import cases, fixed_cases
from conformance.model import Expectation
from conformance.run import Run
from schema import supplement

RULE = "limits.respected"


def judge(run: Run, mutation: str, limit: supplement.Limit) -> None:
    """Ask on both sides of a limit. The same codes on both sides tell nothing of it."""
    operation = run.operations(mutation)[0]
    usual: set[str] = set()
    for case in fixed_cases.inside(run.contract, operation, limit):
        exchange = run.send(case)
        usual.update(exchange.codes)
        run.judge(exchange)
    for case in fixed_cases.outside(run.contract, operation, limit):
        exchange = run.send(case)
        if exchange.errors and usual.issuperset(exchange.codes):
            reason = f"the same error inside the limits: {', '.join(sorted(usual))}"
            run.item(cases.LIMITS, mutation).could_not_tell(RULE, reason)
            exchange = attrs.evolve(exchange, case=attrs.evolve(case, expectation=Expectation.ANSWER))
        run.judge(exchange)
