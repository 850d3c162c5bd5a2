"""What the sandbox remembers: its own accounts, what was done for them, wizards and their steps.

Only its own accounts have a memory. Any other well-formed account number is accepted as one that the
caller may act for, and forgotten: otherwise generated inputs that happen to repeat would be answered
differently each time, and no failure of a suite could be reproduced.
"""

from __future__ import annotations

import json

import attrs

from sandbox import arguments

#: An account that does not exist, and one that is somebody else's.
UNKNOWN_ACCOUNT = "A-00000000"
FOREIGN_ACCOUNT = "A-FFFFFFFF"

INITIAL_POINTS = 800


@attrs.define
class State:
    """The memory of one sandbox."""

    seed: int
    points: dict[str, int] = attrs.field(factory=dict)
    #: Steps done, by wizard; None for a wizard that was cancelled.
    wizards: dict[str, int | None] = attrs.field(factory=dict)
    _done: set[str] = attrs.field(factory=set)
    _keys: set[str] = attrs.field(factory=set)

    def __attrs_post_init__(self) -> None:
        for number in (1, 2, 3):
            self.points[f"A-5A4D{self.seed % 4096:03X}{number}"] = INITIAL_POINTS

    @property
    def accounts(self) -> tuple[str, ...]:
        """The sandbox's own accounts."""
        return tuple(self.points)

    def account(self, asked: arguments.Asked) -> str | None:
        """Which of its own accounts a mutation is about."""
        return next((leaf.value for leaf in asked.leaves if leaf.value in self.accounts), None)

    def was_done(self, asked: arguments.Asked) -> bool:
        """Whether the same was done before, for one of its own accounts."""
        return _signature(asked) in self._done

    def key_was_used(self, asked: arguments.Asked) -> bool:
        """Whether the idempotency key was used before, for one of its own accounts."""
        return any(key in self._keys for key in _keys(asked))

    def wizard(self, asked: arguments.Asked) -> str | None:
        """Which of its own wizards a mutation is about."""
        named = (leaf.value for leaf in asked.leaves if leaf.name == "wizardId")
        return next((value for value in named if isinstance(value, str) and value in self.wizards), None)

    def open_wizard(self) -> str:
        """Begin a wizard."""
        wizard = f"wizard-{self.seed}-{len(self.wizards) + 1}"
        self.wizards[wizard] = 0
        return wizard

    def next_step(self, wizard: str) -> str:
        """The id of the step that comes next."""
        return f"{wizard}-step-{(self.wizards[wizard] or 0) + 1}"

    def record(self, asked: arguments.Asked) -> None:
        """Remember that a mutation was executed."""
        named = {leaf.name: leaf.value for leaf in asked.leaves}
        wizard = self.wizard(asked)
        if wizard is not None:
            steps = self.wizards[wizard] or 0
            self.wizards[wizard] = steps + 1 if "stepId" in named else None
        account = self.account(asked)
        if account is None:
            return
        self._done.add(_signature(asked))
        self._keys.update(_keys(asked))
        if isinstance(named.get("points"), int):
            self.points[account] -= named["points"]


def _signature(asked: arguments.Asked) -> str:
    return f"{asked.mutation.name} {json.dumps(asked.arguments, sort_keys=True, default=str)}"


def _keys(asked: arguments.Asked) -> list[str]:
    keys = [leaf.value for leaf in asked.leaves if leaf.name == "idempotencyKey"]
    return [f"{asked.mutation.name} {key}" for key in keys]
