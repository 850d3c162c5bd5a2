"""Every rule over an exchange: what is right is counted in one pass, what is wrong explained by each rule."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from conformance import rules
from conformance.model import Exchange, Findings
from conformance.rules import compiled
from conformance.rules.declaration import Rule
from schema.contract import Contract

_COUNTED = frozenset(rule.id for rule in compiled.RULES)


@attrs.frozen(eq=False)
class Judge:
    """Judges exchanges with one contract. Safe to share between threads."""

    contract: Contract
    checkers: compiled.Checkers = attrs.field(init=False)

    @checkers.default
    def _made_checkers(self) -> compiled.Checkers:
        return compiled.Checkers(self.contract)

    def judged(self, exchange: Exchange) -> Iterator[tuple[Rule, Findings]]:
        """What each rule says of an exchange, in the order of their declaration."""
        counted = self.checkers.opportunities(exchange)
        for rule in rules.ALL:
            if counted is not None and rule.id in _COUNTED:
                yield rule, Findings(counted[rule.id])
            else:
                yield rule, rule.judge(exchange, self.contract)
