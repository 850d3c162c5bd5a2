"""Rules of shape: `data` mirrors the selection, with the types that the schema promises."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange
from conformance.rules.declaration import Clause, Place, path, rule, shown
from conformance.rules.walk import Position, expected_fields, positions
from schema.contract import Contract
from schema.operation import TYPENAME

_SPEC = "https://spec.graphql.org/October2021/"
_COMPLETION = Clause("GraphQL, 6.4.3 Value Completion", f"{_SPEC}#sec-Value-Completion")
_MERGED = Clause("GraphQL, 6.3 Executing Selection Sets", f"{_SPEC}#sec-Executing-Selection-Sets")


@rule("shape.selected-keys", _MERGED)
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


@rule("shape.nothing-unasked", _MERGED)
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


@rule("shape.non-null", _COMPLETION)
def non_null(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A field of a non-null type is never null: the null moves up to the nearest nullable field."""
    for position in positions(exchange):
        if position.type.required:
            if position.value is None:
                yield Place(path(position.steps), f"a value of type {position.type}", "null")
            else:
                yield Place(path(position.steps))


@rule("shape.list", _COMPLETION)
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


@rule("shape.composite", _COMPLETION)
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
    "shape.typename", Clause("GraphQL, 4.4 Type Name Introspection", f"{_SPEC}#sec-Type-Name-Introspection")
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


def _is_object(position: Position) -> bool:
    # An object where a list is promised breaks the rule on lists; its keys are nobody's.
    return isinstance(position.value, dict) and position.type.item is None


RULES = (selected_keys, nothing_unasked, non_null, lists, composites, typename)
