"""The error catalogue: the list of errors inside a mutation's description, read and written.

The API documents them in this form, in its documentation and in the live schema alike:

    The possible errors that can be raised are:

    - KT-CT-8223: Unauthorized.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

INTRODUCTION = "The possible errors that can be raised are:"

#: What a code looks like: `KT`, a country or `CT` for all of them, a number.
CODE = re.compile(r"KT-[A-Z]{2,}-[0-9]+")

# White space may have been folded into one line on the way (some printers do), so that an item ends
# where the next one starts and not only at a line's end.
_ITEM = re.compile(rf"-\s+({CODE.pattern}):(.*?)(?=\s-\s+{CODE.pattern}:|\Z)", re.DOTALL)
_SPACE = re.compile(r"\s+")


@attrs.frozen(order=True)
class DocumentedError:
    """An error that the contract knows: its code, its message and, where known, its `errorType`."""

    code: str
    message: str
    type: str | None = attrs.field(default=None, order=False)


def read(description: str | None) -> tuple[DocumentedError, ...] | None:
    """The errors that a description lists, sorted and each once; None if it has no such list."""
    if description is None or INTRODUCTION not in _SPACE.sub(" ", description):
        return None
    words = r"\s+".join(re.escape(word) for word in INTRODUCTION.split())
    listed = re.split(words, description, maxsplit=1)[1]
    return unique(DocumentedError(code, _first_line(message)) for code, message in _ITEM.findall(listed))


def unread(description: str | None) -> tuple[str, ...]:
    """Lines after the introduction that begin like an item of the list and are none."""
    if description is None or INTRODUCTION not in _SPACE.sub(" ", description):
        return ()
    listed = {error.code for error in read(description) or ()}
    lines = [line.strip() for line in description.splitlines()]
    odd = (line for line in lines if line.startswith(("-", "*", "\u2022")) and "KT-" in line.upper())
    return tuple(line for line in odd if not any(f"{code}:" in line for code in listed))


def unique(items: Iterable[DocumentedError]) -> tuple[DocumentedError, ...]:
    """Sorted by code, a repeated code once: the documentation lists some twice."""
    return tuple({item.code: item for item in sorted(items)}.values())


def write(items: Iterable[DocumentedError]) -> str:
    """The description that `read` reads back."""
    lines = [f"- {item.code}: {item.message}" for item in items]
    return "\n".join([INTRODUCTION, "", *lines])


def _first_line(message: str) -> str:
    # A message ends with its line: whatever prose follows the list is no part of it.
    return _SPACE.sub(" ", message.split("\n", maxsplit=1)[0]).strip()
