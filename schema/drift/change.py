"""One difference between two contracts, as a frozen value."""

from __future__ import annotations

import enum

import attrs


class Criticality(enum.IntEnum):
    """How much a change can harm a client; a greater one is worse."""

    SAFE = 1
    DANGEROUS = 2
    BREAKING = 3

    def __str__(self) -> str:
        return self.name.lower()


SAFE, DANGEROUS, BREAKING = Criticality.SAFE, Criticality.DANGEROUS, Criticality.BREAKING


class Kind(enum.StrEnum):
    """What happened. The values stand in reports and waivers: renaming one is a breaking change."""

    TYPE_ADDED = "type-added"
    TYPE_REMOVED = "type-removed"
    TYPE_KIND_CHANGED = "type-kind-changed"
    FIELD_ADDED = "field-added"
    FIELD_REMOVED = "field-removed"
    FIELD_TYPE_CHANGED = "field-type-changed"
    DESCRIPTION_CHANGED = "description-changed"
    INTERFACE_ADDED = "interface-added"
    INTERFACE_REMOVED = "interface-removed"
    UNION_MEMBER_ADDED = "union-member-added"
    UNION_MEMBER_REMOVED = "union-member-removed"
    ENUM_VALUE_ADDED = "enum-value-added"
    ENUM_VALUE_REMOVED = "enum-value-removed"
    ONE_OF_ADDED = "one-of-added"
    ONE_OF_REMOVED = "one-of-removed"
    SPECIFIED_BY_CHANGED = "specified-by-changed"
    ELEMENT_REFUSED = "element-refused"

    ARGUMENT_ADDED = "argument-added"
    ARGUMENT_REMOVED = "argument-removed"
    ARGUMENT_TYPE_CHANGED = "argument-type-changed"
    ARGUMENT_DEFAULT_ADDED = "argument-default-added"
    ARGUMENT_DEFAULT_CHANGED = "argument-default-changed"
    ARGUMENT_DEFAULT_REMOVED = "argument-default-removed"
    INPUT_FIELD_ADDED = "input-field-added"
    INPUT_FIELD_REMOVED = "input-field-removed"
    INPUT_FIELD_TYPE_CHANGED = "input-field-type-changed"
    INPUT_FIELD_DEFAULT_ADDED = "input-field-default-added"
    INPUT_FIELD_DEFAULT_CHANGED = "input-field-default-changed"
    INPUT_FIELD_DEFAULT_REMOVED = "input-field-default-removed"

    DEPRECATION_ADDED = "deprecation-added"
    DEPRECATION_REMOVED = "deprecation-removed"
    DEPRECATION_REASON_CHANGED = "deprecation-reason-changed"
    REMOVAL_DATE_MOVED = "removal-date-moved"
    REMOVED_BEFORE_DATE = "removed-before-date"
    NOTICE_TOO_SHORT = "notice-too-short"
    REMOVAL_OVERDUE = "removal-overdue"

    ERROR_ADDED = "error-added"
    ERROR_REMOVED = "error-removed"
    ERROR_MOVED = "error-moved"
    ERROR_CODE_CHANGED = "error-code-changed"
    ERROR_MESSAGE_CHANGED = "error-message-changed"
    ERROR_LIST_ADDED = "error-list-added"
    ERROR_LIST_REMOVED = "error-list-removed"


@attrs.frozen
class Change:
    """One difference.

    `coordinate` is written as in the GraphQL specification's schema coordinates: `Tea`, `Tea.leaf`,
    `Tea.leaf(of:)`, `Size.SMALL`. Interfaces, members and error codes have none of their own: they stand in
    `before` and `after`, below the coordinate of what has them. `affects` are the documented mutations
    that it affects, sorted. `noise` marks what differs and says nothing.
    """

    criticality: Criticality
    kind: Kind
    coordinate: str
    sentence: str
    before: str | None = None
    after: str | None = None
    affects: tuple[str, ...] = ()
    noise: bool = False
    server: str = ""

    @property
    def owner(self) -> str:
        """The type that the coordinate begins with."""
        return self.coordinate.split(".", maxsplit=1)[0]

    @property
    def member(self) -> str | None:
        """The field or value of that type, if the coordinate goes so far."""
        _, _, rest = self.coordinate.partition(".")
        return rest.split("(", maxsplit=1)[0] or None

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """What changes are sorted by: the worst first, then by coordinate."""
        key = (self.coordinate, self.kind.value, self.before or "", self.after or "", self.server)
        return (-self.criticality, *key)
