"""Text with marks: what each place of a document asks about, so that an error there says what is wrong."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping

import attrs

from schema import types


class Part(enum.IntEnum):
    """What of an element a place is about; where an error has several places, the least one tells most."""

    VALUE = 1  # the variable that is given to an argument or an input field
    NAME = 2  # the name of a field, an argument, an input field or an enum value
    SELECTION = 3  # the braces behind a field
    LITERAL = 4  # the braces of an input object
    CONDITION = 5  # the type that a fragment is on
    SPREAD = 6  # a fragment where a type should be one that it applies to
    TYPE = 7  # the type of a variable, or its declaration
    OPERATION = 8  # an operation as a whole
    TYPENAME = 9  # the field `__typename`, which any type has


@attrs.frozen
class Mark:
    """An element by its coordinate, the part of it, and where it matters the type that stands beside."""

    coordinate: str
    part: Part
    beside: str = ""


#: A piece of text, and what is asked about where it begins.
Segment = tuple[str, Mark | None]


@attrs.frozen
class Text:
    """A document, and its marks by line and column, both counted from 1."""

    text: str
    marks: Mapping[tuple[int, int], Mark]

    @property
    def size(self) -> int:
        """Its length in bytes: all of it is ASCII."""
        return len(self.text)


def join(lines: Iterable[Iterable[Segment]]) -> Text:
    """The text of some lines."""
    texts: list[str] = []
    found: dict[tuple[int, int], Mark] = {}
    for number, line in enumerate(lines, start=1):
        parts: list[str] = []
        column = 1
        for text, mark in line:
            if mark is not None:
                found[number, column] = mark
            parts.append(text)
            column += len(text)
        texts.append("".join(parts))
    return Text("\n".join(texts), found)


def plain(text: str) -> Segment:
    """Text that asks about nothing."""
    return (text, None)


def typed(ref: types.TypeRef, coordinate: str) -> Iterator[Segment]:
    """A type as it is declared: an error points to its name, or to the list around it."""
    written = str(ref)
    brackets = len(written) - len(written.lstrip("["))
    mark = Mark(coordinate, Part.TYPE, ref.name)
    if brackets:
        yield ("[", mark)
        yield plain("[" * (brackets - 1))
    yield (written[brackets:], mark)
