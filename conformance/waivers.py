"""Waivers: findings that somebody answers for until a date, and what became of them.

    [[waivers]]
    rule = "shape.non-null"
    mutation = "backendScreenEvent"     # or a glob
    fingerprint = "0123456789"          # without it: all findings of the rule at the mutation
    reason = "Known since release 12; mended in the next one."
    owner = "screens@example.com"
    expires = 2026-06-30                # the last day on which it counts
    case = '{"mutation": ...}'          # asked again in each run, as it stands in violations.jsonl

A waiver is judged by asking its case again, so that it is stale by fact and not by the luck of generation.
An answer that tells nothing of the rule leaves it as it is, and the run says so.
One of a rule of drift has no case: what is accepted there is a coordinate, or a glob of some, and it is
judged by comparing again. All dates are handed in.

    [[waivers]]
    rule = "drift.operation-unbroken"
    coordinate = "*.possibleErrors"
    reason = "Removed everywhere; the snapshot follows in June."
    owner = "contracts@example.com"
    expires = 2026-06-30
"""

from __future__ import annotations

import datetime
import enum
import fnmatch
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import tomli_w

from conformance import rules
from conformance.errors import ConfigError
from conformance.model import Evidence
from conformance.rules import drift
from schema import errors, files, types
from schema.contract import Contract

NAME = "waivers.toml"

#: How long a waiver may last that is made today.
LONGEST = datetime.timedelta(days=366)

_ALWAYS = ("rule", "reason", "owner", "expires")
_REQUIRED = (*_ALWAYS, "mutation", "case")
_REQUIRED_OF_DRIFT = (*_ALWAYS, "coordinate")
_KEYS = (*_REQUIRED, "fingerprint")
_KEYS_OF_DRIFT = (*_REQUIRED_OF_DRIFT, "mutation", "fingerprint")
_FINGERPRINT = re.compile(r"[0-9a-f]{10}")


@attrs.frozen
class Waiver:
    """An entry; `number` counts from 1. `mutation` may be a glob, and `case` is a stored one.

    One of a rule of drift has a `coordinate`, which may be a glob, and an empty case.
    """

    number: int
    rule: str
    mutation: str
    reason: str
    owner: str
    expires: datetime.date
    case: Mapping[str, Any] = attrs.field(converter=types.frozen_mapping)
    fingerprint: str | None = None
    coordinate: str | None = None

    def __str__(self) -> str:
        return f"entry {self.number} ({self.rule} at {self.coordinate or self.mutation})"

    @property
    def is_of_drift(self) -> bool:
        """Whether it is judged by comparing again, and has no case."""
        return self.coordinate is not None

    def is_about(self, mutation: str) -> bool:
        """Whether it is about findings at a mutation."""
        return fnmatch.fnmatchcase(mutation, self.mutation)

    def covers(self, rule: str, mutation: str, fingerprint: str) -> bool:
        """Whether it is about a finding, whatever the date is."""
        if rule != self.rule or not self.is_about(mutation):
            return False
        return self.fingerprint in (None, fingerprint)

    def covers_change(self, rule: str, coordinate: str, affects: Iterable[str], fingerprint: str) -> bool:
        """Whether it is about a change, and about all operations that the change affects."""
        if self.coordinate is None or not fnmatch.fnmatchcase(coordinate, self.coordinate):
            return False
        return all(self.covers(rule, name, fingerprint) for name in affects or ("",))

    def is_expired(self, today: datetime.date) -> bool:
        """Whether its last day is over."""
        return today > self.expires


class Shown(enum.StrEnum):
    """What asking a waiver's case again showed.

    `PASSES` is an answer in which the rule could have been broken and was not, and `SILENT` one that tells
    nothing of the rule. `FORBIDDEN` is a case that this target must not be sent, and `IMPOSSIBLE` one that no
    target can be.
    """

    VIOLATED = "violated"
    PASSES = "passes"
    SILENT = "silent"
    FORBIDDEN = "forbidden"
    IMPOSSIBLE = "impossible"


@attrs.frozen
class Outcome:
    """What became of a waiver's case; `reason` says why it was not asked, or what kept it from telling."""

    shown: Shown
    reason: str = ""


@attrs.frozen
class Judgement:
    """`problems` are entries that make a run fail, `unchecked` those of which nothing can be said here."""

    problems: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


@attrs.frozen
class Grant:
    """What somebody decides who waives a finding."""

    reason: str
    owner: str
    expires: datetime.date


def load(path: Path, contract: Contract) -> tuple[Waiver, ...]:
    """The waivers of a file, none if it is not there; ConfigError in one line if it is wrong."""
    if not path.exists():
        return ()
    try:
        text = files.read(path)
    except errors.ContractError as error:
        raise ConfigError(str(error)) from error
    return read(text, contract, source=str(path))


def read(text: str, contract: Contract, *, source: str = NAME) -> tuple[Waiver, ...]:
    """The waivers of a text; ConfigError in one line, with entry and key, if it is wrong."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: this is not TOML: {error}") from error
    entries = document.get("waivers", [])
    if set(document) - {"waivers"} or not isinstance(entries, list):
        raise ConfigError(f"{source}: it must hold [[waivers]] tables and nothing else")
    found: dict[tuple[str, ...], Waiver] = {}
    for number, entry in enumerate(entries, 1):
        waiver = _waiver(number, entry, contract, f"{source}: entry {number}")
        about = (waiver.rule, waiver.mutation, waiver.fingerprint or "", waiver.coordinate or "")
        same = found.setdefault(about, waiver)
        if same is not waiver:
            raise ConfigError(f"{source}: entry {number}: it is about the same as entry {same.number}")
    return tuple(found.values())


def matches(waiver: Waiver, evidence: Evidence) -> bool:
    """Whether a waiver is about a finding, whatever the date is. One of drift names the coordinate."""
    if waiver.coordinate is not None and not fnmatch.fnmatchcase(evidence.path, waiver.coordinate):
        return False
    return waiver.covers(evidence.rule, evidence.mutation, evidence.fingerprint)


def apply(
    waivers: Iterable[Waiver], evidence: Iterable[Evidence], today: datetime.date
) -> tuple[Evidence, ...]:
    """The findings in their order, each `waived` if an entry is about it that has not expired."""
    valid = [waiver for waiver in waivers if not waiver.is_expired(today)]
    return tuple(attrs.evolve(one, waived=any(matches(waiver, one) for waiver in valid)) for one in evidence)


def judge(
    waivers: Sequence[Waiver],
    evidence: Sequence[Evidence],
    outcomes: Sequence[Outcome],
    today: datetime.date,
) -> Judgement:
    """Which entries must go or be decided again, and which could not be checked.

    `outcomes` are those of the waivers, in their order.
    """
    problems: list[str] = []
    unchecked: list[str] = []
    for waiver, outcome in zip(waivers, outcomes, strict=True):
        seen = next((one.fingerprint for one in evidence if matches(waiver, one)), None)
        problem = _problem(waiver, outcome, seen)
        if problem is not None:
            problems.append(problem)
        elif waiver.is_expired(today):
            problems.append(f"{waiver}: it expired on {waiver.expires}")
        elif outcome.shown is Shown.FORBIDDEN and seen is None:
            unchecked.append(f"{waiver}: it was not checked: {outcome.reason}")
        elif outcome.shown is Shown.SILENT and seen is None:
            unchecked.append(f"{waiver}: its case is inconclusive: {outcome.reason}")
    return Judgement(tuple(problems), tuple(unchecked))


def addition(
    text: str,
    evidence: Evidence,
    grant: Grant,
    contract: Contract,
    *,
    today: datetime.date,
    source: str = NAME,
) -> str:
    """What to append to the text of a file so that it waives a finding.

    ConfigError if the date is past or too far away, if an entry is about the finding already, or if the
    file would not be read with the new entry.
    """
    known = read(text, contract, source=source)
    for waiver in known:
        if matches(waiver, evidence):
            raise ConfigError(f"{evidence.fingerprint}: {waiver} is about it already; change that one")
    if not today <= grant.expires <= today + LONGEST:
        latest = today + LONGEST
        raise ConfigError(f"expires: {grant.expires} must be a day from {today} to {latest}")
    is_drift = evidence.rule.startswith(drift.PREFIX)
    entry = tomli_w.dumps(
        {
            "rule": evidence.rule,
            # A change is accepted for all whom it affects: it is one.
            **({"coordinate": evidence.path} if is_drift else _exactly(evidence)),
            "reason": grant.reason,
            "owner": grant.owner,
            "expires": grant.expires,
        }
    )
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    case = "" if is_drift else f"case = {_literal(evidence.case)}\n"
    added = f"{gap}[[waivers]]\n{entry}{case}"
    read(text + added, contract, source=source)  # what is appended must be read as it was meant
    return added


def _exactly(evidence: Evidence) -> dict[str, str]:
    return {"mutation": evidence.mutation, "fingerprint": evidence.fingerprint}


def _problem(waiver: Waiver, outcome: Outcome, seen: str | None) -> str | None:
    """What the replay says against an entry; `seen` is a finding of the run that it is about."""
    match outcome.shown:
        case Shown.PASSES if seen is None:
            return f"{waiver}: delete entry {waiver.number}: its case passes"
        case Shown.PASSES:
            return f"{waiver}: its case passes; give it the case of the finding {seen}"
        case Shown.IMPOSSIBLE if seen is None:
            reason = f"it matches nothing, and its case cannot be asked: {outcome.reason}"
            return f"{waiver}: delete entry {waiver.number}: {reason}"
        case Shown.IMPOSSIBLE:
            reason = f"its case cannot be asked: {outcome.reason}"
            return f"{waiver}: {reason}; give it the case of the finding {seen}"
        case Shown.VIOLATED | Shown.SILENT | Shown.FORBIDDEN:
            return None


def _literal(case: Mapping[str, Any]) -> str:
    # Literal TOML needs no escapes, so that the JSON stays readable; it cannot hold its own quote.
    text = json.dumps(dict(case), ensure_ascii=True, sort_keys=True)
    return "'" + text.replace("'", r"\u0027") + "'"


def _waiver(number: int, entry: Any, contract: Contract, place: str) -> Waiver:
    if not isinstance(entry, dict):
        raise ConfigError(f"{place}: it must be a table")
    is_drift = str(entry.get("rule", "")).startswith(drift.PREFIX)
    keys = _KEYS_OF_DRIFT if is_drift else _KEYS
    for key in entry:
        if key not in keys:
            raise ConfigError(f"{place}: unknown key {key!r}{errors.suggestion(key, keys)}")
    for key in _REQUIRED_OF_DRIFT if is_drift else _REQUIRED:
        if key not in entry:
            raise ConfigError(f"{place}: {key}: it is missing")
    texts = {key: _text(entry[key], f"{place}: {key}") for key in keys if key in entry and key != "expires"}
    texts.setdefault("mutation", "*")
    known = [rule.id for rule in rules.ALL]
    if texts["rule"] not in known:
        hint = errors.suggestion(texts["rule"], known)
        raise ConfigError(f"{place}: rule: there is no rule {texts['rule']!r}{hint}")
    if not any(fnmatch.fnmatchcase(name, texts["mutation"]) for name in contract.mutations):
        hint = errors.suggestion(texts["mutation"], contract.mutations)
        raise ConfigError(f"{place}: mutation: no mutation is called {texts['mutation']!r}{hint}")
    fingerprint = texts.get("fingerprint")
    if fingerprint is not None and not _FINGERPRINT.fullmatch(fingerprint):
        raise ConfigError(f"{place}: fingerprint: {fingerprint!r} is not ten hexadecimal digits")
    # A date and time is a date too, as Python sees it.
    if type(entry["expires"]) is not datetime.date:
        raise ConfigError(f"{place}: expires: it must be a date without quotes: 2026-06-30")
    return Waiver(
        number=number,
        rule=texts["rule"],
        mutation=texts["mutation"],
        reason=texts["reason"],
        owner=texts["owner"],
        expires=entry["expires"],
        case={} if is_drift else _case(texts["case"], texts["mutation"], f"{place}: case"),
        fingerprint=fingerprint,
        coordinate=texts.get("coordinate"),
    )


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{place}: it must be a text that is not empty")
    return value


def _case(text: str, mutation: str, place: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{place}: this is not JSON: {error}") from error
    named = found.get("mutation") if isinstance(found, dict) else None
    if not isinstance(named, str):
        raise ConfigError(f"{place}: it must be a JSON object with a 'mutation', as in violations.jsonl")
    if not fnmatch.fnmatchcase(named, mutation):
        raise ConfigError(f"{place}: it asks {named!r}, and the entry is about {mutation!r}")
    return dict(found)
