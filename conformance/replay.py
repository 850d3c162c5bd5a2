"""Asking a stored case again: what a report or a waiver keeps of a case, made into a case, sent and judged.

A stored case comes from a file that anybody may have edited. What it says of itself is not trusted where
it decides what may be sent: whether it is locked is read off its document and its variables.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import attrs
import graphql
from graphql.language import ast

import strategies
from conformance import cases, exhibit, rules, run, waivers
from conformance.errors import ConfigError
from conformance.model import Case, Credential, Evidence, Exchange, Expectation, Finding, Tier
from conformance.probe import document as locks
from conformance.sequence import Move
from conformance.target import safety
from conformance.target.client import Client
from conformance.target.credentials import EXPIRED_VARIABLE
from conformance.workflows import admission, table
from reports import lines
from schema import documents, errors, files
from schema.contract import Contract

#: Longest document of a stored case, in characters, and how deep its variables may be nested. The longest
#: document of this suite has a tenth of that, and JSON 100 deep is the deepest value that it sends.
MAX_DOCUMENT = 200_000
MAX_DEPTH = 200
#: Most moves of a workflow; the longest sequences of this suite have a third of that.
MAX_MOVES = 200

#: Longest part of an answer that is printed, in characters.
MAX_PRINTED = 2_000

#: The locks as they must be read for the field behind them to be there.
_OPEN = {locks.FIRST: True, locks.LAST: False}

_TEXTS = ("scenario", "mutation", "operation", "document", "credential", "expectation", "violation")
_REQUIRED = (*_TEXTS, "variables", "place")
_KEYS = (*_REQUIRED, "like", "workflow", "moves")
_PLAIN = {
    "str": str,
    "int": int,
    "bool": bool,
    "Mapping[str, Any]": dict,
    "tuple[Mapping[str, Any], ...]": list,
}

_LOCK = {f"@include(if: ${locks.FIRST})", f"@skip(if: ${locks.LAST})"}

Word = TypeVar("Word", Credential, Expectation)


@attrs.frozen
class Replay:
    """What a case showed. `places` counts those in which a rule was kept or broken at a mutation."""

    exchange: Exchange
    findings: tuple[Finding, ...]
    places: Mapping[tuple[str, str], int]

    @property
    def judged(self) -> Counter[str]:
        """The number of places by rule, without those that have none."""
        found: Counter[str] = Counter()
        for (rule, _), count in self.places.items():
            found[rule] += count
        return found

    def tells_of(self, waiver: waivers.Waiver) -> bool:
        """Whether there was a place in which the rule of a waiver could be broken where it is about it."""
        return any(rule == waiver.rule and waiver.is_about(mutation) for rule, mutation in self.places)

    def shows(self, fingerprint: str) -> bool:
        """Whether the finding of that fingerprint is among those that were made."""
        return any(exhibit.fingerprint(finding) == fingerprint for finding in self.findings)


class NothingAskedError(ConfigError):
    """Moves of a workflow of which none can be made from its beginning."""


def recorded(path: Path) -> tuple[Evidence, ...]:
    """The findings of a `violations.jsonl`; ConfigError with the line, or ContractError, if it is wrong."""
    whole = lines.read(files.read(path))
    return tuple(_evidence(line, f"{path}:{number}") for number, line in enumerate(whole, 1))


def find(path: Path, beginning: str) -> Evidence:
    """The finding of a `violations.jsonl` whose fingerprint begins so, with its smallest request.

    ConfigError if there is none or more than one, or if the file is wrong.
    """
    listed = recorded(path)
    found = [one for one in listed if beginning and one.fingerprint.startswith(beginning)]
    names = sorted({one.fingerprint for one in found})
    if not found:
        hint = errors.suggestion(beginning, [one.fingerprint for one in listed])
        raise ConfigError(f"{path}: there is no finding {beginning!r}{hint}")
    if len(names) > 1:
        raise ConfigError(f"{path}: {beginning!r} may be {', '.join(names[:5])}: give more of it")
    return min(found, key=lambda one: len(json.dumps(dict(one.case))))


def case_of(stored: Mapping[str, Any], contract: Contract) -> Case:
    """The case that was stored; ConfigError in one line if it is none, or not one of this contract."""
    for key in stored:
        if key not in _KEYS:
            raise ConfigError(f"case: unknown key {key!r}{errors.suggestion(key, _KEYS)}")
    for key in _REQUIRED:
        if key not in stored:
            raise ConfigError(f"case: {key}: it is missing")
    texts = {key: _text(stored[key], key) for key in _TEXTS}
    if len(texts["document"]) > MAX_DOCUMENT:
        raise ConfigError(f"case: document: it is longer than {MAX_DOCUMENT} characters")
    variables = stored["variables"]
    if not isinstance(variables, dict) or not _is_bounded(variables):
        raise ConfigError(f"case: variables: they must be an object, at most {MAX_DEPTH} deep")
    try:
        promised = contract.mutation(texts["mutation"])
        schema = contract.schema_of(promised.name)
        is_locked = _has_locks(texts["document"], variables)
        operation = documents.read(
            texts["document"], schema, {**variables, **_OPEN} if is_locked else variables
        )
    except errors.ContractError as error:
        raise ConfigError(f"case: {error}") from error
    if (operation.mutation, operation.name) != (promised.name, texts["operation"]):
        asked = f"{operation.name!r} of {operation.mutation}"
        raise ConfigError(f"case: document: it is {asked}, not {texts['operation']!r} of {promised.name}")
    case = Case(
        scenario=texts["scenario"],
        operation=operation,
        variables=variables,
        credential=_word(Credential, texts["credential"], "credential"),
        expectation=_word(Expectation, texts["expectation"], "expectation"),
        place=_place(stored["place"]),
        violation=texts["violation"],
        like=_codes(stored.get("like")),
        workflow=_text(stored.get("workflow", ""), "workflow"),
        moves=_moves(stored.get("moves", [])),
    )
    _check(case, is_locked)
    return case


def is_locked(case: Case) -> bool:
    """Whether two locks keep a correct server from executing anything, whatever the case expects."""
    return _has_locks(case.operation.text, case.variables)


def tier_of(case: Case, contract: Contract) -> Tier:
    """The tier that a target has to allow for a case."""
    if is_locked(case):
        return Tier.PROBE
    is_about_nobody = case.scenario in cases.ABOUT_NOBODY and not case.credential.is_valid
    if is_about_nobody and contract.mutation(case.mutation).requires_authorization:
        return Tier.GUARD
    return Tier.EXERCISE


def refusal(client: Client, contract: Contract, case: Case) -> str | None:
    """Why a case may not or cannot be sent as it was, or None."""
    promised = contract.mutation(case.mutation)
    reason = safety.refusal(client.profile, contract, promised, tier_of(case, contract))
    if reason is not None or is_locked(case):
        return reason
    credentials = client.credentials
    if case.credential is Credential.EXPIRED and credentials.expired is None:
        return f"there is no expired token; set {EXPIRED_VARIABLE}"
    if case.credential.is_valid and promised.requires_authorization:
        identity = client.identity(case)
        if not credentials.has(identity):
            return (
                f"{case.mutation} requires authorization, and there is no token; set {identity.prefix}TOKEN"
            )
    return None


def ask(client: Client, contract: Contract, case: Case) -> Replay:
    """Send a case and judge the answer by every rule.

    ConfigError if it may not be sent, TargetError if there is no answer.
    """
    reason = refusal(client, contract, case)
    if reason is not None:
        raise ConfigError(f"{case.mutation} cannot be asked: {reason}")
    if case.moves:
        return _ask_in_sequence(client, contract, case)
    exchange = client.send(case)
    judged = {rule.id: rule.judge(exchange, contract) for rule in rules.ALL}
    return Replay(
        exchange,
        tuple(Finding(one, exchange) for found in judged.values() for one in found.violations),
        {
            (name, found.mutation or case.mutation): found.opportunities
            for name, found in judged.items()
            if found.opportunities
        },
    )


def _ask_in_sequence(client: Client, contract: Contract, case: Case) -> Replay:
    """Make the moves of a workflow again, undo them, and judge all exchanges."""
    workflow = next((one for one in table.load(contract) if one.name == case.workflow), None)
    if workflow is None:
        hint = errors.suggestion(case.workflow, [one.name for one in table.load(contract)])
        raise ConfigError(f"case: workflow: there is no {case.workflow!r}{hint}")
    for move in case.moves:
        for name in (move.action, *([move.then] if move.then else [])):
            if name not in workflow.by_name:
                hint = errors.suggestion(name, workflow.by_name)
                raise ConfigError(f"case: moves: {case.workflow} has no action {name!r}{hint}")
    reason = admission.refusal(client, workflow)
    if reason is not None:
        raise ConfigError(f"{case.workflow} cannot be played: {reason}")
    running = run.Run(contract, client, strategies.Known(values={}, nonce="", formats=()))
    exchanges, findings, places = admission.replayed(running, workflow, case.moves)
    if not exchanges:
        raise NothingAskedError(f"case: moves: none of them can be made in {case.workflow}")
    shown = [one.exchange for one in findings]
    return Replay((shown or exchanges)[-1], tuple(findings), places)


def described(replay: Replay, redact: Callable[[str], str]) -> list[str]:
    """What was sent, what came back and what each rule says of it, in lines that are safe to print."""
    response = replay.exchange.response
    body = redact(response.content.decode("utf-8", errors="replace"))
    kept = sorted(set(replay.judged) - {one.violation.rule for one in replay.findings})
    lines = [
        *(
            f"before: {exhibit.curl(one)}\n  status {one.response.status}, "
            f"{redact(one.response.content.decode('utf-8', errors='replace'))[:MAX_PRINTED]}"
            for one in replay.exchange.before
        ),
        f"sent: {exhibit.curl(replay.exchange)}",
        f"came back: status {response.status}, {response.media_type or 'no media type'}, "
        f"{len(response.content)} bytes in {response.elapsed:.3f} s",
        f"  {body[:MAX_PRINTED]}" + ("…" if len(body) > MAX_PRINTED else ""),
        *(
            f"{one.violation.level} {exhibit.fingerprint(one)}: {redact(str(one.violation))}"
            for one in replay.findings
        ),
        f"kept: {', '.join(kept) or 'none'}",
    ]
    return [escaped(line) for line in lines]


def escaped(text: str) -> str:
    """A text whose every character can be printed: what came back may be written for a terminal to obey."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode() for one in text
    )


def of_waiver(client: Client, contract: Contract, waiver: waivers.Waiver) -> waivers.Outcome:
    """Ask a waiver's case again; TargetError if there is no answer. One of drift has none."""
    if waiver.is_of_drift:
        return waivers.Outcome(waivers.Shown.FORBIDDEN, "the command drift tells whether it still matches")
    try:
        case = case_of(waiver.case, contract)
    except ConfigError as error:
        return waivers.Outcome(waivers.Shown.IMPOSSIBLE, str(error))
    reason = refusal(client, contract, case)
    if reason is not None:
        return waivers.Outcome(waivers.Shown.FORBIDDEN, reason)
    replayed = ask(client, contract, case)
    for finding in replayed.findings:
        violation = finding.violation
        if waiver.covers(violation.rule, violation.mutation, exhibit.fingerprint(finding)):
            return waivers.Outcome(waivers.Shown.VIOLATED)
    if replayed.tells_of(waiver):
        return waivers.Outcome(waivers.Shown.PASSES)
    return waivers.Outcome(waivers.Shown.SILENT, _said_nothing(replayed.exchange, waiver.rule))


def _said_nothing(exchange: Exchange, rule: str) -> str:
    """What came back in place of something that the rule could be judged by."""
    codes = f" with {', '.join(exchange.codes)}" if exchange.codes else ""
    return escaped(
        f"it was answered with status {exchange.response.status}{codes}, which tells nothing of {rule}"
    )


def _evidence(line: str, place: str) -> Evidence:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{place}: this is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ConfigError(f"{place}: it must be an object")
    fields = {field.name: field for field in attrs.fields(Evidence)}
    for name in found:
        if name not in fields:
            raise ConfigError(f"{place}: unknown key {name!r}{errors.suggestion(name, fields)}")
    for name, field in fields.items():
        value = found.get(name, list(field.default) if field.default == () else field.default)
        if not isinstance(value, _PLAIN[str(field.type)]):
            raise ConfigError(f"{place}: {name}: it is missing, or nothing that a report holds there")
    return Evidence(**{**found, "steps": tuple(found.get("steps", ()))})


def _has_locks(text: str, variables: Mapping[str, Any]) -> bool:
    """Whether every field of the one operation is behind both locks, and both are sent as what they are."""
    if any(variables.get(name) != value for name, value in locks.LOCKS.items()):
        return False
    try:
        operations = graphql.parse(text, no_location=True).definitions
    except (graphql.GraphQLError, RecursionError):
        return False
    if len(operations) != 1 or not isinstance(operations[0], ast.OperationDefinitionNode):
        return False
    declared = {
        node.variable.name.value: graphql.print_ast(node.type)
        for node in operations[0].variable_definitions or ()
        if node.default_value is None
    }
    return all(declared.get(name) == "Boolean!" for name in locks.LOCKS) and all(
        isinstance(node, ast.FieldNode) and {graphql.print_ast(one) for one in node.directives or ()} >= _LOCK
        for node in operations[0].selection_set.selections
    )


def _check(case: Case, is_locked: bool) -> None:
    """A case has to be what rules may rely on: ConfigError where what it expects does not fit what it is."""
    if case.expectation.is_executed or case.expectation is Expectation.REJECTION:
        if is_locked:
            raise ConfigError(f"case: expectation: {case.expectation} of a document behind locks")
        return
    if not is_locked:
        raise ConfigError(f"case: expectation: {case.expectation} of a document without its two locks")
    if case.expectation is not Expectation.METHOD and not (case.place and isinstance(case.place[0], str)):
        raise ConfigError(f"case: place: {case.expectation} needs one that begins with an argument")


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"case: {key}: it must be a text")
    return value


def _word(words: type[Word], text: str, key: str) -> Word:
    try:
        return words(text)
    except ValueError:
        raise ConfigError(f"case: {key}: {text!r} is none of {', '.join(words)}") from None


def _place(value: Any) -> tuple[str | int, ...]:
    if not isinstance(value, list) or not all(type(step) in (str, int) for step in value):
        raise ConfigError("case: place: it must be a list of names and positions")
    return tuple(value)


def _moves(value: Any) -> tuple[Move, ...]:
    if not isinstance(value, list) or len(value) > MAX_MOVES:
        raise ConfigError(f"case: moves: they must be a list of at most {MAX_MOVES}")
    try:
        return tuple(Move.from_json(one) for one in value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"case: moves: {error}") from error


def _codes(value: Any) -> frozenset[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise ConfigError("case: like: it must be a list of error codes")
    return frozenset(value)


def _is_bounded(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return True
    return False
