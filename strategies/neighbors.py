"""Valid inputs that differ from a valid one in one place: an optional input left out, an enum's other name.

What a target let in is let in with most of these as well, so that each state of an input can be reached
for sure, and not only by the luck of drawing it together with everything else that it takes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from schema import types
from schema.contract import Contract

_Steps = tuple[str | int, ...]


@attrs.frozen
class State:
    """An optional input that is left out, or an enum that has a `name`; `place` are names of inputs."""

    place: tuple[str, ...]
    name: str | None = None


@attrs.frozen
class _Input:
    """An input at some place of a value, given or not."""

    steps: _Steps
    field: types.InputValue
    is_given: bool
    value: Any
    can_be_absent: bool

    @property
    def place(self) -> tuple[str, ...]:
        return tuple(step for step in self.steps if isinstance(step, str))


def states(contract: Contract, mutation: str, variables: Mapping[str, Any]) -> frozenset[State]:
    """The states that are there in valid variables of a mutation."""
    schema = contract.schema_of(mutation)
    found = set[State]()
    for one in _inputs(schema, contract.mutation(mutation).arguments, variables):
        if not one.is_given:
            found.update({State(one.place)} if one.can_be_absent else ())
        elif isinstance(schema[one.field.type.name], types.Enum):
            found.update(State(one.place, name) for _, name in _leaves(one.value, one.steps))
    return frozenset(found)


def neighbors(
    contract: Contract, mutation: str, variables: Mapping[str, Any]
) -> Iterator[tuple[State, dict[str, Any]]]:
    """States that are not there, and the variables changed in one place so that they are.

    Inputs left out and names of enums by turns, the first inputs and the last names first.
    """
    left_out = _left_out(contract, mutation, variables)
    named = _named(contract, mutation, variables)
    for pair in itertools.zip_longest(left_out, named):
        yield from (one for one in pair if one is not None)


def filled(
    contract: Contract, mutation: str, variables: Mapping[str, Any], other: Mapping[str, Any]
) -> dict[str, Any]:
    """Valid variables, and what is left out or null in them, but not in other valid ones, as it is there."""
    return _filled(contract.schema_of(mutation), contract.mutation(mutation).arguments, variables, other)


def _filled(
    schema: types.Schema,
    fields: Mapping[str, types.InputValue],
    values: Mapping[str, Any],
    other: Mapping[str, Any],
) -> dict[str, Any]:
    found = dict(values)
    for name in fields:
        mine, theirs = values.get(name), other.get(name)
        if mine is None and theirs is not None:
            found[name] = theirs
        elif isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            type_ = schema[fields[name].type.name]
            if isinstance(type_, types.InputObject) and not type_.one_of:
                found[name] = _filled(schema, type_.fields, mine, theirs)
    return found


def _left_out(
    contract: Contract, mutation: str, variables: Mapping[str, Any]
) -> Iterator[tuple[State, dict[str, Any]]]:
    there = states(contract, mutation, variables)
    for one in _inputs(contract.schema_of(mutation), contract.mutation(mutation).arguments, variables):
        if one.is_given and one.can_be_absent and State(one.place) not in there:
            yield State(one.place), _changed(variables, one.steps, _without)


def _named(
    contract: Contract, mutation: str, variables: Mapping[str, Any]
) -> Iterator[tuple[State, dict[str, Any]]]:
    schema = contract.schema_of(mutation)
    there = states(contract, mutation, variables)
    for one in _inputs(schema, contract.mutation(mutation).arguments, variables):
        type_ = schema[one.field.type.name]
        first = next(_leaves(one.value, one.steps), None)
        if not isinstance(type_, types.Enum) or first is None:
            continue
        for name in reversed(tuple(type_.values)):
            if State(one.place, name) not in there:
                yield State(one.place, name), _changed(variables, first[0], _putting(name))


def _inputs(
    schema: types.Schema,
    fields: Mapping[str, types.InputValue],
    values: Mapping[str, Any],
    around: _Steps = (),
    *,
    is_one_of: bool = False,
) -> Iterator[_Input]:
    """The inputs of an object and of those inside that are given. One of one-of objects has to be there."""
    for name, field in fields.items():
        steps = (*around, name)
        can_be_absent = not (field.required or is_one_of)
        if not is_one_of or name in values:
            yield _Input(steps, field, name in values, values.get(name), can_be_absent)
        type_ = schema[field.type.name]
        if isinstance(type_, types.InputObject):
            for inside, value in _leaves(values.get(name), steps):
                yield from _inputs(schema, type_.fields, value, inside, is_one_of=type_.one_of)


def _leaves(value: Any, steps: _Steps) -> Iterator[tuple[_Steps, Any]]:
    """A value that is no list, or all within one, and where they stand; nulls are none."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, (*steps, index))
    elif value is not None:
        yield steps, value


def _changed(value: Any, steps: _Steps, change: Callable[[Any, Any], None]) -> Any:
    """A copy in which the innermost container was changed at the last step."""
    copy: Any = dict(value) if isinstance(value, Mapping) else list(value)
    if len(steps) == 1:
        change(copy, steps[0])
    else:
        copy[steps[0]] = _changed(copy[steps[0]], steps[1:], change)
    return copy


def _without(container: dict[str, Any], name: str) -> None:
    del container[name]


def _putting(name: str) -> Callable[[Any, Any], None]:
    def put(container: Any, step: Any) -> None:
        container[step] = name

    return put
