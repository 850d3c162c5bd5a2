"""How tests of rules judge: an exchange by one rule or by all of them, with the contract of kettles."""

from __future__ import annotations

from typing import Any

import attrs

from conformance import invalid_inputs, rules
from conformance.model import Case, Credential, Exchange, Expectation
from conformance.probe import document
from conformance.probe.question import Question
from conformance.rules.declaration import Rule
from tests.support import exchanges

CONTRACT = exchanges.contract()
RULES = {rule.id: rule for rule in rules.ALL}

NOT_FOUND = exchanges.error("KT-CT-9001", "Kettle not found.", "NOT_FOUND")
NO_HEADER = exchanges.error("KT-CT-1112", "'Authorization' header not provided.", "AUTHORIZATION")
UNAUTHORIZED = exchanges.error("KT-CT-1111", "Unauthorized.", "AUTHORIZATION")


@attrs.frozen
class Breach:
    """An exchange that breaks a rule at a path, and the rules that it cannot help breaking beside."""

    rule: str
    path: str
    exchange: Exchange
    beside: frozenset[str] = attrs.field(default=frozenset(), converter=frozenset)


@attrs.frozen
class Judged:
    """An exchange that keeps a rule, or gives it nothing to say."""

    rule: str
    exchange: Exchange


def fired(exchange: Exchange) -> dict[str, list[str]]:
    """The paths of all violations by rule."""
    found: dict[str, list[str]] = {}
    for rule in rules.ALL:
        for violation in rule.judge(exchange, CONTRACT).violations:
            found.setdefault(violation.rule, []).append(violation.path)
    return found


def opportunities(judged: Judged) -> int:
    """In how many places the rule could have been broken."""
    return RULES[judged.rule].judge(judged.exchange, CONTRACT).opportunities


def names(*listed: Judged | Breach) -> set[str]:
    """The rules that a table is about."""
    return {one.rule for one in listed}


def ids(declared: tuple[Rule, ...]) -> set[str]:
    """The ids of declared rules."""
    return {rule.id for rule in declared}


def applies(rule: str, mutation: str) -> bool:
    """Whether a rule has any place at a mutation."""
    return RULES[rule].applies(CONTRACT, CONTRACT.mutation(mutation))


def over_get() -> Case:
    """A mutation in a GET request, behind locks."""
    return attrs.evolve(refused(), expectation=Expectation.METHOD)


def refused(
    variables: dict[str, Any] | None = None,
    place: tuple[str | int, ...] = ("input", "kettleId"),
    *,
    expectation: Expectation = Expectation.REFUSAL,
) -> Case:
    """A case about one input of `boilKettle`, behind locks."""
    values = {"input": {"kettleId": 1.5}} if variables is None else variables
    rendered = document.render(CONTRACT, [Question("boilKettle", values)])
    operation = document.operation(CONTRACT, "boilKettle", rendered)
    return Case(
        invalid_inputs.SCENARIO,
        operation,
        rendered.variables,
        Credential.NONE,
        expectation,
        place,
        "a fraction",
    )


def coercion(*messages: str) -> dict[str, Any]:
    """An answer that refuses both locks and says this beside."""
    locks = [f"Variable '${name}' got invalid value; Boolean cannot represent it." for name in document.LOCKS]
    return {"errors": [{"message": message} for message in (*locks, *messages)]}
