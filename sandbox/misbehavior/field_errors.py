"""Errors of fields inside a result that have wrong consequences.

A field that fails is null, or the nearest field around it that may be null; its error's path leads to it
(specification, 6.4.4 "Handling Field Errors").
"""

from __future__ import annotations

from sandbox import plans
from sandbox.misbehavior import spots
from sandbox.misbehavior.conditions import RETURNS_NULLABLE
from sandbox.misbehavior.declaration import Failing, FieldErrorFault
from sandbox.misbehavior.errors import UNDOCUMENTED

_TWO = 2


def _whole_mutation_null(failing: Failing) -> None:
    failing.raise_at(failing.place.node, failing.path)
    failing.answer[str(failing.path[0])] = None


def _null_that_does_not_rise(failing: Failing) -> None:
    failing.raise_at(failing.place.node, failing.path)
    failing.place.put(None)


def _nullable(node: plans.Node) -> list[plans.Node]:
    return [one for one in _asked(node) if not one.type.required]


def _never_null(node: plans.Node) -> list[plans.Node]:
    return [one for one in _asked(node) if one.type.required]


def _asked(node: plans.Node) -> list[plans.Node]:
    """The fields that were asked of an object, if it can be of one type only."""
    if len(node.possible) != 1:
        return []
    return [one for one in node.fields(node.possible[0]) if not one.field.name.startswith("__")]


def _has_one_of_each(node: plans.Node) -> bool:
    return bool(_nullable(node)) and bool(_never_null(node))


def _has_two_nullable(node: plans.Node) -> bool:
    return len(_nullable(node)) >= _TWO


def _error_at_the_other(failing: Failing) -> None:
    failed, other = _nullable(failing.place.node)[0], _never_null(failing.place.node)[0]
    failing.place.value[failed.key] = None
    failing.raise_at(failed, (*failing.path, other.key))


def _second_undocumented(failing: Failing) -> None:
    first, second = _nullable(failing.place.node)[:_TWO]
    for one in (first, second):
        failing.place.value[one.key] = None
        entry = failing.raise_at(one, (*failing.path, one.key))
    entry["extensions"]["errorCode"] = UNDOCUMENTED


FAULTS = (
    FieldErrorFault(
        id="errors.null-too-far",
        sentence="Answers null for the whole mutation where a field inside failed that may be null itself.",
        when=RETURNS_NULLABLE,
        where=spots.nullable_inside,
        change=_whole_mutation_null,
    ),
    FieldErrorFault(
        id="errors.null-not-far-enough",
        sentence="Answers null in a field that is never null and failed, and not in the field around it.",
        where=spots.non_null_inside,
        change=_null_that_does_not_rise,
    ),
    FieldErrorFault(
        id="errors.path-to-another-field",
        sentence="Says of a field that failed that it was another one, which has a value.",
        where=spots.single_composite,
        selected=_has_one_of_each,
        change=_error_at_the_other,
    ),
    FieldErrorFault(
        id="errors.undocumented-second-code",
        sentence="Answers two errors of which the second has a code that is documented nowhere.",
        where=spots.single_composite,
        selected=_has_two_nullable,
        change=_second_undocumented,
    ),
)
