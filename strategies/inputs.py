"""Valid inputs: JSON values that coerce, for every input type."""

from __future__ import annotations

import functools
import itertools
import zlib
from collections.abc import Mapping
from typing import Any

import attrs
from hypothesis import strategies as st

from schema import contract as contracts
from schema import errors, types
from strategies import formats, known, scalars

MAX_ITEMS = 3
#: How often a recursive input object may stand on the way to a value, and how many of them, before one
#: that is there already is left out, or where it is required made as small as it can be.
MAX_RECURSION = 2
MAX_NESTING = 4

_COUNTER = itertools.count(1)


def variables(
    contract: contracts.Contract, mutation: str, *, knowing: known.Known = known.NOTHING
) -> st.SearchStrategy[dict[str, Any]]:
    """The variables of a mutation's operation: one for each argument, optional ones also absent."""
    arguments = contract.mutation(mutation).arguments
    return _Inputs(contract.schema_of(mutation), knowing).fields(arguments, ())


def twins(
    contract: contracts.Contract, mutation: str, *, knowing: known.Known, other: known.Known
) -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    """Variables of a mutation, twice: as they are for one and for another who knows something else.

    They differ in nothing but the values of fields of which one knows more. It takes little more to draw
    both than one.
    """
    arguments = contract.mutation(mutation).arguments
    drawn = _Inputs(contract.schema_of(mutation), knowing, other).fields(arguments, ())
    return drawn.map(lambda both: (_side(both, 0), _side(both, 1)))


def for_type(
    contract: contracts.Contract,
    type_: str,
    *,
    server: str | None = None,
    knowing: known.Known = known.NOTHING,
) -> st.SearchStrategy[Any]:
    """Values of any input type, written as in SDL: `for_type(contract, "[ReadingInputType!]!")`.

    The first server that has the type defines it, or the one that is named.
    """
    ref = types.TypeRef.parse(type_)
    if server is not None and server not in contract.servers:
        hint = errors.suggestion(server, contract.servers)
        raise errors.ContractError(f"there is no server {server!r} in the contract{hint}")
    named = list(contract.servers.values()) if server is None else [contract.servers[server]]
    schema = next((one.schema for one in named if ref.name in one.schema), named[0].schema)
    return _Inputs(schema, knowing).value(ref, None, ())


class _Unique(str):
    """Text that no other draw and no other run has: what is drawn behind it must not depend on it."""

    __slots__ = ("drawn", "nonce")
    drawn: str
    nonce: str

    @classmethod
    def made(cls, nonce: str, drawn: str) -> _Unique:
        """A new one. It is counted, since Hypothesis draws the simplest values again and again."""
        unique = cls(f"{nonce}-{next(_COUNTER):x}-{drawn}")
        unique.nonce, unique.drawn = nonce, drawn
        return unique

    def __repr__(self) -> str:
        return "'<unique>'"

    def __reduce__(self) -> tuple[Any, ...]:
        """Whoever unpickles it gets a new one."""
        return _Unique.made, (self.nonce, self.drawn)


def renewed(value: Any) -> Any:
    """A copy of drawn variables in which what has to be unique is new again."""
    if isinstance(value, Mapping):
        return {name: renewed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [renewed(inner) for inner in value]
    return _Unique.made(value.nonce, value.drawn) if isinstance(value, _Unique) else value


class _Twins(tuple[Any, Any]):
    """A value for one and another for the other, in one place."""

    __slots__ = ()


def _side(value: Any, side: int) -> Any:
    if isinstance(value, _Twins):
        return value[side]
    if isinstance(value, dict):
        return {name: _side(inner, side) for name, inner in value.items()}
    return [_side(inner, side) for inner in value] if isinstance(value, list) else value


@attrs.frozen
class _Drawn:
    """A field and the states that it can be in; `names` are the values of an enum."""

    name: str
    value: st.SearchStrategy[Any]
    can_be_absent: bool
    can_be_null: bool
    is_object: bool
    names: tuple[str, ...] = ()

    @functools.cached_property
    def states(self) -> tuple[str, ...]:
        """Equally likely. Objects and enums are mostly there: they have much inside to be seen."""
        present = ("present",) * (5 if self.is_object or self.names else 2)
        return ("absent",) * self.can_be_absent + ("null",) * self.can_be_null + present


@st.composite
def _dictionaries(draw: st.DrawFn, fields: tuple[_Drawn, ...]) -> dict[str, Any]:
    """An input object; `fixed_dictionaries` would draw nulls too rarely and deep objects hardly ever."""
    found: dict[str, Any] = {}
    for field in fields:
        state = _pick(draw, field.states, found) if len(field.states) > 2 else "present"
        if state == "null":
            found[field.name] = None
        elif state == "present":
            found[field.name] = _pick(draw, field.names, found) if field.names else draw(field.value)
    return found


_NUMBERS = st.integers(0, 2**32 - 1)


def _pick(draw: st.DrawFn, choices: tuple[str, ...], before: Mapping[str, Any]) -> str:
    """One of some choices, evenly.

    Hypothesis makes many examples from earlier ones by changing a part, so that in 300 examples some of 20
    choices would never be seen. What was drawn before shifts the choice; small numbers, to which it
    shrinks, do not.
    """
    number: int = draw(_NUMBERS)
    shift = _number(before) if number > 255 else 0
    return choices[(number + shift) % len(choices)]


def _number(value: object) -> int:
    """The same for equal values, in every process."""
    return zlib.crc32(repr(value).encode("utf-8", "surrogatepass"))


@functools.cache
def _one_of_names(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return _NUMBERS.map(lambda number: names[number % len(names)])


@attrs.frozen
class _Inputs:
    schema: types.Schema
    knowing: known.Known
    other: known.Known | None = None
    made: dict[tuple[str, tuple[str, ...]], st.SearchStrategy[Any]] = attrs.field(factory=dict, init=False)

    def fields(
        self, fields: Mapping[str, types.InputValue], within: tuple[str, ...]
    ) -> st.SearchStrategy[dict[str, Any]]:
        drawn = tuple(
            _Drawn(
                name,
                self.value(field.type.non_null, name, within),
                can_be_absent=not field.required,
                can_be_null=not field.type.required,
                is_object=isinstance(self.schema[field.type.name], types.InputObject),
                names=self._names(field.type),
            )
            for name, field in fields.items()
            if field.required or not _is_exhausted(field.type.name, within)
        )
        return _dictionaries(drawn)

    def value(self, ref: types.TypeRef, field: str | None, within: tuple[str, ...]) -> st.SearchStrategy[Any]:
        """Values of a type at a field of that name; `within` are the recursive input objects around it."""
        if not ref.required:
            return st.one_of(self.value(ref.non_null, field, within), st.none())
        if ref.item is not None:
            if _is_exhausted(ref.name, within):
                return st.just([])
            return st.lists(self.value(ref.item, field, within), max_size=MAX_ITEMS)
        return self._named(ref.name, field, within)

    def _names(self, ref: types.TypeRef) -> tuple[str, ...]:
        type_ = self.schema[ref.name]
        return tuple(sorted(type_.values)) if isinstance(type_, types.Enum) and ref.item is None else ()

    def _named(self, name: str, field: str | None, within: tuple[str, ...]) -> st.SearchStrategy[Any]:
        match self.schema[name]:
            case types.Scalar():
                return self._scalar(name, field)
            case types.Enum(values=values):
                if not values:
                    raise errors.ContractError(f"enum {name!r} has no values to choose from")
                return _one_of_names(tuple(sorted(values)))
            case types.InputObject() as type_:
                return self._object(type_, within)
            case _:
                raise errors.ContractError(f"{name!r} is an output type and takes no input")

    def _object(self, type_: types.InputObject, within: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
        if _is_exhausted(type_.name, within):
            return self._smallest(type_, ())
        key = (type_.name, tuple(sorted(within)))
        if key not in self.made:
            recursive = type_.name in self.schema.recursive_inputs
            inside = (*within, type_.name) if recursive else within
            self.made[key] = (
                self._alternatives(type_, inside) if type_.one_of else self.fields(type_.fields, inside)
            )
        return self.made[key]

    def _alternatives(
        self, type_: types.InputObject, within: tuple[str, ...]
    ) -> st.SearchStrategy[dict[str, Any]]:
        possible = [
            st.fixed_dictionaries({name: self.value(field.type.non_null, name, within)})
            for name, field in type_.fields.items()
            if not _is_exhausted(field.type.name, within)
        ]
        return st.one_of(possible) if possible else self._smallest(type_, ())

    def _smallest(
        self, type_: types.InputObject, around: tuple[str, ...]
    ) -> st.SearchStrategy[dict[str, Any]]:
        """Only what is required, lists empty; ContractError if a value would have to contain itself."""
        if type_.name in around:
            raise errors.ContractError(f"input type {type_.name!r} requires itself: it has no finite value")
        inside = (*around, type_.name)
        if not type_.one_of:
            required = {name: field for name, field in type_.fields.items() if field.required}
            return st.fixed_dictionaries(
                {name: self._smallest_value(field, inside) for name, field in required.items()}
            )
        for name, field in type_.fields.items():
            try:
                return st.fixed_dictionaries({name: self._smallest_value(field, inside)})
            except errors.ContractError:
                continue  # another alternative may have a finite value
        raise errors.ContractError(f"input type {type_.name!r} requires itself: it has no finite value")

    def _smallest_value(self, field: types.InputValue, around: tuple[str, ...]) -> st.SearchStrategy[Any]:
        if field.type.item is not None:
            return st.just([])
        named = self.schema[field.type.name]
        if isinstance(named, types.InputObject):
            return self._smallest(named, around)
        return self._named(field.type.name, field.name, ())

    def _scalar(self, name: str, field: str | None) -> st.SearchStrategy[Any]:
        own = _Values.of(self.knowing, name, field)
        other = own if self.other is None else _Values.of(self.other, name, field)
        if other == own:
            return own.strategy(name)
        if (listed := other.listed) is not None:
            # As good as drawn, and takes half the time.
            return own.strategy(name).map(lambda value: _Twins((value, listed[_number(value) % len(listed)])))
        return st.tuples(own.strategy(name), other.strategy(name)).map(_Twins)


@attrs.frozen
class _Values:
    """What somebody knows of the values of a field."""

    format: formats.Format | None
    nonce: str
    real: tuple[object, ...]

    @classmethod
    def of(cls, knowing: known.Known, scalar: str, field: str | None) -> _Values:
        """What is known of a field of that name and scalar."""
        format_ = formats.find((*knowing.formats, *formats.standard_table()), scalar, field)
        return cls(format_, knowing.nonce, knowing.values.get(field or "", ()))

    @property
    def listed(self) -> tuple[Any, ...] | None:
        """All that the field may have, if that is a list."""
        if self.format is None or self.format.unique or self.real:
            return None
        return self.format.values or None

    def strategy(self, scalar: str) -> st.SearchStrategy[Any]:
        """Values of the field."""
        strategy = scalars.strategy(scalar) if self.format is None else self.format.strategy
        if self.format is not None and self.format.unique and self.nonce:
            strategy = strategy.map(lambda value: _Unique.made(self.nonce, value))
        # Two to one for real values: mostly they reach behind the first check, and now and then not.
        real = self.real
        return st.one_of(st.sampled_from(real), st.sampled_from(real), strategy) if real else strategy


def _is_exhausted(name: str, within: tuple[str, ...]) -> bool:
    return name in within and (within.count(name) >= MAX_RECURSION or len(within) >= MAX_NESTING)
