"""The forms by name: each a pure function from a review to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from reports.drift import changelog, document, github, junit, markdown, plain, sarif
from schema.drift.review import Review

#: What every run leaves in its report directory.
NAME = "drift.json"

BY_NAME: Mapping[str, Callable[[Review], str]] = {
    "text": plain.render,
    "json": document.render,
    "markdown": markdown.render,
    "junit": junit.render,
    "sarif": sarif.render,
    "github": github.render,
    "changelog": changelog.render,
}


def write(directory: Path, review: Review) -> None:
    """Write `drift.json`."""
    (directory / NAME).write_text(document.render(review), encoding="utf-8")
