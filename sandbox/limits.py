"""Limits on requests: their complexity, their nodes, points an hour, and calls a minute of some fields."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import attrs
from graphql.language import ast

from sandbox import options, plans

TOO_COMPLEX = "KT-CT-1188"
TOO_MANY_NODES = "KT-CT-1189"
TOO_MANY_REQUESTS = "KT-CT-1199"

_HOUR = 3600.0
_MINUTE = 60.0


@attrs.define
class Meter:
    """Counts what a sandbox was asked. Without limits it counts nothing and refuses nothing."""

    limits: options.Limits | None
    clock: Callable[[], float]
    _points: deque[tuple[float, int]] = attrs.field(factory=deque)
    _calls: dict[str, deque[float]] = attrs.field(factory=dict)

    def refusal(self, roots: Iterable[plans.Node]) -> str | None:
        """The code to refuse a request with, by what it asks for as a whole."""
        if self.limits is None:
            return None
        costs = [_cost(root, 1) for root in roots]
        complexity, nodes = sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)
        if complexity > self.limits.complexity:
            return TOO_COMPLEX
        if nodes > self.limits.nodes:
            return TOO_MANY_NODES
        if self._used() + complexity > self.limits.points_per_hour:
            return TOO_MANY_REQUESTS
        self._points.append((self.clock(), complexity))
        return None

    def field_refusal(self, mutation: str) -> str | None:
        """The code to refuse a mutation with that has a limit of its own."""
        if self.limits is None or mutation not in self.limits.per_minute:
            return None
        calls, now = self._calls.setdefault(mutation, deque()), self.clock()
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        if len(calls) >= self.limits.per_minute[mutation]:
            return TOO_MANY_REQUESTS
        calls.append(now)
        return None

    def allowance(self) -> dict[str, Any]:
        """The points that were used and that remain, as the query `rateLimitInfo` tells."""
        limit = (self.limits or options.Limits()).points_per_hour
        used = self._used()
        oldest = self._points[0][0] if self._points else self.clock()
        return {
            "limit": limit,
            "usedPoints": used,
            "remainingPoints": limit - used,
            "ttl": int(oldest + _HOUR - self.clock()),
            "isBlocked": used >= limit,
        }

    def _used(self) -> int:
        while self._points and self._points[0][0] <= self.clock() - _HOUR:
            self._points.popleft()
        return sum(points for _, points in self._points)


def _cost(node: plans.Node, times: int) -> tuple[int, int]:
    """Fields below a field, and the objects that it can answer with, given that it is answered `times`."""
    if node.make is not None:
        return 0, 0
    times *= _items(node.nodes[0])
    complexity, nodes = 0, times
    for inner in _widest(node):
        below = _cost(inner, times)
        complexity += below[0] + (not inner.field.name.startswith("__"))
        nodes += below[1]
    return complexity, nodes


def _widest(node: plans.Node) -> Iterable[plans.Node]:
    """What was asked of all types that the value may be, each field once."""
    return {inner.key: inner for name in node.possible for inner in node.fields(name)}.values()


def _items(node: ast.FieldNode) -> int:
    """How many items a connection is asked for; one where it does not say, as everywhere else."""
    for argument in node.arguments or ():
        if argument.name.value in ("first", "last") and isinstance(argument.value, ast.IntValueNode):
            return int(argument.value.value)
    return 1
