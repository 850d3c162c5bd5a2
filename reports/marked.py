"""Answers as people read them: JSON on many lines, the place that differs marked, all of it safe to show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reports import text

MARK = "◀"

#: Longest line of an answer, in characters: a longer value is cut and says so.
_LINE = 1_000


def pretty(body: str, path: str = "", note: str = "", limit: int = text.BLOCK) -> str:
    """The body indented, with `note` beside the value at a JSON path such as `$.data.a[0].b`.

    Where the path leads to nothing, what is nearest to it is marked. What is too long is cut around the mark.
    A body that is no JSON, or nested too deep, is shown as it came.
    """
    try:
        lines = list(_lines(json.loads(body), "$", "", ""))
    except (ValueError, RecursionError):
        return text.block(body, limit)
    shown = [text.line(line, _LINE) for _, line in lines]
    marked = _nearest([place for place, _ in lines], path) if path.startswith("$") else None
    if marked is not None:
        missing = "" if lines[marked][0] == path else f" (at {text.line(path)})"
        shown[marked] += f"   {MARK} {text.line(note)}{missing}".rstrip()
    return _bounded(shown, marked or 0, limit)


def _lines(value: Any, path: str, before: str, after: str) -> Iterator[tuple[str, str]]:
    """The path of the value that begins in a line, or nothing, and the line without its indentation."""
    if isinstance(value, dict) and value:
        inner = [(f"{path}.{key}", f"{_literal(key)}: ", one) for key, one in value.items()]
        yield from _nested(inner, path, before, after, "{}")
    elif isinstance(value, list) and value:
        inner = [(f"{path}[{index}]", "", one) for index, one in enumerate(value)]
        yield from _nested(inner, path, before, after, "[]")
    else:
        yield path, f"{before}{_literal(value)}{after}"


def _literal(value: Any) -> str:
    return text.json_escaped(json.dumps(value, ensure_ascii=False))


def _nested(
    inner: list[tuple[str, str, Any]], path: str, before: str, after: str, brackets: str
) -> Iterator[tuple[str, str]]:
    yield path, f"{before}{brackets[0]}"
    for number, (place, name, one) in enumerate(inner, 1):
        comma = "," if number < len(inner) else ""
        for found, line in _lines(one, place, name, comma):
            yield found, f"  {line}"
    yield "", f"{brackets[1]}{after}"


def _nearest(places: list[str], path: str) -> int:
    """The number of the place that is the path, or the longest beginning of it."""
    found = 0
    for number, place in enumerate(places):
        if path == place:
            return number
        if path.startswith((f"{place}.", f"{place}[")) and place and len(place) > len(places[found]):
            found = number
    return found


def _bounded(lines: list[str], middle: int, limit: int) -> str:
    """The lines, or as many around one of them as the limit allows, and how many are left out."""
    first, last = middle, middle + 1
    length = len(lines[middle])
    while first > 0 or last < len(lines):
        candidates = [lines[first - 1]] if first > 0 else []
        candidates += [lines[last]] if last < len(lines) else []
        length += sum(len(one) + 1 for one in candidates)
        if length > limit:
            break
        first, last = max(0, first - 1), min(len(lines), last + 1)
    kept = lines[first:last]
    if first > 0:
        kept.insert(0, f"… ({first:,} lines above)")
    if last < len(lines):
        kept.append(f"… ({len(lines) - last:,} lines below)")
    return "\n".join(kept)
