"""The things that a sandbox remembers: what was made, for whom, what it is now, and what has ended.

What is remembered belongs to one of the sandbox's own accounts or ledgers, or to somebody who logged in.
Everything else is taken as it comes and forgotten, so that a generated input can be replayed.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from typing import Any

import attrs

from sandbox import acts, arguments
from sandbox.acts import Act, Effect, Lapse

#: Names that are given begin here, so that no generated number is one by chance.
_FIRST_NUMBER = 730_000_000

#: The input that names an account.
_ACCOUNT = "accountNumber"

Key = tuple[str, ...]


class Problem(enum.Enum):
    """Why a call is refused."""

    MISSING = "there is no such thing"
    ENDED = "it has ended"
    EXISTS = "it is there already"
    STRANGER = "it belongs to somebody else"
    REFUSED = "what is sent along is wrong"


@attrs.define
class Thing:
    """Something that was made. `owner` is who did it, and `value` what was kept of the inputs."""

    owner: str
    value: Any = None


@attrs.define
class Things:
    """What was made and has not ended, and the names of what has."""

    seed: int
    accounts: Collection[str]
    ledgers: Collection[str]
    _there: dict[Key, Thing] = attrs.field(factory=dict)
    _ended: dict[Key, str] = attrs.field(factory=dict)
    _blocked: set[Key] = attrs.field(factory=set)
    _given: int = 0

    def prepare(self, key: Key, value: Any) -> None:
        """Let a thing be there from the beginning."""
        self._there[key] = Thing("", value)

    def problem(self, asked: arguments.Asked, lapses: Collection[Lapse] = ()) -> Problem | None:
        """Why a call is refused for what is or is not there; None if it is not."""
        act = acts.ACTS.get(asked.mutation.name)
        key = None if act is None else self._key(act, asked)
        if act is None or key is None:
            return None
        there = self._there.get(key)
        if there is not None and there.owner != asked.user:
            return None if Lapse.SERVES_STRANGERS in lapses else Problem.STRANGER
        if act.effect is Effect.MAKE:
            exists = there is not None and Lapse.DOUBLES not in lapses
            return Problem.EXISTS if exists or key in self._blocked else None
        if there is not None:
            return Problem.REFUSED if act.refused else None
        if key in self._ended:
            return Problem.ENDED if self._ended[key] == asked.user else Problem.STRANGER
        return Problem.MISSING if self._is_ours(act, asked) else None

    def code(self, asked: arguments.Asked, problem: Problem) -> tuple[str, ...]:
        """The codes that say so, the better ones first; none where the mutation is not refused for it."""
        act = acts.ACTS[asked.mutation.name]
        if problem in (Problem.EXISTS, Problem.REFUSED):
            code = act.exists if problem is Problem.EXISTS else act.refused
            return (code,) if code else ()
        if problem is Problem.STRANGER:
            return tuple(code for code in (act.stranger, act.missing, "KT-CT-1111") if code)
        codes = (act.ended, act.missing) if problem is Problem.ENDED else (act.missing,)
        return tuple(code for code in codes if code)

    def known(self, asked: arguments.Asked, lapses: Collection[Lapse] = ()) -> dict[str, Any]:
        """The part of the result of a call that is taken, nested like it; what is made gets its name here."""
        act = acts.ACTS.get(asked.mutation.name)
        if act is None:
            return {}
        result = _copied(act.result)
        if act.gives and self._is_remembered(asked):
            self._given += 1
            number = _FIRST_NUMBER + self._given
            _put(result, act.gives.split("."), number if act.kind == "goods quote" else str(number))
        key = self._key(act, asked)
        if act.repeats and key is not None:
            _put(result, act.repeats.split("."), key[-1])
        if act.kind == "payment instruction" and act.effect is Effect.END and key is not None:
            result["instruction"] = {"id": int(key[1])} if key[1].isdecimal() else {}
        if Lapse.SHOWS_FORMER in lapses and key in self._there and act.value:
            result["accountReference"] = {"value": self._there[key].value}
        return result

    def record(
        self, asked: arguments.Asked, known: Mapping[str, Any], lapses: Collection[Lapse] = ()
    ) -> None:
        """Remember that a call was executed whose result has that known part."""
        act = acts.ACTS.get(asked.mutation.name)
        if act is None:
            return
        key = self._key(act, asked)
        value = _leaf(asked, act.value)
        if act.effect is Effect.MAKE:
            if act.gives:
                given = _get(known, act.gives.split("."))
                key = (act.kind, str(given)) if given is not None and self._is_remembered(asked) else None
            if key is not None and Lapse.FORGETS in lapses:
                self._ended[key] = asked.user
            elif key is not None:
                self._there[key] = Thing(asked.user, value)
                self._ended.pop(key, None)
        elif key in self._there and act.effect is Effect.USE and act.value:
            self._there[key].value = value
        elif key in self._there and act.effect is Effect.END and Lapse.KEEPS not in lapses:
            gone = [one for one in self._there if one[0] == act.kind] if Lapse.ENDS_ALL in lapses else [key]
            self._blocked.update(gone if Lapse.BLOCKS in lapses else ())
            for one in gone:
                self._ended[one] = self._there.pop(one).owner

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """What is there, by kind, but for what ends by itself before long."""
        listed: dict[str, list[dict[str, Any]]] = {}
        for key in sorted(self._there):
            if key[0] not in acts.FLEETING:
                entry = {"name": list(key[1:]), "value": self._there[key].value}
                listed.setdefault(key[0], []).append(entry)
        return listed

    def _key(self, act: Act, asked: arguments.Asked) -> Key | None:
        """Which thing a call names, if it is one that this remembers."""
        values = [_leaf(asked, name) for name in act.names]
        if not act.names or any(value is None for value in values):
            return None
        key = (act.kind, *((asked.user,) if act.is_personal else ()), *(str(value) for value in values))
        known = key in self._there or key in self._ended
        return key if known or (self._is_ours(act, asked)) else None

    def _is_ours(self, act: Act, asked: arguments.Asked) -> bool:
        """Whether a thing would be known if it were there: its name is one of ours."""
        if act.is_personal:
            return bool(asked.user)
        if act.gives or (len(act.names) == 1 and act.names[0] != _ACCOUNT):
            return False
        return self._is_remembered(asked)

    def _is_remembered(self, asked: arguments.Asked) -> bool:
        values = [leaf.value for leaf in asked.leaves]
        ours = any(
            value in self.accounts or value in self.ledgers for value in values if isinstance(value, str)
        )
        return ours or bool(asked.user)


def _leaf(asked: arguments.Asked, name: str) -> Any:
    return next((leaf.value for leaf in asked.leaves if leaf.name == name), None)


def _get(value: Any, path: list[str]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _put(result: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        result = result.setdefault(step, {})
    result[path[-1]] = value


def _copied(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _copied(one) if isinstance(one, Mapping) else one for name, one in value.items()}
