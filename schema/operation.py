"""An operation on one mutation: the text that is sent, and the selection that its answer must mirror."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import attrs

from schema import types

TYPENAME = "__typename"


@attrs.frozen
class SelectedField:
    """A field as it was asked for.

    `key` is its name in the answer (the alias, if there is one); `objects` are the object types on
    which it is selected; `selection` is None for a leaf.
    """

    key: str
    name: str
    type: types.TypeRef
    objects: frozenset[str]
    selection: Selection | None = None


@attrs.frozen
class Selection:
    """What was asked of a composite type."""

    type: str
    possible: tuple[str, ...]
    fields: tuple[SelectedField, ...]

    @functools.cached_property
    def by_object(self) -> Mapping[str, Mapping[str, SelectedField]]:
        """For each object type that a value may be: the fields that it must have, by response key."""
        return {
            name: {field.key: field for field in self.fields if name in field.objects}
            for name in self.possible
        }

    @functools.cached_property
    def tells_type(self) -> bool:
        """Whether the answer says of which object type it is."""
        return any(field.name == TYPENAME for field in self.fields)


@attrs.frozen
class Operation:
    """A document with one mutation; `root` is its only field."""

    mutation: str
    name: str
    text: str
    root: SelectedField
