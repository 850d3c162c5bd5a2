"""What `drift.json` in the report directory says, read as what anybody may have written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs

from reports import text

NAME = "drift.json"
#: How many changes the page lists, those first that matter most.
MAX_CHANGES = 200
#: Longest file that is read, in bytes.
_MAX_SIZE = 64 * 1024 * 1024

_ORDER = ("breaking", "dangerous", "safe")


@attrs.frozen
class Change:
    """One change in safe text. `affects` are the documented operations that it touches."""

    criticality: str
    kind: str
    coordinate: str
    sentence: str
    affects: tuple[str, ...]


@attrs.frozen
class Drift:
    """The changes since the snapshot. `problem` says why they could not be read, if they could not."""

    verdict: str = ""
    changes: tuple[Change, ...] = ()
    total: int = 0
    operations: int = 0
    problem: str | None = None


def load(directory: Path) -> Drift | None:
    """Read the file of a report directory; None if there is none."""
    path = directory / NAME
    if not path.exists():
        return None
    try:
        if path.stat().st_size > _MAX_SIZE:
            return Drift(problem=f"{NAME} is larger than {_MAX_SIZE // 1024 // 1024} MB")
        document = json.loads(path.read_text(encoding="utf-8"))
        return _read(document)
    except (OSError, ValueError, RecursionError) as error:
        return Drift(problem=f"{NAME} cannot be read: {text.line(str(error))}")


def _read(document: Any) -> Drift:
    if not isinstance(document, dict) or not isinstance(document.get("changes"), list):
        raise ValueError("it has no list of changes")  # noqa: TRY004 -- a wrong text, not a wrong call
    changes = sorted(map(_change, document["changes"]), key=_rank)
    operations, verdict = document.get("affected_operations"), document.get("verdict")
    sentence = verdict.get("sentence") if isinstance(verdict, dict) else verdict
    return Drift(
        verdict=text.line(str(sentence or "")),
        changes=tuple(changes[:MAX_CHANGES]),
        total=len(changes),
        operations=len(operations) if isinstance(operations, list) else 0,
    )


def _change(value: Any) -> Change:
    if not isinstance(value, dict):
        raise ValueError("a change is no object")  # noqa: TRY004 -- as above
    affects = value.get("affects")
    return Change(
        **{
            name: text.line(str(value.get(name) or ""))
            for name in ("criticality", "kind", "coordinate", "sentence")
        },
        affects=tuple(text.line(str(one), 100) for one in affects) if isinstance(affects, list) else (),
    )


def _rank(change: Change) -> tuple[int, bool, str]:
    known = change.criticality.lower()
    return _ORDER.index(known) if known in _ORDER else len(_ORDER), not change.affects, change.coordinate
