"""On which line of a TOML text a key stands.

The standard library's parser keeps no positions. So it is asked which beginnings of the text it can read:
each of them ends with a whole statement, and the first one that has the key ends with the statement that
gives it. There is no second grammar to be wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line, from 1, on which the statement begins that gives these nested keys; None if none does."""
    lines = [f"{line}\n" for line in text.split("\n")]  # other breaks of a line are none to TOML
    if not _has(_parsed(lines, len(lines)), keys):
        return None
    # Of two beginnings, the longer one has whatever the shorter has: halve what is between.
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        end = _whole(lines, middle)
        if _has(_parsed(lines, end), keys):
            high = middle
        else:
            low = end + 1
    before = _whole(lines, low) - 1
    while before > 0 and _parsed(lines, before) is None:
        before -= 1
    return max(before, 0) + 1


def _whole(lines: list[str], count: int) -> int:
    """The smallest number of lines, at least `count`, that end with a whole statement."""
    while _parsed(lines, count) is None:
        count += 1
    return count


def _parsed(lines: list[str], count: int) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads("".join(lines[:count]))
    except tomllib.TOMLDecodeError:
        return None


def _has(document: Mapping[str, Any] | None, keys: tuple[str, ...]) -> bool:
    inner: Any = document
    for key in keys:
        if not isinstance(inner, Mapping) or key not in inner:
            return False
        inner = inner[key]
    return document is not None
