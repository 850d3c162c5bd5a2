"""`states.json`: what became of each rule at each mutation, in this run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

NAME = "states.json"


def write(directory: Path, states: Mapping[str, Mapping[str, str]]) -> None:
    """Write the states: by mutation, then by the rule's id."""
    plain = {mutation: dict(listed) for mutation, listed in states.items()}
    (directory / NAME).write_text(json.dumps(plain, indent=1, sort_keys=True) + "\n", encoding="utf-8")
