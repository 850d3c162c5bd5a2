"""The scenario `foreign_object`: what is somebody else's is compared with what does not exist."""

from __future__ import annotations

import attrs

from conformance import cases, fixed_cases
from conformance.model import Expectation
from conformance.run import Run


def judge(run: Run, mutation: str) -> None:
    """Ask with each foreign identifier of the profile that the mutation takes, and with an unknown one."""
    operation = run.operations(mutation)[0]
    for name, value in run.client.profile.foreign.items():
        nobody = fixed_cases.foreign_object(run.contract, operation, name, str(cases.unreachable(name)))
        somebody = fixed_cases.foreign_object(run.contract, operation, name, value)
        if nobody is None or somebody is None:
            continue
        exchange = run.send(nobody)
        run.judge(exchange)
        run.ask(attrs.evolve(somebody, expectation=Expectation.ERROR, like=frozenset(exchange.codes)))
