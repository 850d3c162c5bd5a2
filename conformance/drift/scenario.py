"""The scenarios `drift` and `drift_elsewhere`: a run begins with the schema probe, and tells what it showed.

Each mutation has an item for what affects it. One more is for what affects no documented operation, told
at the first mutation that reaches it. What the target lacks is no longer asked by any other scenario: it is
told once, here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock

from conformance.drift import judging, probing
from conformance.errors import BudgetSpentError, TargetError
from conformance.model import DRIFT, DRIFT_ELSEWHERE, Credential, Evidence, Expectation, Level
from conformance.probe.schema import rounds, writing
from conformance.rules import drift as rules
from conformance.run import Cause, Run
from conformance.target.client import Client
from schema import types
from schema.contract import Contract
from schema.drift.change import SAFE, Change
from schema.drift.review import FailOn, Review, fingerprint

#: Beside the survey of inputs, for the other processes of a run.
_SHARED, _COUNTED = "probe.json", "probe.counted"
_NOT_PROBED = "the schema probe was not answered"


def take(
    contract: Contract, client: Client, mutations: Collection[str], survey: Path | None
) -> probing.Probe:
    """Probe a target, once for all processes that share a survey's folder; an empty probe if it fails."""
    if survey is None:
        return _taken(contract, client, mutations)
    shared = survey.with_name(_SHARED)
    with filelock.FileLock(shared.with_suffix(".lock")):
        found = left_by(survey)
        if found is None:
            found = _taken(contract, client, mutations)
            shared.write_text(found.as_json(), encoding="utf-8")
        return found


def claims(survey: Path | None) -> bool:
    """Whether this process is to count the requests of the probe: of several, the first that has an item."""
    if survey is None:
        return True
    try:
        survey.with_name(_COUNTED).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def planned(
    contract: Contract, servers: Collection[str], mutations: Collection[str]
) -> Iterator[tuple[str, int, int]]:
    """What a probe of each server would begin with: operations and bytes in a document."""
    for server in sorted(contract.servers.keys() & set(servers)):
        names = [name for name in mutations if contract.mutation(name).server == server]
        if names:
            writer = writing.Writer(probing.only(contract.servers[server].schema, names))
            units = writer.units()
            yield server, len(units), writer.write(units).size


def left_by(survey: Path) -> probing.Probe | None:
    """What another process of the run found out; None if none did."""
    shared = survey.with_name(_SHARED)
    return probing.Probe.from_json(shared.read_text(encoding="utf-8")) if shared.exists() else None


def _taken(contract: Contract, client: Client, mutations: Collection[str]) -> probing.Probe:
    try:
        return probing.take(contract, client, mutations)
    except (TargetError, BudgetSpentError) as error:
        # A server may fail at a document that is so large: the rest can be asked all the same.
        names = tuple(f"Mutation.{name}" for name in mutations)
        return probing.Probe((), 0, (f"{_NOT_PROBED}: {error}",), names)


def judge(run: Run, mutation: str) -> None:
    """Make findings of what the probe showed of a mutation."""
    probe = _counted(run, DRIFT, mutation)
    if probe is None:
        return
    item = run.item(DRIFT, mutation)
    item.notes = tuple(one for one in probe.notes if one != rounds.UNSEEN)
    if f"Mutation.{mutation}" in probe.unasked:
        for rule in rules.RULES:
            item.could_not_tell(rule.id, _NOT_PROBED)
        return
    item.saw(rules.operation_unbroken.id, 1)
    item.saw(rules.schema_unchanged.id, 1)
    for change in probe.changes:
        if change.criticality is not SAFE and mutation in change.affects:
            _find(run, change, DRIFT, mutation)


def judge_elsewhere(run: Run, mutation: str) -> None:
    """Make findings of what affects no documented operation; it is counted at a mutation if there is none."""
    probe = _counted(run, DRIFT_ELSEWHERE, mutation)
    if probe is None:
        return
    item = run.item(DRIFT_ELSEWHERE, mutation)
    if probe.unasked:
        item.could_not_tell(rules.schema_unchanged.id, _NOT_PROBED)
    else:
        item.saw(rules.schema_unchanged.id, 1)
    for change in probe.changes:
        if change.criticality is not SAFE and not change.affects:
            _find(run, change, DRIFT_ELSEWHERE, _first(run.promised, change) or mutation)


def _counted(run: Run, scenario: str, mutation: str) -> probing.Probe | None:
    """The probe that a run began with, its requests counted once; None in a dry run."""
    if run.dry is not None:
        return None
    assert run.probe is not None, "a run begins with it"
    run.item(scenario, mutation).requests += run.uncounted()
    return run.probe


def _find(run: Run, change: Change, scenario: str, mutation: str) -> None:
    shown = evidence(run, change, mutation, scenario)
    run.item(scenario, mutation).found[shown.fingerprint] = Cause(shown, (0, 0), 1)


def reviewed(probe: probing.Probe, target: str, *, accepted: frozenset[str] = frozenset()) -> Review:
    """The drift of a run, for `drift.json`."""
    return Review(
        old="the snapshot",
        new=target,
        drift=probe.drift,
        fail_on=FailOn.AFFECTED,
        accepted=accepted,
        notes=probe.notes,
    )


def evidence(run: Run, change: Change, mutation: str, scenario: str = DRIFT) -> Evidence:
    """A change as a finding at a mutation, with the smallest document that shows it."""
    rule = judging.rule_of(change)
    level = rules.operation_unbroken.level if rule == rules.operation_unbroken.id else Level.SHOULD
    server = run.promised.mutation(mutation).server
    document = _document(run.promised, change, mutation)
    body = json.dumps({"query": document, "operationName": writing.NAME, "variables": {}})
    url = run.client.profile.urls[server]
    parts = (rule, mutation, fingerprint(change))
    return Evidence(
        fingerprint=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10],
        rule=rule,
        level=level.value,
        mutation=mutation,
        scenario=scenario,
        path=change.coordinate,
        expected=change.before or "what the contract has",
        actual=run.client.credentials.redact(change.sentence),
        request={
            "method": "POST",
            "url": url,
            "headers": {"Content-Type": "application/json"},
            "body": body,
            "curl": f"python -m conformance probe  # or send it to {url}",
        },
        response={"status": 0, "headers": {}, "body": ""},
        case=_case(scenario, mutation, document),
    )


def _first(contract: Contract, change: Change) -> str | None:
    """The first mutation that reaches what changed, however deep."""
    from schema.drift import reach  # noqa: PLC0415 -- see `affects`

    for name, promised in contract.mutations.items():
        if promised.server == change.server:
            schema = contract.schema_of(name)
            given = [one.type.name for one in promised.arguments.values()]
            behind = reach.inputs_behind(schema, given)
            if change.owner == "Mutation" or change.owner in behind | _results(schema, promised.returns.name):
                return change.member if change.owner == "Mutation" else name
    return None


def _results(schema: types.Schema, name: str) -> frozenset[str]:
    """All types of a result: of its fields, and what an abstract one may be."""
    if schema.is_leaf(name):
        return frozenset()
    found = schema.selectable(name)
    composites = [one for one in found if not schema.is_leaf(one)]
    return found.union(*(schema.possible_types(one) for one in composites))


def _document(contract: Contract, change: Change, mutation: str) -> str:
    """What asks the target about no more than this change, and executes nothing."""
    schema = probing.only(contract.schema_of(mutation), [mutation])
    writer = writing.Writer(schema)
    for unit in writer.units():
        text = writer.write([unit])
        named = {mark.coordinate for mark in text.marks.values()}
        if change.coordinate in named or change.coordinate.partition("(")[0] in named:
            return text.text
    return writer.write(()).text


def _case(scenario: str, mutation: str, document: str) -> Mapping[str, Any]:
    return {
        "scenario": scenario,
        "mutation": mutation,
        "operation": writing.NAME,
        "document": document,
        "variables": {},
        "credential": Credential.NONE.value,
        "expectation": Expectation.ANSWER.value,
        "place": [],
        "violation": "",
        "like": None,
    }
