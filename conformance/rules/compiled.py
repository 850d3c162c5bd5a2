"""The rules on shape and scalars for an answer that keeps them: one pass, and no place is named.

Nearly every answer is right, and of a right one only the number of places counts. A checker is made of an
operation once; it gives the opportunities that the rules themselves would find, or None where anything at
all is wrong: then the rules have to say what. They remain the only definition of what is right; a test holds
both against each other over arbitrary answers.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from conformance.model import Exchange
from conformance.rules import scalars, shape
from conformance.rules.declaration import Rule
from schema import types
from schema.contract import Contract
from schema.operation import TYPENAME, Operation, SelectedField, Selection

#: The rules whose opportunities are counted here.
RULES: tuple[Rule, ...] = (
    shape.selected_keys,
    shape.nothing_unasked,
    shape.non_null,
    shape.lists,
    shape.composites,
    shape.typename,
    *scalars.RULES,
)
_IDS = tuple(rule.id for rule in RULES)
_KEYS, _UNASKED, _NON_NULL, _LISTS, _COMPOSITES, _TYPENAME = range(6)
_INDEX = {rule: index for index, rule in enumerate(_IDS)}

#: Opportunities by the position of a rule in `RULES`.
_Counts = list[int]
#: Adds to the counts; False if anything is wrong.
_Check = Callable[[Any, _Counts], bool]

#: Operations whose checkers are kept: those of the items that are asked at once have a few each.
_KEPT = 512


@attrs.define(eq=False)
class Checkers:
    """The checkers of a contract's operations. Safe to share between threads."""

    contract: Contract
    # By identity: an operation is made once and used often, and to compare two of them takes longer than to
    # make a checker. The operation is kept beside, so that no other one gets its number.
    _made: OrderedDict[int, tuple[Operation, _Check]] = attrs.field(factory=OrderedDict, init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)

    def opportunities(self, exchange: Exchange) -> Mapping[str, int] | None:
        """For each rule of `RULES` its number of places in an answer that breaks none; None if it does."""
        data = exchange.document.get("data") if exchange.document else None
        if not isinstance(data, dict) or not exchange.case.expectation.is_executed:
            return dict.fromkeys(_IDS, 0)
        counts = [0] * len(_IDS)
        # It goes as deep as the selection and no deeper, however deep the answer is.
        kept = self._of(exchange.case.operation)(data, counts)
        return dict(zip(_IDS, counts, strict=True)) if kept else None

    def _of(self, operation: Operation) -> _Check:
        key = id(operation)
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found[1]
        schema = self.contract.schema_of(operation.mutation)
        asked = Selection("Mutation", ("Mutation",), (operation.root,))
        made = _Compiler(schema).composite(asked)
        with self._lock:
            self._made[key] = operation, made
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made


@attrs.frozen(eq=False)
class _Compiler:
    """Makes the checks of one operation. A field that several object types have is compiled once."""

    schema: types.Schema
    _made: dict[int, _Check] = attrs.field(factory=dict, init=False)

    def composite(self, selection: Selection) -> _Check:
        """A single composite value that is not null, as whichever object type it says that it is."""
        unnamed = self._object(selection, selection.possible)
        if not selection.tells_type:
            return unnamed
        by_name = {name: self._object(selection, (name,)) for name in selection.possible}

        def check(value: Any, counts: _Counts) -> bool:
            if type(value) is not dict:
                return False
            if TYPENAME not in value:
                return unnamed(value, counts)
            name = value[TYPENAME]
            if type(name) is not str or name not in by_name:
                return False
            counts[_TYPENAME] += 1
            return by_name[name](value, counts)

        return check

    def _object(self, selection: Selection, objects: tuple[str, ...]) -> _Check:
        """An object that is one of these types, as far as it tells."""
        common = frozenset(objects)
        expected = [field for field in selection.fields if objects and common <= field.objects]
        asked = {field.key for field in selection.fields if field.objects & common}
        is_exact = asked == {field.key for field in expected}
        checks = tuple((field.key, self._field(field)) for field in expected)
        keys, non_null = len(checks), sum(field.type.required for field in expected)

        def check(value: Any, counts: _Counts) -> bool:
            if type(value) is not dict:
                return False
            if len(value) != len(asked) if is_exact else not asked.issuperset(value):
                return False
            counts[_KEYS] += keys
            counts[_UNASKED] += 1
            counts[_NON_NULL] += non_null
            counts[_COMPOSITES] += 1
            for key, inner in checks:  # noqa: SIM110 -- a generator would take half as long again
                if key not in value or not inner(value[key], counts):
                    return False
            return True

        return check

    def _field(self, field: SelectedField) -> _Check:
        found = self._made.get(id(field))
        if found is None:
            found = self._made[id(field)] = self._value(field.type, field.selection)
        return found

    def _value(self, ref: types.TypeRef, selection: Selection | None) -> _Check:
        """Any value at a place of that type. That a required one was looked at is counted around it."""
        if ref.item is not None:
            inner = self._list(ref.item, selection)
        elif selection is not None:
            inner = self._later(selection)
        else:
            inner = self._leaf(ref.name)
        if ref.required:
            return lambda value, counts: value is not None and inner(value, counts)
        return lambda value, counts: value is None or inner(value, counts)

    def _later(self, selection: Selection) -> _Check:
        """Made when the first value comes: much of a selection is null in all answers, or of other types."""
        made: _Check | None = None

        def check(value: Any, counts: _Counts) -> bool:
            nonlocal made
            if made is None:
                made = self.composite(selection)
            return made(value, counts)

        return check

    def _list(self, ref: types.TypeRef, selection: Selection | None) -> _Check:
        item, required = self._value(ref, selection), ref.required

        def check(value: Any, counts: _Counts) -> bool:
            if type(value) is not list:
                return False
            counts[_LISTS] += 1
            if required:
                counts[_NON_NULL] += len(value)
            return all(item(one, counts) for one in value)

        return check

    def _leaf(self, name: str) -> _Check:
        """A scalar or an enum that is not null, by each rule that has something to say of its type."""
        judged = [(_INDEX[rule], is_valid) for rule, is_valid in scalars.checks(name, self.schema)]
        if len(judged) != 1:
            return _several(judged)
        ((index, is_valid),) = judged

        def check(value: Any, counts: _Counts) -> bool:
            counts[index] += 1
            return is_valid(value)

        return check


def _several(judged: list[tuple[int, Callable[[Any], bool]]]) -> _Check:
    """None for a scalar of which nothing is known; two where a schema calls an enum as a scalar is called."""

    def check(value: Any, counts: _Counts) -> bool:
        for index, _ in judged:
            counts[index] += 1
        return all(is_valid(value) for _, is_valid in judged)

    return check
