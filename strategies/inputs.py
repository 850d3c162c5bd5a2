"""Valid inputs: JSON values that coerce, for every input type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from hypothesis import strategies as st

from schema import contract as contracts
from schema import errors, types
from strategies import formats, known, scalars

MAX_ITEMS = 3
#: How often an input object may contain itself; beyond that its optional fields are left out.
MAX_RECURSION = 2


def variables(
    contract: contracts.Contract, mutation: str, *, knowing: known.Known = known.NOTHING
) -> st.SearchStrategy[dict[str, Any]]:
    """The variables of a mutation's operation: one for each argument, optional ones also absent."""
    arguments = contract.mutation(mutation).arguments
    return _Inputs(contract.schema_of(mutation), knowing).fields(arguments, ())


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
    named = [contract.servers[server]] if server else list(contract.servers.values())
    schema = next((one.schema for one in named if ref.name in one.schema), named[0].schema)
    return _Inputs(schema, knowing).value(ref, None, ())


@attrs.frozen
class _Inputs:
    schema: types.Schema
    knowing: known.Known

    def fields(
        self, fields: Mapping[str, types.InputValue], within: tuple[str, ...]
    ) -> st.SearchStrategy[dict[str, Any]]:
        required: dict[str, st.SearchStrategy[Any]] = {}
        optional: dict[str, st.SearchStrategy[Any]] = {}
        for name, field in fields.items():
            if not field.required and within.count(field.type.name) >= MAX_RECURSION:
                continue
            value = self.value(field.type, name, within)
            (required if field.required else optional)[name] = value
        return st.fixed_dictionaries(required, optional=optional)

    def value(self, ref: types.TypeRef, field: str | None, within: tuple[str, ...]) -> st.SearchStrategy[Any]:
        """Values of a type at a field of that name; `within` are the input objects around it."""
        if not ref.required:
            return st.one_of(self.value(ref.non_null, field, within), st.none())
        if ref.item is not None:
            if within.count(ref.name) >= MAX_RECURSION:
                return st.just([])
            return st.lists(self.value(ref.item, field, within), max_size=MAX_ITEMS)
        return self._named(ref.name, field, within)

    def _named(self, name: str, field: str | None, within: tuple[str, ...]) -> st.SearchStrategy[Any]:
        match self.schema[name]:
            case types.Scalar():
                return self._scalar(name, field)
            case types.Enum(values=values):
                return st.sampled_from(sorted(values))
            case types.InputObject() as type_:
                return self._object(type_, within)
            case _:
                raise errors.ContractError(f"{name!r} is an output type and takes no input")

    def _object(self, type_: types.InputObject, within: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
        if within.count(type_.name) >= MAX_RECURSION:
            raise errors.ContractError(f"input type {type_.name!r} requires itself: it has no finite value")
        inside = (*within, type_.name)
        if type_.one_of:
            alternatives = [
                st.fixed_dictionaries({name: self.value(field.type.non_null, name, inside)})
                for name, field in type_.fields.items()
                if within.count(field.type.name) < MAX_RECURSION
            ]
            return st.one_of(alternatives)
        return self.fields(type_.fields, inside)

    def _scalar(self, name: str, field: str | None) -> st.SearchStrategy[Any]:
        format_ = formats.find((*self.knowing.formats, *formats.standard_table()), name, field)
        strategy = scalars.strategy(name) if format_ is None else format_.strategy
        if format_ is not None and format_.unique and self.knowing.nonce:
            nonce = self.knowing.nonce
            strategy = strategy.map(lambda value: f"{nonce}-{value}")
        real = self.knowing.values.get(field or "", ())
        # Two to one for real values: mostly they reach behind the first check, and now and then not.
        return st.one_of(st.sampled_from(real), st.sampled_from(real), strategy) if real else strategy
