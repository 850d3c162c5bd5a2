"""Every rule over an exchange: what is right is counted in one pass, what is wrong explained by each rule."""

from __future__ import annotations

import attrs

from conformance import rules
from conformance.model import Exchange, Findings
from conformance.rules import compiled
from conformance.rules.declaration import Rule, kept
from schema.contract import Contract

_IDS = frozenset(rule.id for rule in compiled.RULES)
#: Every rule, with its id where it is counted.
_COUNTED = tuple((rule, rule.id if rule.id in _IDS else None) for rule in rules.ALL)


@attrs.frozen(eq=False)
class Judge:
    """Judges exchanges with one contract. Safe to share between threads."""

    contract: Contract
    checkers: compiled.Checkers = attrs.field(init=False)

    @checkers.default
    def _made_checkers(self) -> compiled.Checkers:
        return compiled.Checkers(self.contract)

    def judged(self, exchange: Exchange) -> list[tuple[Rule, Findings]]:
        """What each rule says of an exchange, in the order of their declaration."""
        counted, contract = self.checkers.opportunities(exchange), self.contract
        if counted is None:
            return [(rule, rule.judge(exchange, contract)) for rule in rules.ALL]
        return [
            (rule, rule.judge(exchange, contract) if id_ is None else kept(counted[id_]))
            for rule, id_ in _COUNTED
        ]
