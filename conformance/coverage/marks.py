"""Marks: each is one thing of a contract that an exchange exercised, and the kinds of them.

A mark is plain text in three parts, so that marks are cheap to keep, join by union, and travel as JSON.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Kind(enum.StrEnum):
    """What is counted. Values of inputs count once a target coerced them, whatever it answered then."""

    MUTATIONS = "mutations"
    ERRORS = "errors"
    OUTPUT_FIELDS = "output-fields"
    POSSIBLE_TYPES = "possible-types"
    ENUM_VALUES_RECEIVED = "enum-values-received"
    ENUM_VALUES_SENT = "enum-values-sent"
    INPUTS_PRESENT = "inputs-present"
    INPUTS_ABSENT = "inputs-absent"
    INPUTS_NULL = "inputs-null"
    INPUTS_BOUNDARY = "inputs-boundary"
    INPUTS_INVALID = "inputs-invalid"
    EDGES = "edges"


class Mark(NamedTuple):
    """One thing: `group` is the type or the mutation that it belongs to, `name` what it is in there."""

    kind: Kind
    group: str
    name: str


#: Marks as they travel: names by group by kind, sorted.
Grouped = Mapping[str, Mapping[str, tuple[str, ...]]]


def grouped(marks: Iterable[Mark]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Marks in plain values."""
    found: dict[str, dict[str, list[str]]] = {}
    for mark in sorted(marks):
        found.setdefault(mark.kind.value, {}).setdefault(mark.group, []).append(mark.name)
    return {kind: {group: tuple(names) for group, names in groups.items()} for kind, groups in found.items()}


def listed(values: Grouped) -> Iterator[Mark]:
    """The inverse of `grouped`; ValueError for a kind that is not known."""
    for kind, groups in values.items():
        for group, names in groups.items():
            for name in names:
                yield Mark(Kind(kind), group, name)
