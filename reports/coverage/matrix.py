"""The data of the matrix, mutations by rules, in a compact form for the page's script."""

from __future__ import annotations

from typing import Any

from reports import text
from reports.coverage.cards import Cards, listed
from reports.coverage.ran import STATES, Ran

#: Beyond so many mutations the number of places judged is left out, so that the page stays small.
_MAX_WITH_PLACES = 800
#: How many reasons for what is inconclusive are kept for a rule at a mutation.
_MAX_REASONS = 3


def of(ran: Ran, cards: Cards) -> dict[str, Any]:
    """Rules, and a row for each mutation; states are digits, each the index of a state in `states`.

    `places` are how many places of each rule were judged, `reasons` why a rule is inconclusive, `findings`
    the fingerprints of the cards that a rule has at the mutation and `hidden` how many more there are.
    """
    by_place: dict[tuple[str, str], list[str]] = {}
    for card in listed(cards):
        by_place.setdefault((card.mutation, card.rule), []).append(card.fingerprint)
    rules = [
        {
            "id": rule["id"],
            "subject": rule["id"].partition(".")[0],
            "level": rule["level"],
            "sentence": rule["sentence"],
            "clause": rule["clause"]["title"],
            "url": rule["clause"]["url"],
        }
        for rule in ran.rules
    ]
    ids = [rule["id"] for rule in rules]
    with_places = len(ran.contract.mutations) <= _MAX_WITH_PLACES
    return {
        "states": list(STATES),
        "rules": rules,
        "mutations": [
            _row(ran, name, ids, by_place, cards, with_places=with_places) for name in ran.contract.mutations
        ],
    }


def _row(
    ran: Ran,
    name: str,
    ids: list[str],
    by_place: dict[tuple[str, str], list[str]],
    cards: Cards,
    *,
    with_places: bool,
) -> dict[str, Any]:
    promised, results, states = ran.contract.mutation(name), ran.by_mutation[name], ran.shown_states[name]
    row: dict[str, Any] = {
        "name": name,
        "server": promised.server,
        "area": promised.area or "",
        "hazard": promised.hazard or "",
        "requests": sum(one.requests for one in results),
        "seconds": round(sum(one.seconds for one in results), 2),
        "states": "".join(str(STATES.index(states[rule])) for rule in ids),
    }
    if with_places:
        row["places"] = [sum(one.opportunities.get(rule, 0) for one in results) for rule in ids]
    findings = {rule: by_place[name, rule] for rule in ids if (name, rule) in by_place}
    hidden = {rule: cards.hidden[name, rule] for rule in ids if (name, rule) in cards.hidden}
    reasons = {
        rule: found for rule in ids if states[rule] == "inconclusive" and (found := _reasons(ran, name, rule))
    }
    skipped = sorted({f"{one.scenario}: {one.not_exercised}" for one in results if one.not_exercised})
    optional = {"findings": findings, "hidden": hidden, "reasons": reasons, "skipped": skipped}
    return row | {key: value for key, value in optional.items() if value}


def _reasons(ran: Ran, name: str, rule: str) -> list[str]:
    found = {reason for one in ran.by_mutation[name] for reason in one.inconclusive.get(rule, ())}
    return [text.line(reason, 200) for reason in sorted(found)[:_MAX_REASONS]]
