"""`items.jsonl`: what happened in each test item, one a line, without its findings."""

from __future__ import annotations

from pathlib import Path

from conformance.model import ItemResult
from reports import lines

NAME = "items.jsonl"


def start(directory: Path) -> None:
    """Begin an empty file."""
    lines.start(directory / NAME)


def append(directory: Path, result: ItemResult) -> None:
    """Add an item; OSError if it cannot be written."""
    value = {**result.as_json(), "evidence": [one.fingerprint for one in result.evidence]}
    lines.append(directory / NAME, [value])
