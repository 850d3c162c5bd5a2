"""`violations.jsonl`: one finding a line, written as soon as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

from conformance.model import Evidence
from reports import lines

NAME = "violations.jsonl"


def start(directory: Path) -> None:
    """Begin an empty file."""
    lines.start(directory / NAME)


def append(directory: Path, evidence: Iterable[Evidence]) -> None:
    """Add findings; OSError if they cannot be written."""
    lines.append(directory / NAME, map(attrs.asdict, evidence))
