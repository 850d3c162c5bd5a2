"""What is said of a call in a sequence of calls: which move it was, and what those before demand of it."""

from __future__ import annotations

import enum
from typing import Any

import attrs

#: Most things in one sequence.
MAX_THINGS = 10


class By(enum.StrEnum):
    """Who calls."""

    OWNER = "owner"
    OTHER = "other"
    NOBODY = "nobody"


@attrs.frozen
class Move:
    """One thing that is done in a workflow: an action on a thing, by its owner, somebody else or nobody.

    Nobody has no credential.

    `thing` counts from 0; a new number is a new thing. `then` is an action that is asked for in the same
    operation, as its second root field, and `at_once` asks twice at the same time.
    """

    action: str
    thing: int = 0
    by: By = By.OWNER
    then: str = ""
    at_once: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values, without those that are the usual ones."""
        return attrs.asdict(self, filter=lambda field, value: value != field.default)

    @classmethod
    def from_json(cls, value: Any) -> Move:
        """The inverse; TypeError or ValueError if it is none."""
        if not isinstance(value, dict):
            raise TypeError("each must be an object")
        move = cls(**{**value, "by": By(value.get("by", By.OWNER))})
        wanted = {"action": str, "thing": int, "then": str, "at_once": bool}
        for name, type_ in wanted.items():
            if type(getattr(move, name)) is not type_:
                raise TypeError(f"{name}: it must be a {type_.__name__}")
        if not 0 <= move.thing < MAX_THINGS:
            raise ValueError(f"thing: it must be a number below {MAX_THINGS}")
        return move

    def __str__(self) -> str:
        words = [f"{self.action} {self.thing}"]
        words += {By.OWNER: [], By.OTHER: ["by another"], By.NOBODY: ["by nobody"]}[self.by]
        words += [f"and {self.then} in one operation"] if self.then else []
        return " ".join([*words, *(["twice at once"] if self.at_once else [])])


class Demand(enum.StrEnum):
    """What the calls before demand of one."""

    TAKEN = "to be taken"
    GONE = "to be refused: there is no such thing"
    TWICE = "to be refused: it is there already"
    TURN = "to be refused: something else comes first"
    OTHERS = "to be refused: it belongs to somebody else"
    NOBODY = "to be refused: nobody asks"
    SAME = "to be refused, or to answer as before"
    ONCE = "to be taken once of two times"
    NOTHING = "nothing"


@attrs.frozen(kw_only=True)
class Shown:
    """A value in an answer, at a path below the mutation, which has to be the expected one."""

    path: str
    expected: Any
    actual: Any


@attrs.frozen(kw_only=True)
class Step:
    """A call in a sequence, as the rules of state see it.

    `taken` is None where it was refused for a reason that tells nothing of the thing, and `state` is that of
    the thing before. To blame, each for its own breach, are the mutations `made`, which was taken last and
    changed the thing, `ended`, which ended it, `refused`, which was refused since the thing was last seen to
    be as expected, and `beside`, which ended another thing since. `is_joined`: the call shared its operation.
    """

    workflow: str
    move: Move
    state: str
    demand: Demand
    taken: bool | None
    made: str = ""
    ended: str = ""
    refused: str = ""
    beside: str = ""
    is_joined: bool = False
    shown: tuple[Shown, ...] = ()
