"""What the sandbox remembers: its own accounts, what was done for them, wizards and their steps.

Only its own accounts, and whoever logged in, have a memory. Any other well-formed account number is
accepted as one that the caller may act for, and forgotten: otherwise generated inputs that happen to repeat
would be answered differently each time, and no failure of a suite could be reproduced.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection
from typing import Any

import attrs

from sandbox import arguments, things
from sandbox.acts import Lapse

#: An account that does not exist, and one that is somebody else's.
UNKNOWN_ACCOUNT = "A-00000000"
FOREIGN_ACCOUNT = "A-FFFFFFFF"

INITIAL_POINTS = 800

_JOINS = re.compile(r"join(\w+)Campaign")

#: A reference that each of its own accounts has from the beginning, since none can be deleted.
NAMESPACE, VALUE = "conformance", "free"


@attrs.define
class State:
    """The memory of one sandbox. `clock` gives seconds; a step of a wizard takes `step_time` of them."""

    seed: int
    clock: Callable[[], float] = time.monotonic
    step_time: float = 0.0
    points: dict[str, int] = attrs.field(factory=dict)
    #: Steps done, by wizard; None for a wizard that was cancelled.
    wizards: dict[str, int | None] = attrs.field(factory=dict)
    #: Until when the step that was taken last is being worked on, by wizard.
    busy: dict[str, float] = attrs.field(factory=dict)
    things: things.Things = attrs.field(init=False)
    #: Accounts and the campaigns that they joined.
    enrolled: set[tuple[str, str]] = attrs.field(factory=set)
    _at_work: set[str] = attrs.field(factory=set)
    _done: set[str] = attrs.field(factory=set)
    _keys: set[str] = attrs.field(factory=set)

    def __attrs_post_init__(self) -> None:
        for number in (1, 2, 3):
            self.points[f"A-5A4D{self.seed % 4096:03X}{number}"] = INITIAL_POINTS
        self.things = things.Things(self.seed, self.accounts, self.ledgers)
        for account in self.accounts:
            self.things.prepare(("reference", account, NAMESPACE), VALUE)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The sandbox's own accounts."""
        return tuple(self.points)

    @property
    def ledgers(self) -> tuple[str, ...]:
        """The numbers of its own accounts' ledgers."""
        return tuple(f"L-{account.removeprefix('A-')}" for account in self.points)

    def as_json(self) -> dict[str, Any]:
        """What would be there tomorrow: points, wizards under way, and things that have not ended."""
        return {
            "points": dict(self.points),
            "wizards": {name: steps for name, steps in self.wizards.items() if steps is not None},
            "things": self.things.as_json(),
        }

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

    def done_steps(self, wizard: str) -> set[str]:
        """The ids of the steps that were taken."""
        return {f"{wizard}-step-{number + 1}" for number in range(self.wizards[wizard] or 0)}

    def is_busy(self, wizard: str) -> bool:
        """Whether a step of a wizard is being worked on."""
        return self.clock() < self.busy.get(wizard, 0.0)

    def finish(self) -> None:
        """Let the steps that a request took be worked on from now on, for all requests after it."""
        for wizard in self._at_work:
            self.busy[wizard] = self.clock() + self.step_time
        self._at_work.clear()

    def record(self, asked: arguments.Asked, lapses: Collection[Lapse] = ()) -> float:
        """Remember that a mutation was executed; how many seconds that takes."""
        named = {leaf.name: leaf.value for leaf in asked.leaves}
        wizard = self.wizard(asked)
        work = 0.0
        if wizard is not None and "stepId" not in named:
            if Lapse.KEEPS not in lapses:
                self.wizards[wizard] = None
        elif wizard is not None and Lapse.LOSES_STEP not in lapses and not self.is_busy(wizard):
            self.wizards[wizard] = (self.wizards[wizard] or 0) + 1
            work = self.step_time
            self._at_work.add(wizard)
        account = self.account(asked)
        if account is None:
            return work
        self._done.add(_signature(asked))
        joined = _JOINS.fullmatch(asked.mutation.name)
        if joined:
            self.enrolled.add((account, joined[1]))
        self._keys.update(_keys(asked))
        if isinstance(named.get("points"), int):
            self.points[account] -= named["points"]
        return work


def _signature(asked: arguments.Asked) -> str:
    return f"{asked.mutation.name} {json.dumps(asked.arguments, sort_keys=True, default=str)}"


def _keys(asked: arguments.Asked) -> list[str]:
    keys = [leaf.value for leaf in asked.leaves if leaf.name == "idempotencyKey"]
    return [f"{asked.mutation.name} {key}" for key in keys]
