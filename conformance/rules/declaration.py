"""How a rule is declared: id, level and clause beside a pure function from an exchange to findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from conformance.model import Exchange, Findings, Level, Violation
from schema.contract import Contract

#: Longest text of a received value in a violation; what is cut off is counted.
MAX_SHOWN = 200


@attrs.frozen
class Clause:
    """The sentence of a specification or a documentation that a rule rests on."""

    title: str
    url: str


@attrs.frozen
class Place:
    """A place in an exchange where a rule could be broken, and how it was, if it was.

    `path` is a JSON path; `expected` and `actual` are None where the rule is kept.
    """

    path: str
    expected: str | None = None
    actual: str | None = None


#: Yields every place where the rule could be broken.
Check = Callable[[Exchange, Contract], Iterator[Place]]


@attrs.frozen
class Rule:
    """A requirement. `sentence` says what must hold."""

    id: str
    level: Level
    clause: Clause
    sentence: str
    check: Check

    def judge(self, exchange: Exchange, contract: Contract) -> Findings:
        """Count the opportunities in an exchange and give its violations."""
        places = list(self.check(exchange, contract))
        violations = (
            Violation(
                self.id, self.level, exchange.case.mutation, place.path, place.expected, place.actual or ""
            )
            for place in places
            if place.expected is not None
        )
        return Findings(len(places), tuple(violations))


def rule(id_: str, clause: Clause, level: Level = Level.MUST) -> Callable[[Check], Rule]:
    """Declare a rule; its sentence is the first line of the function's docstring."""

    def declare(check: Check) -> Rule:
        if not check.__doc__:
            raise TypeError(f"rule {id_} has no docstring that says what must hold")
        return Rule(id_, level, clause, check.__doc__.strip().splitlines()[0], check)

    return declare


def path(steps: Iterable[str | int]) -> str:
    """A JSON path: `$.data.acceptGoodsQuote.items[0]`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def shown(value: Any) -> str:
    """A received value as bounded JSON text: it is hostile, and may be a megabyte long."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}… ({len(text)} characters)"
