"""Kinds of fields, by the schema: where a fault of results has its places."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import reach
from schema import types

Where = Callable[[reach.Spot], bool]


def any_field(_: reach.Spot) -> bool:
    """Every field."""
    return True


def non_null(spot: reach.Spot) -> bool:
    """A field that is never null."""
    return spot.field.type.required


def nullable_inside(spot: reach.Spot) -> bool:
    """A field that may be null, below the mutation's own."""
    return spot.depth > 0 and not spot.field.type.required


def non_null_inside(spot: reach.Spot) -> bool:
    """A field that is never null, below the mutation's own."""
    return spot.depth > 0 and spot.field.type.required


def list_of_anything(spot: reach.Spot) -> bool:
    """A list."""
    return spot.field.type.item is not None


def flat_list(spot: reach.Spot) -> bool:
    """A list whose items are no lists."""
    return spot.field.type.item is not None and spot.field.type.item.item is None


def list_of_non_null(spot: reach.Spot) -> bool:
    """A list whose items are never null."""
    return spot.field.type.item is not None and spot.field.type.item.required


def composite(spot: reach.Spot) -> bool:
    """Whatever is selected with fields below."""
    return not spot.schema.is_leaf(spot.field.type.name)


def single_composite(spot: reach.Spot) -> bool:
    """The same, but for lists."""
    return spot.field.type.item is None and composite(spot)


def single_text(spot: reach.Spot) -> bool:
    """A text, alone."""
    return spot.field.type.item is None and spot.field.type.name in ("String", "ID")


def text(spot: reach.Spot) -> bool:
    """A String, or a list of them."""
    return spot.field.type.name == "String"


def abstract(spot: reach.Spot) -> bool:
    """An interface or a union, or a list of them."""
    return isinstance(spot.schema[spot.field.type.name], types.Interface | types.Union)


def of_several_types(spot: reach.Spot) -> bool:
    """An interface or a union that may turn out to be more than one type."""
    return abstract(spot) and len(spot.schema.possible_types(spot.field.type.name)) > 1


def on_last_type(spot: reach.Spot) -> bool:
    """A field of the last of the types that the interface or union around it may be."""
    possible = spot.schema.possible_types(spot.around)
    return len(possible) > 1 and spot.parent == possible[-1]
