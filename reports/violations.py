"""`violations.jsonl`: one finding a line, written as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import attrs

from conformance.model import Evidence

NAME = "violations.jsonl"


def start(directory: Path) -> None:
    """Begin an empty file."""
    (directory / NAME).write_text("", encoding="utf-8")


def append(directory: Path, evidence: Iterable[Evidence]) -> None:
    """Add findings and flush them, so that an interrupted run keeps what it found."""
    with (directory / NAME).open("a", encoding="utf-8") as file:
        for one in evidence:
            file.write(json.dumps(attrs.asdict(one), ensure_ascii=True, sort_keys=True) + "\n")
