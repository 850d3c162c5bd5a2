"""Changes after which an answer can be one that the older schema ruled out."""

from __future__ import annotations

from schema import types
from schema.drift import outputs, reach
from schema.drift.change import Change, Kind


def differ(old: types.Schema, new: types.Schema, change: Change) -> bool:
    """Whether a client may be answered something else where it asks for what changed.

    An object in place of another one is none of it: what was asked of it is answered, or no longer valid.
    """
    if change.kind is Kind.TYPE_KIND_CHANGED:
        return old.is_leaf(change.owner)
    if change.kind is not Kind.FIELD_TYPE_CHANGED or change.before is None or change.after is None:
        return False
    before, after = types.TypeRef.parse(change.before), types.TypeRef.parse(change.after)
    if not (old.is_leaf(before.name) or new.is_leaf(after.name)):
        after = types.TypeRef.parse(change.after.replace(after.name, before.name))
    return not outputs.covers(before, after)


def asks(reached: reach.Reach, change: Change) -> bool:
    """Whether a document asks for what changed: the field, or any field of the type."""
    if change.member is None:
        return change.owner in reached.types
    return (change.owner, change.member) in reached.fields
