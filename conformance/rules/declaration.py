"""How a rule is declared: id, level and clause beside a pure function from an exchange to findings."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import attrs

from conformance.model import Exchange, Findings, Level, Tier, Violation
from schema.contract import Contract, Mutation

#: Longest text of a received value in a violation; what is cut off is counted.
MAX_SHOWN = 200
#: Longest text of all that was received in one place, which may be several values.
MAX_ACTUAL = 1_000


@attrs.frozen
class Clause:
    """The sentence of a specification or a documentation that a rule rests on."""

    title: str
    url: str


class Place(NamedTuple):
    """A place in an exchange where a rule could be broken, and how it was, if it was.

    `path` is a JSON path; `expected` and `actual` are None where the rule is kept. `mutation` is the one to
    blame where it is not the exchange's own; all places that a rule finds in an exchange have the same.
    """

    path: str
    expected: str | None = None
    actual: str | None = None
    mutation: str | None = None


#: Yields every place where the rule could be broken.
Check = Callable[[Exchange, Contract], Iterator[Place]]


#: Whether the contract has any place where a mutation could break a rule.
Applies = Callable[[Contract, Mutation], bool]


@functools.lru_cache(maxsize=4096)
def kept(opportunities: int) -> Findings:
    """What a rule says of an exchange that keeps it in so many places, nearly always one of a few numbers."""
    return Findings(opportunities)


#: What most rules say of most exchanges.
NOTHING = kept(0)


@attrs.frozen(kw_only=True)
class Rule:
    """A requirement. `sentence` says what must hold, `tiers` which kinds of asking can show it.

    Where `applies` denies it, the rule has no place at a mutation, whatever is asked.
    """

    id: str
    level: Level
    clause: Clause
    sentence: str
    check: Check
    tiers: tuple[Tier, ...]
    applies: Applies

    def judge(self, exchange: Exchange, contract: Contract) -> Findings:
        """Count the opportunities in an exchange and give its violations."""
        places = list(self.check(exchange, contract))
        if not places:
            return NOTHING
        blamed, broken = places[0].mutation, [place for place in places if place.expected is not None]
        if not broken and blamed is None:
            return kept(len(places))
        violations = (
            Violation(
                rule=self.id,
                level=self.level,
                mutation=place.mutation or exchange.case.mutation,
                path=place.path,
                expected=place.expected or "",
                actual=_bounded(place.actual or "", MAX_ACTUAL),
            )
            for place in broken
        )
        return Findings(len(places), tuple(violations), blamed)


def rule(
    id_: str,
    clause: Clause,
    level: Level = Level.MUST,
    *,
    tiers: tuple[Tier, ...] = tuple(Tier),
    applies: Applies | None = None,
) -> Callable[[Check], Rule]:
    """Declare a rule; its sentence is the first line of the function's docstring."""

    def declare(check: Check) -> Rule:
        if not check.__doc__:
            raise TypeError(f"rule {id_} has no docstring that says what must hold")
        return Rule(
            id=id_,
            level=level,
            clause=clause,
            sentence=check.__doc__.strip().splitlines()[0],
            check=check,
            tiers=tiers,
            applies=applies or _everywhere,
        )

    return declare


def _everywhere(_contract: Contract, _mutation: Mutation) -> bool:
    return True


def path(steps: Iterable[str | int]) -> str:
    """A JSON path: `$.data.acceptGoodsQuote.items[0]`."""
    return "$" + "".join([f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps])


def shown(value: Any) -> str:
    """A received value as bounded JSON text: it is hostile, and may be a megabyte long."""
    return _bounded(json_text(value), MAX_SHOWN)


def json_text(value: Any, *, ensure_ascii: bool = True) -> str:
    """A received value as JSON text; an answer may be nested deeper than can be written."""
    try:
        return json.dumps(value, ensure_ascii=ensure_ascii, default=str)
    except RecursionError:
        return "a value that is nested too deeply"


def _bounded(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text)} characters)"
