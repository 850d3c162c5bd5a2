"""Making a case smaller while a finding still shows, in a bounded number of requests.

A search over a callback: it leaves out fields of the selection and of the input, items of lists and parts of
texts, and makes numbers smaller. What the contract calls valid stays valid, and nothing is touched that the
case is about. Deterministic.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs
import graphql
from graphql.language import ast

from conformance import cases, replay
from conformance.model import Case
from conformance.probe import document as locks
from schema import documents, errors, types
from schema.contract import Contract
from strategies import examples, formats

DEFAULT_BUDGET = 50

#: Scalars whose values are any text: for all others, a part of a value need not be one.
_ANY_TEXT = ("String", "ID")
_NUMBERS = ("Int", "Float", "BigInt")

Path = tuple[str | int, ...]
Unit = TypeVar("Unit")


@attrs.frozen
class Minimized:
    """The smallest case that was found, and how many requests it took."""

    case: Case
    requests: int


def minimize(
    case: Case, contract: Contract, shows: Callable[[Case], bool], *, budget: int = DEFAULT_BUDGET
) -> Minimized:
    """The smallest case that `shows` says yes to, which it is taken to say of the given one.

    `shows` is called at most `budget` times, never twice for the same case.
    """
    search = _Search(case, shows, budget)
    if case.moves:
        _move_less(search)
        return Minimized(search.best, search.spent)
    schema = contract.schema_of(case.mutation)
    inputs = _Inputs.of(case, contract)
    while not search.is_over:
        before = search.best
        if not replay.is_locked(case):
            _select_less(search, schema)
        _give_less(search, inputs)
        _give_smaller(search, inputs)
        if search.best is before:
            break
    return Minimized(search.best, search.spent)


def size(case: Case) -> int:
    """What is made smaller: the characters of document and variables, and of moves."""
    return len(_written(case))


@attrs.define
class _Search:
    """The best case so far, and what it cost."""

    best: Case
    shows: Callable[[Case], bool]
    budget: int
    spent: int = 0
    seen: set[str] = attrs.field()

    @seen.default
    def _seen_at_first(self) -> set[str]:
        return {_written(self.best)}

    @property
    def is_over(self) -> bool:
        return self.spent >= self.budget

    def takes(self, case: Case) -> bool:
        """Ask whether a case that is not larger shows the finding, and keep it if it does."""
        written = _written(case)
        if self.is_over or written in self.seen or len(written) > size(self.best):
            return False
        self.seen.add(written)
        self.spent += 1
        if not self.shows(case):
            return False
        self.best = case
        return True

    def takes_variables(self, variables: Mapping[str, Any]) -> bool:
        return self.takes(attrs.evolve(self.best, variables=variables))

    def thin(self, units: Sequence[Unit], keeps: Callable[[tuple[Unit, ...]], bool]) -> None:
        """Leave out as many units as may be, first all of them, then ever smaller runs."""
        kept = tuple(units)
        run = len(kept)
        while run and not self.is_over:
            start = 0
            while start < len(kept) and not self.is_over:
                shorter = kept[:start] + kept[start + run :]
                if keeps(shorter):
                    kept = shorter
                else:
                    start += run
            run //= 2


def _written(case: Case) -> str:
    moves = "".join(str(one) for one in case.moves)
    return case.operation.text + json.dumps(dict(case.variables), ensure_ascii=True) + moves


# The moves of a workflow.


def _move_less(search: _Search) -> None:
    """Leave out moves before the last one; what that one asks for follows from those before it."""
    *before, last = search.best.moves
    search.thin(before, lambda kept: search.takes(attrs.evolve(search.best, moves=(*kept, last))))


# The selection.


def _select_less(search: _Search, schema: types.Schema) -> None:
    """Ask for `__typename` alone, or for as few fields as may be."""
    text = search.best.operation.text
    (operation,) = (
        node for node in graphql.parse(text).definitions if isinstance(node, ast.OperationDefinitionNode)
    )
    selected = operation.selection_set

    def takes(shorter: str | None) -> bool:
        # A variable that is no longer used would make the document invalid (5.8.4 "All Variables Used").
        if shorter is None or shorter.count("$") != text.count("$"):
            return False
        read = documents.read(shorter, schema, search.best.variables)
        return search.takes(attrs.evolve(search.best, operation=read))

    root = selected.selections[0]
    if len(selected.selections) == 1 and isinstance(root, ast.FieldNode) and root.selection_set is not None:
        start, end = _span(root.selection_set)
        if takes(f"{text[:start]}{{ __typename }}{text[end:]}"):
            return
    search.thin(list(_leaves(selected)), lambda kept: takes(_cut(text, selected, frozenset(kept))))


def _leaves(selected: ast.SelectionSetNode) -> Iterator[int]:
    """Where in the document the fields begin that have none below them."""
    for node in selected.selections:
        inner = _inner(node)
        if inner is not None:
            yield from _leaves(inner)
        elif isinstance(node, ast.FieldNode):
            yield _span(node)[0]


def _cut(text: str, selected: ast.SelectionSetNode, kept: frozenset[int]) -> str | None:
    """The document with only these leaves, or None if nothing would remain."""
    spans = _cuts(selected, kept)
    if spans is None:
        return None
    for start, end in reversed(spans):
        before = text[:start]
        # Space before a field goes with it, but for a line's end, which may end a comment.
        text = (before if "#" in before else before.rstrip()) + text[end:]
    return text


def _cuts(selected: ast.SelectionSetNode, kept: frozenset[int]) -> list[tuple[int, int]] | None:
    found: list[tuple[int, int]] = []
    remains = False
    for node in selected.selections:
        inner = _inner(node)
        below = [] if inner is None else _cuts(inner, kept)
        goes = isinstance(node, ast.FieldNode) and inner is None and _span(node)[0] not in kept
        if goes or below is None:
            found.append(_span(node))
        else:
            remains = True
            found += below
    return found if remains else None


def _inner(node: ast.SelectionNode) -> ast.SelectionSetNode | None:
    return node.selection_set if isinstance(node, ast.FieldNode | ast.InlineFragmentNode) else None


def _span(node: ast.Node) -> tuple[int, int]:
    assert node.loc is not None
    return node.loc.start, node.loc.end


# The variables.


@attrs.frozen
class _Value:
    """A value in the variables, its type, and whether it may be left out."""

    path: Path
    name: str
    type: types.TypeRef
    value: Any
    can_go: bool


@attrs.frozen
class _Inputs:
    """What may be changed in a case's variables.

    `place` is what the case is about, as a path from its variables, and `is_fixed` that its value must stay;
    `limited` are values with a documented limit, which are valid only inside. Where something is
    executed, identifiers stay as they are: one that cannot exist must not become one that may.
    Locks are not declared here, so that nothing ever changes them.
    """

    schema: types.Schema
    declared: Mapping[str, types.InputValue]
    place: Path
    is_fixed: bool
    limited: frozenset[Path]
    executes: bool

    @classmethod
    def of(cls, case: Case, contract: Contract) -> _Inputs:
        is_locked = replay.is_locked(case)
        place = case.place
        if is_locked and place:
            place = (locks.variable(str(place[0])), *place[1:])
        limits = contract.mutation(case.mutation).limits
        return cls(
            schema=contract.schema_of(case.mutation),
            declared={
                name: one for name, one in _declared(case.operation.text).items() if name not in locks.LOCKS
            },
            place=place,
            is_fixed=bool(case.violation),
            limited=frozenset(tuple(limit.path.split(".")) for limit in limits),
            executes=not is_locked,
        )

    def values(self, variables: Mapping[str, Any]) -> Iterator[_Value]:
        """Everything that may be changed, from outside to inside."""
        if self.is_fixed and not self.place:
            return  # it is about a value, and does not say which
        yield from self._fields(self.declared, variables, (), is_open=True)

    def smaller(self, one: _Value) -> Iterator[Any]:
        """Valid values that are smaller, the smallest first, down to those a little smaller."""
        scalar = one.type.name
        if one.value is None or one.type.item is not None or scalar == "Boolean":
            return
        if isinstance(self.schema[scalar], types.InputObject):
            return
        if self.executes and formats.find(cases.UNREACHABLE, scalar, one.name) is not None:
            return
        if scalar in _ANY_TEXT and isinstance(one.value, str):
            yield from _shorter(one.value)
        elif scalar in _NUMBERS and type(one.value) in (int, float):
            yield from _less(one.value)
        else:
            yield from self._example(one)

    def _example(self, one: _Value) -> Iterator[Any]:
        try:
            example = examples.of_type(self.schema, one.type.non_null)
        except errors.ContractError:
            return  # of a scalar that nothing is known of
        if len(json.dumps(example)) < len(json.dumps(one.value)):
            yield example

    def _fields(
        self, fields: Mapping[str, types.InputValue], values: Mapping[str, Any], at: Path, *, is_open: bool
    ) -> Iterator[_Value]:
        for name, value in values.items():
            if name in fields:
                field = fields[name]
                yield from self._value(field.type, name, value, (*at, name), is_open and not field.required)

    def _value(self, ref: types.TypeRef, name: str, value: Any, path: Path, can_go: bool) -> Iterator[_Value]:
        if path in self.limited or (self.is_fixed and path == self.place):
            return
        leads_to_place = self.place[: len(path)] == path
        yield _Value(path, name, ref, value, can_go and not leads_to_place)
        type_ = self.schema[ref.name]
        if ref.item is not None and isinstance(value, list):
            # Where the place is in a list, another item that goes would move it.
            for index, item in enumerate(value):
                yield from self._value(ref.item, name, item, (*path, index), not leads_to_place)
        elif ref.item is None and isinstance(type_, types.InputObject) and isinstance(value, Mapping):
            yield from self._fields(type_.fields, value, path, is_open=not type_.one_of)


def _declared(text: str) -> dict[str, types.InputValue]:
    """The variables of a document's operation."""
    found: dict[str, types.InputValue] = {}
    for definition in graphql.parse(text).definitions:
        if isinstance(definition, ast.OperationDefinitionNode):
            for node in definition.variable_definitions or ():
                name = node.variable.name.value
                default = None if node.default_value is None else graphql.print_ast(node.default_value)
                type_ = types.TypeRef.parse(graphql.print_ast(node.type))
                found[name] = types.InputValue(name, type_, default)
    return found


def _give_less(search: _Search, inputs: _Inputs) -> None:
    """Leave out optional values and items of lists."""
    variables = search.best.variables
    removable = [one.path for one in inputs.values(variables) if one.can_go]

    def keeps(kept: tuple[Path, ...]) -> bool:
        return search.takes_variables(_without(variables, frozenset(removable) - frozenset(kept)))

    search.thin(removable, keeps)


def _give_smaller(search: _Search, inputs: _Inputs) -> None:
    """Make each single value as small as may be; first all of them at once, since most findings need none."""
    smallest = search.best.variables
    leaves = list(inputs.values(smallest))
    for one in leaves:
        smallest = _with(smallest, one.path, next(inputs.smaller(one), one.value))
    if search.takes_variables(smallest):
        return
    for one in leaves:
        shrunk: _Value | None = one
        while shrunk is not None and not search.is_over:
            shrunk = _shrunk(search, inputs, shrunk)


def _shrunk(search: _Search, inputs: _Inputs, one: _Value) -> _Value | None:
    """The value after one step that the search took, or None if it took none."""
    for value in inputs.smaller(one):
        if search.takes_variables(_with(search.best.variables, one.path, value)):
            return attrs.evolve(one, value=value)
    return None


def _shorter(text: str) -> Iterator[str]:
    half = len(text) // 2
    if text:
        yield ""
    if half:
        yield text[:half]
        yield text[half:]


def _less(number: int | float) -> Iterator[int | float]:
    """Zero, then numbers ever nearer to the given one, from its own side of zero."""
    # JSON as Python reads it has numbers that are not finite: they have no whole part.
    whole = int(number) if abs(number) < float("inf") else 0
    sign, step = (-1 if whole < 0 else 1), abs(whole)
    while step:
        yield whole - sign * step
        step //= 2
    if whole != number:
        yield whole


def _without(value: Any, dropped: frozenset[Path], at: Path = ()) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _without(inner, dropped, (*at, key))
            for key, inner in value.items()
            if (*at, key) not in dropped
        }
    if isinstance(value, list):
        return [
            _without(inner, dropped, (*at, index))
            for index, inner in enumerate(value)
            if (*at, index) not in dropped
        ]
    return value


def _with(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {key: _with(inner, rest, new) if key == step else inner for key, inner in value.items()}
    return [_with(inner, rest, new) if index == step else inner for index, inner in enumerate(value)]
