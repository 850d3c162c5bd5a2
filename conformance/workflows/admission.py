"""Who may play a workflow against a target, with which values, and how moves are made again."""

from __future__ import annotations

import fnmatch
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

from conformance.model import Exchange, Finding, Level, Tier
from conformance.run import Run
from conformance.sequence import Move
from conformance.target import safety
from conformance.target.client import Client
from conformance.target.credentials import Identity
from conformance.workflows.calls import Composer
from conformance.workflows.player import Judge, Player, Send
from conformance.workflows.table import Workflow


def refusal(client: Client, workflow: Workflow) -> str | None:
    """Why a workflow may not be played, or None."""
    profile, contract = client.profile, client.contract
    if not any(fnmatch.fnmatchcase(workflow.name, pattern) for pattern in profile.workflows):
        return f"would execute in sequence: {workflow.name} is not among the workflows of {profile.name}"
    for name in workflow.mutations:
        promised = contract.mutation(name)
        reason = safety.refusal(profile, contract, promised, Tier.EXERCISE)
        reason = reason or safety.identity_refusal(client.credentials, promised, Tier.EXERCISE)
        if reason is not None:
            return f"{name} {reason}"
    missing = sorted(workflow.needs - set(values(client)))
    if missing:
        return f"target {profile.name} knows no {', '.join(missing)}; give values in its profile"
    return None


def values(client: Client) -> dict[str, Any]:
    """What is known of fields by name: the first value of each, and the second as `other...`.

    The address and password of the identity whose tokens may be revoked are among them.
    """
    found: dict[str, Any] = {}
    disposable = client.credentials.sources.get(Identity.DISPOSABLE)
    if disposable is not None and disposable.email and disposable.password:
        found |= {"email": disposable.email, "password": disposable.password}
    for known in (client.profile.values, client.profile.workflow_values):
        for name, listed in known.items():
            if listed:
                found[name] = listed[0]
            if len(listed) > 1:
                found[f"other{name[0].upper()}{name[1:]}"] = listed[1]
    if "accountNumber" in client.profile.foreign:
        found["foreignAccount"] = client.profile.foreign["accountNumber"]
    return found


def player(composer: Composer, client: Client, known: Mapping[str, Any], send: Send, judge: Judge) -> Player:
    """A player whose things have names that no other sequence has."""
    return Player(composer, client, known, secrets.token_hex(5), send, judge)


def replayed(
    running: Run, workflow: Workflow, moves: tuple[Move, ...]
) -> tuple[list[Exchange], list[Finding], dict[tuple[str, str], int]]:
    """What was asked and what rules find when these moves are made and undone; nothing is remembered.

    The numbers are those of places that each rule judged at a mutation.
    """
    asked: list[Exchange] = []
    found: list[Finding] = []
    places: Counter[tuple[str, str]] = Counter()

    def judge(exchange: Exchange) -> bool:
        asked.append(exchange)
        here = []
        for id_, judged in running.weigh(exchange):
            places[id_, judged.mutation or exchange.case.mutation] += judged.opportunities
            here += [Finding(one, exchange) for one in judged.violations]
        found.extend(here)
        return any(one.violation.level is Level.MUST for one in here if is_of_state(one))

    composer, known = Composer(running.contract, workflow), values(running.client)
    again = player(composer, running.client, known, running.send, judge)
    for move in moves:
        again.play(move)
    again.undo()
    return asked, found, {at: count for at, count in places.items() if count}


def is_of_state(finding: Finding) -> bool:
    """Whether a finding is one that only a sequence shows."""
    return finding.violation.rule.startswith("state.")
