"""The rows of `matrix.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from schema import introspection, sdl, types


@attrs.frozen
class Row:
    """A change of a schema, what is expected of it, and the operation that shows why."""

    before: str
    after: str
    kind: str
    criticality: str
    coordinate: str
    operation: str
    variables: Mapping[str, Any]
    answer: Any = None

    @property
    def id(self) -> str:
        return f"{self.kind}: {self.before} > {self.after}"


def schema(text: str) -> types.Schema:
    """SDL with a type Query added."""
    return sdl.read(f"{text} type Query {{ placeholder: Boolean }}")


def rows() -> Iterator[Row]:
    """All rows, in order."""
    document = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for group in document["group"]:
        for before, after, kind, criticality, coordinate, operation, *extra in group["rows"]:
            more = {"variables": {}, **json.loads(extra[0] if extra else "{}")}
            texts = (group["template"].replace("%s", text) for text in (before, after))
            yield Row(*texts, kind, criticality, coordinate, operation, **more)


def introspected(answer: Any) -> types.Schema:
    """The schema that an introspection query was answered."""
    return introspection.read(json.dumps(answer)).schema
