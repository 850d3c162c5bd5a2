"""Result data: a value of the right shape for any selection, as a pure function of a number.

A value depends on the number at its parent, its field and the field's arguments, so that the same
field under two aliases, or in two requests with the same input, has the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from sandbox import plans
from schema import types

#: The steps from a field to one inside it: which object type to be, and which of its fields to take.
Path = tuple[tuple[str, plans.Node], ...]

_MASK = 2**64 - 1
#: Says that nothing is known of a value, which differs from knowing that it is empty.
_NOTHING: Mapping[str, Any] = {}
_LENGTHS = (1, 0, 2, 3, 1)
_NULL_IN = 9


@attrs.frozen
class Place:
    """Where a value stands in an answer."""

    container: dict[str, Any]
    node: plans.Node
    number: int

    @property
    def value(self) -> Any:
        """The value that stands there."""
        return self.container[self.node.key]

    def put(self, value: Any) -> None:
        """Replace the value."""
        self.container[self.node.key] = value

    @property
    def inside(self) -> Any:
        """The value, or the first item where it is a list."""
        value, ref = self.value, self.node.type
        while ref.item is not None:
            value, ref = value[0], ref.item
        return value

    def put_inside(self, value: Any) -> None:
        """Replace the value, or the first item where it is a list."""
        container: Any = self.container
        key: Any = self.node.key
        ref = self.node.type
        while ref.item is not None:
            container, key, ref = container[key], 0, ref.item
        container[key] = value

    @property
    def schema(self) -> types.Schema:
        """The schema that the answer is of."""
        return self.node.plan.schema


def mix(number: int, salt: int) -> int:
    """Another number for another place, as good as random."""
    mixed = ((number ^ salt) * 0x9E3779B97F4A7C15 + salt) & _MASK
    mixed ^= mixed >> 29
    return (mixed * 0xBF58476D1CE4E5B9 & _MASK) ^ (mixed >> 32)


def generate(node: plans.Node, number: int) -> Any:
    """A value for a field."""
    return _value(node, node.field.type, mix(number, node.salt))


def result(node: plans.Node, number: int, known: Mapping[str, Any]) -> Any:
    """A value for a field of the mutation type: never null, and with the values that are known.

    `known` is a part of the result, nested like it, by field names.
    """
    return _built(node, node.type, mix(number, node.salt), known or _NOTHING, None)


def result_with(
    node: plans.Node, number: int, known: Mapping[str, Any], path: Path
) -> tuple[Any, Place | None]:
    """A result that reaches to the end of a path: no null, empty list or other object type on the way.

    The place at its end comes beside it; None if the path is empty and the result itself is the place.
    """
    value = _built(node, node.type, mix(number, node.salt), known or _NOTHING, path)
    if not path:
        return value, None
    container = value
    for step, (_, inner) in enumerate(path):
        while isinstance(container, list):
            container = container[0]
        if step + 1 < len(path):
            container = container[inner.key]
    return value, Place(container, path[-1][1], number)


def keys(root: plans.Node, path: Path) -> tuple[str | int, ...]:
    """The path of a place from the top of an answer's data (specification, 7.1.2 "Errors").

    In a list it leads to the first item.
    """
    found: list[str | int] = [root.key]
    around = root
    for _, inner in path:
        ref = around.type
        while ref.item is not None:
            found.append(0)
            ref = ref.item
        found.append(inner.key)
        around = inner
    return tuple(found)


def _value(node: plans.Node, ref: types.TypeRef, number: int) -> Any:
    if not ref.required and number % _NULL_IN == 0:
        return None
    if ref.item is not None:
        length = _LENGTHS[(number >> 11) % len(_LENGTHS)]
        return [_value(node, ref.item, mix(number, index + 1)) for index in range(length)]
    if node.make is not None:
        return node.make(number)
    name = node.possible[(number >> 7) % len(node.possible)]
    return {
        inner.key: _value(inner, inner.field.type, mix(number, inner.salt)) for inner in node.fields(name)
    }


def _built(node: plans.Node, ref: types.TypeRef, number: int, known: Any, path: Path | None) -> Any:
    """A value that is never null itself; on a path, or at its end, no list on the way is empty either."""
    if known is None and path is None:
        return None
    if ref.item is not None:
        if isinstance(known, list) and (known or path is None):
            items = enumerate(known)
            return [_built(node, ref.item, mix(number, i + 1), one, None if i else path) for i, one in items]
        return [_built(node, ref.item, mix(number, 1), _NOTHING, path)]
    if node.make is not None:
        return node.make(number) if known is _NOTHING or known is None else known
    if path:
        name = path[0][0]
    else:
        name = known.get(plans.TYPENAME) or node.possible[(number >> 7) % len(node.possible)]
    made = {}
    for inner in node.fields(name):
        on_path = path and path[0][1] is inner
        if inner.field.name in known or on_path:
            given = known.get(inner.field.name, _NOTHING)
            further = path[1:] if path and on_path else None
            made[inner.key] = _built(inner, inner.type, mix(number, inner.salt), given, further)
        else:
            made[inner.key] = generate(inner, number)
    return made
