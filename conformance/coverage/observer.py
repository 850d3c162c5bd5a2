"""The observer: what each exchange of a run exercises, at little cost.

Closures are made once for each selection and each mutation's arguments and kept. One observer serves all
threads of a process: what it keeps is only ever added to, and made again at worst.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from conformance.coverage import answers, inputs
from conformance.coverage.marks import Kind, Mark
from conformance.model import Exchange
from schema.contract import Contract
from schema.operation import SelectedField

#: How many selections are kept: all of the suite's own, while those that a fuzzer makes come only once.
MAX_KEPT = 1_024


@attrs.define(eq=False)
class Observer:
    """Turns exchanges into marks. `add` is where they go to, such as the `add` of a set."""

    contract: Contract
    _answers: dict[int, tuple[SelectedField, answers.Visit | None]] = attrs.Factory(dict)
    _inputs: dict[str, inputs.Visit] = attrs.Factory(dict)
    _servers: dict[str, inputs.Inputs] = attrs.Factory(dict)

    def observe(self, exchange: Exchange, add: Callable[[Mark], None]) -> None:
        """Mark what an exchange exercised. The answer may be any JSON."""
        case = exchange.case
        mutation = case.mutation
        if exchange.errors:
            promised = self.contract.mutation(mutation)
            for code in exchange.codes:
                if code in promised.codes:
                    add(Mark(Kind.ERRORS, mutation, code))
        document = exchange.document
        if document is None or not case.expectation.is_executed:
            return
        if "data" not in document or exchange.is_request_error:
            return
        # Variables are coerced as a whole before anything executes: so these were taken.
        if case.variables:
            self.sent(mutation, case.variables, add)
        data, root = document["data"], case.operation.root
        if not isinstance(data, dict) or root.key not in data:
            return
        if not exchange.errors:
            add(Mark(Kind.MUTATIONS, self.contract.mutation(mutation).server, mutation))
        if data[root.key] is not None and (visit := self._visitor(mutation, root)) is not None:
            visit(data[root.key], add)

    def sent(self, mutation: str, variables: Mapping[str, Any], add: Callable[[Mark], None]) -> None:
        """Mark what variables exercised that a target took."""
        visit = self._inputs.get(mutation)
        if visit is None:
            promised = self.contract.mutation(mutation)
            known = self._servers.setdefault(
                promised.server, inputs.Inputs(self.contract.schema_of(mutation))
            )
            visit = self._inputs[mutation] = known.visitor(mutation, promised.arguments)
        visit(variables, add)

    def _visitor(self, mutation: str, root: SelectedField) -> answers.Visit | None:
        # By identity, since comparing selections costs more than visiting an answer. What is kept with it
        # cannot be collected, so that no other one gets its number.
        known = self._answers.get(id(root))
        if known is None:
            if len(self._answers) >= MAX_KEPT:
                self._answers.clear()
            known = self._answers[id(root)] = (
                root,
                answers.visitor(self.contract.schema_of(mutation), root),
            )
        return known[1]


def enumerated(places: Iterable[tuple[tuple[str | int, ...], str]]) -> tuple[str, ...]:
    """Names for a list of inputs, by the place of each and what is particular there; none comes twice."""
    counted: dict[str, int] = {}
    names = []
    for place, particular in places:
        name = f"{'.'.join(map(str, place))}: {particular}"
        counted[name] = counted.get(name, 0) + 1
        names.append(name if counted[name] == 1 else f"{name} ({counted[name]})")
    return tuple(names)
