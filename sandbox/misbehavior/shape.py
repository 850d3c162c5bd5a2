"""Results of the wrong shape."""

from __future__ import annotations

from sandbox import data, plans
from sandbox.misbehavior import spots
from sandbox.misbehavior.declaration import ResultFault


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


FAULTS = (
    ResultFault(
        id="shape.null-in-non-null",
        sentence="Answers null in a field that is never null, and lets no null rise from there.",
        where=spots.non_null,
        change=_null,
    ),
    ResultFault(
        id="shape.null-item",
        sentence="Answers a list with a null among items that are never null.",
        where=spots.list_of_non_null,
        change=_null_item,
    ),
    ResultFault(
        id="shape.missing-field",
        sentence="Leaves out a field that was asked for.",
        where=spots.any_field,
        change=_left_out,
    ),
    ResultFault(
        id="shape.extra-field",
        sentence="Answers a field that was not asked for.",
        where=spots.any_field,
        change=_not_asked_for,
    ),
    ResultFault(
        id="shape.alias-ignored",
        sentence="Answers a field under its own name although an alias was given.",
        where=spots.any_field,
        selected=_has_alias,
        change=_under_its_name,
    ),
    ResultFault(
        id="shape.item-for-list",
        sentence="Answers a single item where a list is promised.",
        where=spots.list_of_anything,
        change=_unwrapped,
    ),
    ResultFault(
        id="shape.mapping-for-list",
        sentence="Answers an object with numbers for keys where a list is promised.",
        where=spots.list_of_anything,
        change=_as_mapping,
    ),
    ResultFault(
        id="shape.list-for-object",
        sentence="Answers a list of one where an object is promised.",
        where=spots.single_composite,
        change=_in_a_list,
    ),
    ResultFault(
        id="shape.text-for-object",
        sentence="Answers a text where an object is promised.",
        where=spots.single_composite,
        change=_as_text,
    ),
    ResultFault(
        id="shape.object-for-text",
        sentence="Answers an object where a text is promised.",
        where=spots.single_text,
        change=_as_object,
    ),
)
