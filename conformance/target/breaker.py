"""The breaker: when a target that no longer answers as itself is left alone."""

from __future__ import annotations

import enum

import attrs

#: Answers of one kind in a row after which a target is suspected.
IN_A_ROW = 3


class Kind(enum.StrEnum):
    """What an answer says of the target as a whole."""

    ANSWERED = "it answered"
    DOWN = "it is down"
    BLOCKED = "it blocks us"
    HTML = "an edge proxy answers in HTML"
    LIMITED = "its rate limit does not recede"


@attrs.define
class Breaker:
    """Counts answers that are no answers of the target itself. Not safe to share: its owner has a lock.

    A mutation may be broken in a way that looks the same. So three in a row only raise a suspicion, which
    whoever asks checks with a question that any GraphQL server answers; a rate limit needs no check.
    """

    in_a_row: int = 0
    last: Kind = Kind.ANSWERED

    def saw(self, kind: Kind) -> bool:
        """Count an answer; whether the target is suspected now."""
        self.in_a_row = 0 if kind is Kind.ANSWERED else self.in_a_row + 1
        self.last = kind
        return self.in_a_row >= IN_A_ROW

    def clear(self) -> None:
        """The suspicion was wrong."""
        self.in_a_row, self.last = 0, Kind.ANSWERED
