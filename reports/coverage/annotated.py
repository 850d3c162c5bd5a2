"""The annotated schema: its own text, each line marked by whether a run exercised what it declares."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from conformance.coverage.figures import Figure
from schema import sdl, types
from schema.contract import Contract, Server

SEEN, MISSING, PLAIN = "seen", "missing", "plain"

_HEAD = re.compile(r"(?:type|interface|input|enum|union|scalar) (\w+)")
_FIELD = re.compile(r"  (\w+)")
_ERROR = re.compile(r"  - (\S+?):")
_QUOTES = '  """'

#: Kinds of coverage whose names stand on a line of their own, in the type that is their group.
_OF_LINES = (
    "output-fields",
    "enum-values-received",
    "enum-values-sent",
    "inputs-present",
)


@attrs.frozen
class Line:
    """A line of the schema; `mark` is `plain` where it declares nothing that is counted."""

    text: str
    mark: str


@attrs.frozen
class Block:
    """A definition with its lines, and how many of the marked ones were seen."""

    name: str
    lines: tuple[Line, ...]

    @functools.cached_property
    def runs(self) -> tuple[Line, ...]:
        """The same text in fewer parts: lines that follow each other and have one mark are one."""
        grouped = itertools.groupby(self.lines, key=lambda line: line.mark)
        return tuple(Line("\n".join(line.text for line in lines), mark) for mark, lines in grouped)

    @property
    def seen(self) -> int:
        """How many lines were exercised."""
        return sum(line.mark == SEEN for line in self.lines)

    @property
    def total(self) -> int:
        """How many lines declare something that is counted."""
        return sum(line.mark != PLAIN for line in self.lines)


def blocks(contract: Contract, server: Server, figures: Iterable[Figure]) -> Iterator[Block]:
    """The type `Mutation`, then all types that its mutations take and return, in the schema's own text.

    A field of a type that is taken and a value of an enum count as seen if they were sent or received.
    """
    marks = _Marks.of({figure.kind: figure for figure in figures}, server)
    for name in sorted(marks.types, key=lambda one: (one != "Mutation", one)):
        if name not in server.schema:
            continue
        lines = sdl.write(types.Schema({name: server.schema[name]})).rstrip("\n").split("\n")
        if name == "Mutation":
            known = frozenset(one.name for one in contract.mutations.values() if one.server == server.name)
            yield Block(name, tuple(_mutations(lines, marks, known)))
        else:
            yield Block(name, tuple(_members(name, lines, marks)))


@attrs.frozen
class _Marks:
    """Marks by what a line declares: a member of a type, a documented error (`!`), a union's member (`|`)."""

    by_line: Mapping[tuple[str, ...], str]
    types: frozenset[str]

    @classmethod
    def of(cls, figures: Mapping[str, Figure], server: Server) -> _Marks:
        found: dict[tuple[str, ...], str] = {}
        reached = {"Mutation"}
        for kind in _OF_LINES:
            for group, name, mark in _listed(figures[kind]):
                owner = _owner(group, server)
                if owner is not None:
                    reached.add(owner)
                    # Seen in any way is seen.
                    known = found.get((owner, name))
                    found[owner, name] = SEEN if SEEN in (known, mark) else mark
        for group, name, mark in _listed(figures["possible-types"]):
            owner = _owner(group, server)
            if owner is not None:
                reached.add(owner)
                found["|", owner, name] = mark
        for _, name, mark in _listed(figures["mutations"]):
            found["Mutation", name] = mark
        for mutation, code, mark in _listed(figures["errors"]):
            found["!", mutation, code] = mark
        return cls(found, frozenset(reached))

    def __call__(self, *place: str) -> str:
        return self.by_line.get(place, PLAIN)


def _listed(figure: Figure) -> Iterator[tuple[str, str, str]]:
    missing = list(figure.missing.values())
    for mark, listed in ((SEEN, [figure.seen]), (MISSING, missing)):
        for groups in listed:
            for group, names in groups.items():
                yield from ((group, name, mark) for name in names)


def _owner(group: str, server: Server) -> str | None:
    """The type that a group is, if it is this server's: another one's of the same name says whose it is."""
    name, _, where = group.partition(" (")
    return name if where in ("", f"{server.name})") else None


def _members(name: str, lines: Iterable[str], marks: _Marks) -> Iterator[Line]:
    quoted = False
    for line in lines:
        fences = line.count('"""')
        declared = _FIELD.match(line)
        if line.startswith("union "):
            members = [marks("|", name, one) for one in re.findall(r"\w+", line.partition("=")[2])]
            yield Line(line, SEEN if members and set(members) == {SEEN} else MISSING)
        elif quoted or fences or declared is None:
            yield Line(line, PLAIN)
        else:
            yield Line(line, marks(name, declared[1]))
        quoted ^= fences % 2 == 1


def _mutations(lines: Iterable[str], marks: _Marks, known: frozenset[str]) -> Iterator[Line]:
    """Each mutation with its description, whose lines name its errors before its own name is known."""
    waiting: list[str] = []
    quoted = False
    for line in lines:
        fences = line.count('"""')
        declared = None if quoted or fences else _FIELD.match(line)
        quoted ^= fences % 2 == 1
        if declared is None or declared[1] not in known:
            waiting.append(line)
            continue
        for earlier in waiting:
            code = _ERROR.match(earlier)
            yield Line(earlier, PLAIN if code is None else marks("!", declared[1], code[1]))
        waiting = []
        yield Line(line, marks("Mutation", declared[1]))
    yield from (Line(line, PLAIN) for line in waiting)
