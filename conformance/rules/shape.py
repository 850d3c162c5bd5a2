"""Rules of shape: `data` mirrors the selection, with the types that the schema promises."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Tier
from conformance.rules.declaration import Clause, Place, path, rule, shown
from conformance.rules.walk import Position, expected_fields, nearest_nullable, positions
from schema import types
from schema.contract import Contract, Mutation
from schema.operation import TYPENAME

_SPEC = "https://spec.graphql.org/October2021/"
_COMPLETION = Clause("GraphQL, 6.4.3 Value Completion", f"{_SPEC}#sec-Value-Completion")
_MERGED = Clause("GraphQL, 6.3 Executing Selection Sets", f"{_SPEC}#sec-Executing-Selection-Sets")
_FIELD_ERRORS = Clause("GraphQL, 6.4.4 Handling Field Errors", f"{_SPEC}#sec-Handling-Field-Errors")

_TIERS = (Tier.EXERCISE,)


def _fields(contract: Contract, mutation: Mutation) -> Iterator[types.Field]:
    """The mutation's own field and all that can be selected below it."""
    schema = contract.schema_of(mutation.name)
    yield schema.fields_of("Mutation")[mutation.name]
    for name in schema.selectable(mutation.returns.name):
        if not schema.is_leaf(name):
            yield from (
                field for one in schema.possible_types(name) for field in schema.fields_of(one).values()
            )


def _returns_non_null(contract: Contract, mutation: Mutation) -> bool:
    return any(_has_non_null(field.type) for field in _fields(contract, mutation))


def _has_non_null(ref: types.TypeRef) -> bool:
    return ref.required or (ref.item is not None and _has_non_null(ref.item))


def _returns_list(contract: Contract, mutation: Mutation) -> bool:
    return any(field.type.item is not None for field in _fields(contract, mutation))


def _returns_composite(contract: Contract, mutation: Mutation) -> bool:
    return not contract.schema_of(mutation.name).is_leaf(mutation.returns.name)


def _returns_abstract(contract: Contract, mutation: Mutation) -> bool:
    schema = contract.schema_of(mutation.name)
    return any(
        isinstance(schema[name], types.Interface | types.Union)
        for name in schema.selectable(mutation.returns.name)
    )


@rule("shape.selected-keys", _MERGED, tiers=_TIERS)
def selected_keys(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An object has every field that was selected for its type, under its response key."""
    for position in positions(exchange):
        if _is_object(position):
            for field in expected_fields(position):
                where = path([*position.steps, field.key])
                if field.key in position.value:
                    yield Place(where)
                else:
                    yield Place(where, f"the selected field {field.name} of type {field.type}", "no such key")


@rule("shape.nothing-unasked", _MERGED, tiers=_TIERS)
def nothing_unasked(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An object has no field that was not selected for its type."""
    for position in positions(exchange):
        if _is_object(position) and position.selection is not None:
            asked = {
                field.key for field in position.selection.fields if field.objects & set(position.objects)
            }
            extra = sorted(key for key in position.value if key not in asked)
            if extra:
                yield Place(path(position.steps), f"no other keys than {shown(sorted(asked))}", shown(extra))
            else:
                yield Place(path(position.steps))


@rule("shape.non-null", _COMPLETION, tiers=_TIERS, applies=_returns_non_null)
def non_null(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A field of a non-null type is never null: the null moves up to the nearest nullable field."""
    for position in positions(exchange):
        if position.type.required:
            if position.value is None:
                yield Place(path(position.steps), f"a value of type {position.type}", "null")
            else:
                yield Place(path(position.steps))


@rule("shape.list", _COMPLETION, tiers=_TIERS, applies=_returns_list)
def lists(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A field of a list type is a list, and only such a field is."""
    for position in positions(exchange):
        if position.value is None:
            continue
        promised, found = position.type.item is not None, isinstance(position.value, list)
        if promised and not found:
            yield Place(path(position.steps), f"a list of type {position.type}", shown(position.value))
        elif promised:
            yield Place(path(position.steps))
        elif found and position.selection is not None:
            yield Place(path(position.steps), f"a single {position.type}", shown(position.value))


@rule("shape.composite", _COMPLETION, tiers=_TIERS, applies=_returns_composite)
def composites(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A value of an object, interface or union type is an object."""
    for position in positions(exchange):
        if position.selection is None or position.type.item is not None or position.value is None:
            continue
        if isinstance(position.value, dict):
            yield Place(path(position.steps))
        elif not isinstance(position.value, list):
            yield Place(path(position.steps), f"an object of type {position.type}", shown(position.value))


@rule(
    "shape.typename",
    Clause("GraphQL, 4.4 Type Name Introspection", f"{_SPEC}#sec-Type-Name-Introspection"),
    tiers=_TIERS,
    applies=_returns_abstract,
)
def typename(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """`__typename` is one of the object types that the value may be."""
    for position in positions(exchange):
        selection = position.selection
        if selection is None or not selection.tells_type or not isinstance(position.value, dict):
            continue
        if TYPENAME not in position.value:
            continue
        found = position.value[TYPENAME]
        where = path([*position.steps, TYPENAME])
        if isinstance(found, str) and found in selection.possible:
            yield Place(where)
        else:
            yield Place(where, f"one of {shown(list(selection.possible))}", shown(found))


@rule("shape.null-propagation", _FIELD_ERRORS, tiers=_TIERS)
def null_propagation(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An error makes null the field that it is of, or the nearest nullable field around it, and no more."""
    data = exchange.document.get("data") if exchange.document else None
    if not exchange.errors or not isinstance(data, dict) or not exchange.case.expectation.is_executed:
        return
    wanted = {}
    for index, error in enumerate(exchange.errors):
        steps = error.get("path")
        if isinstance(steps, list) and (nearest := nearest_nullable(exchange, steps)) is not None:
            wanted[index] = nearest
    for index, nearest in wanted.items():
        first = _first_null(data, nearest)
        if first is None:
            # The error leads to no null at all, which is for the rule on paths to say.
            continue
        where = path(["errors", index, "path"])
        if first in wanted.values():
            yield Place(where)
        else:
            expected = f"null at {path(['data', *nearest])}, the nearest nullable field"
            yield Place(where, expected, f"null at {path(['data', *first])}")


def _first_null(data: object, steps: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """The first null on a way; None if there is none."""
    value = data
    for count, step in enumerate(steps, start=1):
        if isinstance(value, dict):
            value = value.get(str(step), _NOTHING) if isinstance(step, str) else _NOTHING
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
        if value is None:
            return steps[:count]
    return None


_NOTHING = object()


def _is_object(position: Position) -> bool:
    # An object where a list is promised breaks the rule on lists; its keys are nobody's.
    return isinstance(position.value, dict) and position.type.item is None


RULES = (selected_keys, nothing_unasked, non_null, lists, composites, typename, null_propagation)
