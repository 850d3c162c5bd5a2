"""`items.jsonl`: what happened in each test item, one a line, without its findings."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.model import ItemResult

NAME = "items.jsonl"


def start(directory: Path) -> None:
    """Begin an empty file."""
    (directory / NAME).write_text("", encoding="utf-8")


def append(directory: Path, result: ItemResult) -> None:
    """Add an item."""
    value = {**result.as_json(), "evidence": [one.fingerprint for one in result.evidence]}
    with (directory / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(value, ensure_ascii=True, sort_keys=True) + "\n")
