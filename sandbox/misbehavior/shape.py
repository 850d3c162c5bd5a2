"""Results of the wrong shape, and abstract types that are told wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox import data, plans
from sandbox.misbehavior.declaration import ResultFault
from schema import types


def _any_field(_: types.Schema, __: types.Field, ___: str) -> bool:
    return True


def _non_null(_: types.Schema, field: types.Field, __: str) -> bool:
    return field.type.required


def _non_null_items(_: types.Schema, field: types.Field, __: str) -> bool:
    return field.type.item is not None and field.type.item.required


def _list(_: types.Schema, field: types.Field, __: str) -> bool:
    return field.type.item is not None


def _object(schema: types.Schema, field: types.Field, _: str) -> bool:
    return field.type.item is None and not schema.is_leaf(field.type.name)


def _text(_: types.Schema, field: types.Field, __: str) -> bool:
    return field.type.item is None and field.type.name in ("String", "ID")


def _composite(schema: types.Schema, field: types.Field, _: str) -> bool:
    return not schema.is_leaf(field.type.name)


def _abstract(schema: types.Schema, field: types.Field, _: str) -> bool:
    return isinstance(schema[field.type.name], types.Interface | types.Union)


def _several_types(schema: types.Schema, field: types.Field, parent: str) -> bool:
    return _abstract(schema, field, parent) and len(schema.possible_types(field.type.name)) > 1


def _null(place: data.Place) -> None:
    place.put(None)


def _null_item(place: data.Place) -> None:
    place.value[0] = None


def _left_out(place: data.Place) -> None:
    del place.container[place.node.key]


def _not_asked_for(place: data.Place) -> None:
    place.container["notAskedFor"] = None


def _under_its_name(place: data.Place) -> None:
    place.container[place.node.field.name] = place.container.pop(place.node.key)


def _unwrapped(place: data.Place) -> None:
    place.put(place.value[0] if not isinstance(place.value[0], list) else {})


def _in_a_list(place: data.Place) -> None:
    place.put([place.value])


def _as_text(place: data.Place) -> None:
    place.put("an object as text")


def _as_object(place: data.Place) -> None:
    place.put({"value": place.value})


def _as_mapping(place: data.Place) -> None:
    place.put({str(index): item for index, item in enumerate(place.value)})


def _has_alias(node: plans.Node) -> bool:
    # Where another field is answered under that name, the wrong key would take its place.
    return node.key != node.field.name


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


FAULTS = (
    ResultFault(
        id="shape.null-in-non-null",
        sentence="Answers null in a field that is never null, and lets no null rise from there.",
        where=_non_null,
        change=_null,
    ),
    ResultFault(
        id="shape.null-item",
        sentence="Answers a list with a null among items that are never null.",
        where=_non_null_items,
        change=_null_item,
    ),
    ResultFault(
        id="shape.missing-field",
        sentence="Leaves out a field that was asked for.",
        where=_any_field,
        change=_left_out,
    ),
    ResultFault(
        id="shape.extra-field",
        sentence="Answers a field that was not asked for.",
        where=_any_field,
        change=_not_asked_for,
    ),
    ResultFault(
        id="shape.alias-ignored",
        sentence="Answers a field under its own name although an alias was given.",
        where=_any_field,
        selected=_has_alias,
        change=_under_its_name,
    ),
    ResultFault(
        id="shape.item-for-list",
        sentence="Answers a single item where a list is promised.",
        where=_list,
        change=_unwrapped,
    ),
    ResultFault(
        id="shape.mapping-for-list",
        sentence="Answers an object with numbers for keys where a list is promised.",
        where=_list,
        change=_as_mapping,
    ),
    ResultFault(
        id="shape.list-for-object",
        sentence="Answers a list of one where an object is promised.",
        where=_object,
        change=_in_a_list,
    ),
    ResultFault(
        id="shape.text-for-object",
        sentence="Answers a text where an object is promised.",
        where=_object,
        change=_as_text,
    ),
    ResultFault(
        id="shape.object-for-text",
        sentence="Answers an object where a text is promised.",
        where=_text,
        change=_as_object,
    ),
    ResultFault(
        id="types.unknown-typename",
        sentence="Names a type in __typename that the schema does not have.",
        where=_abstract,
        selected=_tells_type,
        change=_unheard_of_type,
    ),
    ResultFault(
        id="types.abstract-typename",
        sentence="Names the interface or union in __typename and not the object type.",
        where=_abstract,
        selected=_tells_type,
        change=_abstract_type,
    ),
    ResultFault(
        id="types.impossible-typename",
        sentence="Names an object type in __typename that cannot stand there.",
        where=_abstract,
        selected=_tells_type,
        change=_impossible_type,
    ),
    ResultFault(
        id="types.another-typename",
        sentence="Names one possible type in __typename and answers the fields of another.",
        where=_several_types,
        selected=_tells_types_apart,
        change=_another_type,
    ),
)
