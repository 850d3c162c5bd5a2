"""`run.json`: what a run was and how it ended, beside its results, so that shards can be read together.

It is written when the run begins, without an end: a run that was killed leaves it so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs

from reports.about import About

NAME = "run.json"


@attrs.frozen(kw_only=True)
class Record:
    """One run: what it was, its part of the whole, from which level on a broken rule makes it fail.

    `ended` is False until it did; then `interrupted`, `bugs` of this suite and what else decides a verdict
    are as they were. `waivers` are what was found wrong with waivers, `unchecked` what nobody could tell.
    """

    about: About
    shard: tuple[int, int] = (1, 1)
    fail_on: str = "MUST"
    ended: bool = False
    interrupted: bool = False
    bugs: tuple[str, ...] = ()
    unreachable: str | None = None
    waivers: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def write(directory: Path, record: Record) -> None:
    """Put the record in place of an earlier one, whole; OSError if it cannot be written."""
    new = directory / f".{NAME}"
    new.write_text(json.dumps(attrs.asdict(record), indent=1) + "\n", encoding="utf-8")
    new.replace(directory / NAME)


def read(text: str) -> Record:
    """The inverse; ValueError if it is no record."""
    value = json.loads(text)
    fields = {field.name: field for field in attrs.fields(Record)}
    if not isinstance(value, dict) or "about" not in value or not set(value) <= set(fields):
        raise ValueError(f"it must be an object with the keys {', '.join(fields)}")
    return Record(**{name: _as(fields[name].type, given, name) for name, given in value.items()})


def _as(type_: object, given: Any, name: str) -> Any:
    match str(type_), given:
        case ("str", str()) | ("bool", bool()) | ("str | None", str() | None):
            return given
        case "tuple[int, int]", [int(number), int(count)] if 1 <= number <= count:
            return number, count
        case "tuple[str, ...]", list() if all(isinstance(one, str) for one in given):
            return tuple(given)
        case "About", dict():
            try:
                return About.from_json(given)
            except (TypeError, KeyError) as error:
                raise ValueError(f"{name}: it is nothing that a run writes there: {error}") from error
        case _:
            raise ValueError(f"{name}: it is nothing that a run writes there")
