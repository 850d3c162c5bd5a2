"""A question to a target's input coercion, and what became of it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import attrs


class Outcome(enum.StrEnum):
    """What a target did with an input."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    INCONCLUSIVE = "inconclusive"


@attrs.frozen(eq=False)
class Question:
    """Variables of one mutation. `wrong` is the one that holds an invalid value; None if all are valid."""

    mutation: str
    variables: Mapping[str, Any]
    wrong: str | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments that the question is about: a required one may be wrong by its absence."""
        absent = () if self.wrong is None or self.wrong in self.variables else (self.wrong,)
        return (*self.variables, *absent)


@attrs.frozen
class Answer:
    """What became of a question; `reason` says why it is inconclusive."""

    outcome: Outcome
    reason: str = ""
