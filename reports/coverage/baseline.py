"""An earlier run's `coverage.json`, read as what anybody may have written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import attrs

from conformance.errors import ConfigError

FORMAT = 1
#: Longest file that is read, in bytes.
MAX_SIZE = 64 * 1024 * 1024
#: How many runs a history keeps.
MAX_HISTORY = 30

_T = TypeVar("_T")


@attrs.frozen
class Old:
    """A finding of the earlier run; `since` when its rule was first broken at its mutation (ISO 8601)."""

    fingerprint: str
    rule: str
    mutation: str
    level: str
    path: str
    waived: bool
    since: str


@attrs.frozen
class Entry:
    """A run in a history: when, covered and total of each kind of coverage, and how much was broken.

    `findings` are rules broken at mutations, without what was waived.
    """

    at: str
    findings: int
    coverage: Mapping[str, tuple[int, int]]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        coverage = {kind: list(pair) for kind, pair in self.coverage.items()}
        return {"at": self.at, "findings": self.findings, "coverage": coverage}


@attrs.frozen
class Baseline:
    """What of an earlier run is compared: its findings, and the runs up to it, oldest first."""

    target: str
    at: str
    findings: tuple[Old, ...]
    history: tuple[Entry, ...]


def load(path: Path) -> Baseline:
    """Read a `coverage.json`; ConfigError in one line if it is none."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise ConfigError(f"--baseline {path}: it is larger than {MAX_SIZE // 1024 // 1024} MB")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--baseline {path}: it cannot be read: {error}") from error
    try:
        return read(text)
    except ValueError as error:
        raise ConfigError(f"--baseline {path}: this is no coverage.json of a run: {error}") from error


def read(text: str) -> Baseline:
    """Read the text of a `coverage.json`; ValueError says what is wrong."""
    try:
        document = _as(json.loads(text), dict, "the document")
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if document.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    run = _as(document.get("run"), dict, "run")
    listed = _as(document.get("findings"), list, "findings")
    history = _as(document.get("history"), list, "history")
    at = _as(run.get("at"), str, "run.at")
    return Baseline(
        target=_as(run.get("target"), str, "run.target"),
        at=at,
        findings=tuple(_finding(one, at) for one in listed),
        history=tuple(_entry(one) for one in history[-MAX_HISTORY:]),
    )


def _finding(value: Any, at: str) -> Old:
    fields = _as(value, dict, "a finding")
    names = ("fingerprint", "rule", "mutation", "level", "path")
    texts = {name: _as(fields.get(name), str, f"{name} of a finding") for name in names}
    # What was new in that run, or found by one that did not say since when, is known since then.
    since = at if fields.get("since") is None else _as(fields["since"], str, "since of a finding")
    return Old(**texts, waived=_as(fields.get("waived"), bool, "waived of a finding"), since=since)


def _entry(value: Any) -> Entry:
    fields = _as(value, dict, "a run of the history")
    coverage = _as(fields.get("coverage"), dict, "coverage of the history")
    return Entry(
        at=_as(fields.get("at"), str, "at of the history"),
        findings=_count(fields.get("findings")),
        coverage={kind: _pair(pair) for kind, pair in coverage.items()},
    )


def _pair(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("coverage of the history is no pair of numbers")
    covered, total = map(_count, value)
    if covered > total:
        raise ValueError("the history covers more than there is")
    return covered, total


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a number of the history is no count")
    return value


def _as(value: Any, type_: type[_T], what: str) -> _T:
    if not isinstance(value, type_):
        raise ValueError(f"{what} is no {type_.__name__}")  # noqa: TRY004 -- it is a wrong text, not a wrong call
    return value
