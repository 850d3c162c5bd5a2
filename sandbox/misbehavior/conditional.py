"""Results that are wrong now and then: in a later item, at one depth, under an alias, for some inputs."""

from __future__ import annotations

import copy
import re

from sandbox import data, known, plans, reach
from sandbox.misbehavior import conditions, leaves, spots
from sandbox.misbehavior.declaration import ResultFault
from schema import types

_THIRD = 3


# -- the second item -------------------------------------------------------------------------------


def _list_of_leaves(spot: reach.Spot) -> bool:
    return spots.flat_list(spot) and leaves.can_be_wrong(spot)


def _list_of_composites(spot: reach.Spot) -> bool:
    # A second entry made up for a list of documented errors would be wrong by itself.
    if not spots.flat_list(spot) or not spots.composite(spot) or spot.field.name == known.POSSIBLE_ERRORS:
        return False
    shared = [_wrong_leaves(spot.schema, name) for name in spot.schema.possible_types(spot.field.type.name)]
    return bool(shared) and bool(frozenset.intersection(*shared))


def _wrong_leaves(schema: types.Schema, object_name: str) -> frozenset[str]:
    fields = schema.fields_of(object_name).values()
    return frozenset(one.name for one in fields if _is_single_leaf(schema, one))


def _is_single_leaf(schema: types.Schema, field: types.Field) -> bool:
    return field.type.item is None and leaves.has_wrong(schema, field.type.name)


def _shared_leaf(node: plans.Node) -> plans.Node | None:
    """A leaf that was asked for, under one key, of all types that a value may be."""
    asked = [node.fields(name) for name in node.possible]
    keys = [{inner.key for inner in of_type} for of_type in asked]
    for inner in asked[0] if asked else ():
        is_leaf = not inner.field.name.startswith("__") and _is_single_leaf(node.plan.schema, inner.field)
        if is_leaf and all(inner.key in of_type for of_type in keys):
            return inner
    return None


def _has_shared_leaf(node: plans.Node) -> bool:
    return _shared_leaf(node) is not None


def _wrong_second_leaf(place: data.Place) -> None:
    place.value[1:2] = [leaves.wrong(place.schema, place.node.type.name)]


def _wrong_leaf_in_second(place: data.Place) -> None:
    leaf = _shared_leaf(place.node)
    assert leaf is not None
    second = place.value[1] if len(place.value) > 1 else None
    wrong = leaves.wrong(place.schema, leaf.type.name)
    place.value[1:2] = [{**(second or copy.deepcopy(place.value[0])), leaf.key: wrong}]


def _second_null(place: data.Place) -> None:
    place.value[1:2] = [None]


# -- depth and alias -------------------------------------------------------------------------------


def _leaf_at_third_level(spot: reach.Spot) -> bool:
    return spot.depth == _THIRD and leaves.can_be_wrong(spot)


def _at_third_level(spot: reach.Spot) -> bool:
    return spot.depth == _THIRD


def _has_underscores_in_alias(node: plans.Node) -> bool:
    return node.key != node.field.name and _in_camel_case(node.key) != node.key


def _in_camel_case(name: str) -> str:
    return re.sub(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])", lambda found: found[1].upper(), name)


def _renamed(place: data.Place) -> None:
    place.container[_in_camel_case(place.node.key)] = place.container.pop(place.node.key)


def _second_key(node: plans.Node) -> str | None:
    """A key under which all types that a value may be answer a field for the second time."""
    found = [_repeated(node, name) for name in node.possible]
    return min(frozenset.intersection(*found), default=None) if found else None


def _repeated(node: plans.Node, object_name: str) -> frozenset[str]:
    seen: set[str] = set()
    repeated: set[str] = set()
    for inner in node.fields(object_name):
        if inner.field.name in seen:
            repeated.add(inner.key)
        seen.add(inner.field.name)
    return frozenset(repeated)


def _asks_twice(node: plans.Node) -> bool:
    return _second_key(node) is not None


def _without_second(place: data.Place) -> None:
    del place.inside[_second_key(place.node)]


def _null(place: data.Place) -> None:
    place.put(None)


def _left_out(place: data.Place) -> None:
    del place.container[place.node.key]


FAULTS = (
    ResultFault(
        id="scalars.wrong-second-item",
        sentence="Answers a list of leaves of which only the second is wrong.",
        where=_list_of_leaves,
        change=_wrong_second_leaf,
    ),
    ResultFault(
        id="scalars.wrong-in-second-object",
        sentence="Answers a list of objects of which only the second has a wrong leaf.",
        where=_list_of_composites,
        selected=_has_shared_leaf,
        change=_wrong_leaf_in_second,
    ),
    ResultFault(
        id="shape.null-second-item",
        sentence="Answers a list of which only the second item is null, among items that are never null.",
        where=spots.list_of_non_null,
        change=_second_null,
    ),
    ResultFault(
        id="scalars.wrong-at-third-level",
        sentence="Answers a wrong leaf three levels below the mutation's field, and nowhere else.",
        where=_leaf_at_third_level,
        change=leaves.make_wrong,
    ),
    ResultFault(
        id="shape.missing-field-at-third-level",
        sentence="Leaves out a field three levels below the mutation's field, and nowhere else.",
        where=_at_third_level,
        change=_left_out,
    ),
    ResultFault(
        id="shape.alias-in-camel-case",
        sentence="Writes an alias that has underscores in camel case.",
        where=spots.any_field,
        selected=_has_underscores_in_alias,
        change=_renamed,
    ),
    ResultFault(
        id="shape.second-alias-left-out",
        sentence="Answers a field that was asked for under two names under the first one only.",
        where=spots.composite,
        selected=_asks_twice,
        change=_without_second,
    ),
    ResultFault(
        id="shape.null-every-tenth-call",
        sentence="Answers null in a field that is never null, every tenth time that there is one.",
        when=conditions.EVERY_TENTH_CALL,
        where=spots.non_null,
        change=_null,
    ),
    ResultFault(
        id="shape.null-without-optional-input",
        sentence="Answers null in a field that is never null when the first optional input was left out.",
        when=conditions.FIRST_OPTIONAL_ABSENT,
        where=spots.non_null,
        change=_null,
    ),
    ResultFault(
        id="shape.missing-field-for-one-enum-value",
        sentence="Leaves out a field when an input has the last name of its enum.",
        when=conditions.LAST_ENUM_VALUE,
        where=spots.any_field,
        change=_left_out,
    ),
)
