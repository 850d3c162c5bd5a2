"""Interfaces and unions that are told wrongly, or are wrong for one of the types that they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox import data, plans
from sandbox.misbehavior import leaves, spots
from sandbox.misbehavior.declaration import ResultFault
from schema import types


def _type_name_key(node: plans.Node) -> str | None:
    """The key under which all types that a value may be tell their name."""
    keys = [_keys(node, name) for name in node.possible]
    shared = [key for key, field in keys[0].items() if field == plans.TYPENAME] if keys else []
    return next((key for key in shared if all(of.get(key) == plans.TYPENAME for of in keys)), None)


def _keys(node: plans.Node, object_name: str) -> Mapping[str, str]:
    return {inner.key: inner.field.name for inner in node.fields(object_name)}


def _tells_type(node: plans.Node) -> bool:
    return _type_name_key(node) is not None


def _tells_types_apart(node: plans.Node) -> bool:
    selections = {frozenset(_keys(node, name)) for name in node.possible}
    return _tells_type(node) and len(selections) > 1


def _rename(place: data.Place, name: str) -> None:
    value: dict[str, Any] = place.inside
    key = _type_name_key(place.node)
    assert key is not None
    value[key] = name


def _unheard_of_type(place: data.Place) -> None:
    _rename(place, "NotInTheSchema")


def _abstract_type(place: data.Place) -> None:
    _rename(place, place.node.type.name)


def _impossible_type(place: data.Place) -> None:
    objects = [type_.name for type_ in place.schema if isinstance(type_, types.Object)]
    roots = ("Query", "Mutation", "Subscription")
    _rename(place, next(name for name in objects if name not in (*place.node.possible, *roots)))


def _another_type(place: data.Place) -> None:
    key = _type_name_key(place.node)
    own = set(_keys(place.node, place.inside[key]))
    others = [name for name in place.node.possible if set(_keys(place.node, name)) != own]
    _rename(place, others[place.number % len(others)])


def _left_out(place: data.Place) -> None:
    del place.container[place.node.key]


FAULTS = (
    ResultFault(
        id="types.unknown-typename",
        sentence="Names a type in __typename that the schema does not have.",
        where=spots.abstract,
        selected=_tells_type,
        change=_unheard_of_type,
    ),
    ResultFault(
        id="types.abstract-typename",
        sentence="Names the interface or union in __typename and not the object type.",
        where=spots.abstract,
        selected=_tells_type,
        change=_abstract_type,
    ),
    ResultFault(
        id="types.impossible-typename",
        sentence="Names an object type in __typename that cannot stand there.",
        where=spots.abstract,
        selected=_tells_type,
        change=_impossible_type,
    ),
    ResultFault(
        id="types.another-typename",
        sentence="Names one possible type in __typename and answers the fields of another.",
        where=spots.of_several_types,
        selected=_tells_types_apart,
        change=_another_type,
    ),
    ResultFault(
        id="types.member-without-field",
        sentence="Leaves out a field, on only one of the types that an interface or union may be.",
        where=spots.on_last_type,
        change=_left_out,
    ),
    ResultFault(
        id="types.member-with-wrong-leaf",
        sentence="Answers a wrong leaf, on only one of the types that an interface or union may be.",
        where=lambda spot: spots.on_last_type(spot) and leaves.can_be_wrong(spot),
        change=leaves.make_wrong,
    ),
)
