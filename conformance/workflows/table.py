"""The table of workflows: what a mutation needs, what it gives, and what it does to the thing it is about.

    [push_binding]                       # a workflow
    sentence = "A device's token is bound to a user."
    login = true                         # an identity of its own for each sequence
    clean = ["absent", "ended"]          # states in which nothing is left over; the first is the initial one
    ended = ["ended"]                    # states of a thing that is no more

    [[push_binding.actions]]
    name = "register"
    mutation = "registerPushNotificationBinding"
    from = ["absent", "ended"]           # states in which it is taken
    either = ["bound"]                   # states in which it may be taken or refused
    to = "bound"                         # the state afterwards, by default the same
    input = { "input.token" = "{nonce}" }
    gives = { token = "pushNotificationBinding.token" }    # values that later calls need
    shows = { "pushNotificationBinding.token" = "{nonce}" }
    refused = ["KT-CT-5411"]             # codes that say that the thing is not in such a state

In any other state than `from` and `either` a call has to be refused. Braces hold names of values: `nonce`,
what was given, or what the target's profile knows of a field of that name.
"""

from __future__ import annotations

import enum
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from conformance.errors import ConfigError
from conformance.sequence import Demand
from schema import errors, types
from schema.contract import Contract, Mutation
from schema.errors import suggestion

NAME = "workflows.toml"
FILE = Path(__file__).with_name(NAME)

#: What begins with this is the name of a scenario that is a workflow.
PREFIX = "workflow:"

NONCE = "nonce"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class Action:
    """What a call of a mutation does in a workflow.

    `credential` is a value to use as one, or `none`. `confirms` are values in the answer without which it was
    not taken, `same` paths whose values a repeated call must not change, `private` says that nobody else may
    call it, `foreign` that it is about somebody else's, `once` that it can be done once even by two calls at
    the same time, `alone` that only its credential decides. `number` is a value for its own input.
    """

    name: str
    mutation: str
    origins: frozenset[str] = attrs.field(converter=frozenset)
    to: str | None = None
    either: frozenset[str] = attrs.field(default=(), converter=frozenset)
    input: Mapping[str, Any] = attrs.field(factory=dict, converter=types.frozen_mapping)
    gives: Mapping[str, str] = attrs.field(factory=dict, converter=types.frozen_mapping)
    shows: Mapping[str, Any] = attrs.field(factory=dict, converter=types.frozen_mapping)
    confirms: Mapping[str, Any] = attrs.field(factory=dict, converter=types.frozen_mapping)
    same: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    refused: frozenset[str] = attrs.field(default=(), converter=frozenset)
    credential: str = ""
    private: bool = False
    foreign: bool = False
    once: bool = False
    alone: bool = False
    number: int = 0

    @property
    def paths(self) -> tuple[str, ...]:
        """What has to be selected of its result."""
        listed = (*self.gives.values(), *self.shows, *self.confirms, *self.same)
        return tuple(dict.fromkeys(listed))

    def needs(self) -> frozenset[str]:
        """The names of the values that it is called with."""
        values = [*self.input.values(), self.credential]
        return frozenset(name for value in values if isinstance(value, str) for name in placeholders(value))


class Role(enum.Enum):
    """What a mutation can be in a workflow, so that a rule can be broken there."""

    MADE = "it makes or changes what another call needs"
    ENDED = "it ends a thing, or has to be refused when there is none"
    ENDS_ONE = "it ends one of several"
    REFUSED = "it is refused while there is something to be lost"
    RETRIED = "it can be called again for what is there already"
    TURN = "it can be called before its turn"
    ONCE = "it can be called twice at the same time"
    PRIVATE = "nobody else may call it"
    JOINED = "another root field can follow it"
    SHOWN = "its answer shows what was changed"


@attrs.frozen(kw_only=True)
class Workflow:
    """A kind of thing and what can be done with it. `needs` are values that a target has to give."""

    name: str
    sentence: str
    clean: tuple[str, ...] = attrs.field(converter=_strings)
    actions: tuple[Action, ...]
    ended: frozenset[str] = attrs.field(default=(), converter=frozenset)
    login: bool = False

    @property
    def initial(self) -> str:
        """The state of a thing that nothing was done with."""
        return self.clean[0]

    @property
    def scenario(self) -> str:
        """The name of the scenario that plays it."""
        return f"{PREFIX}{self.name}"

    @functools.cached_property
    def by_name(self) -> Mapping[str, Action]:
        """Its actions by name."""
        return {action.name: action for action in self.actions}

    @functools.cached_property
    def mutations(self) -> tuple[str, ...]:
        """Its mutations, each once."""
        return tuple(dict.fromkeys(action.mutation for action in self.actions))

    @functools.cached_property
    def needs(self) -> frozenset[str]:
        """The values that neither a call gives nor is made: a target's profile has to know them."""
        given = {name for action in self.actions for name in action.gives}
        wanted = {name for action in self.actions for name in action.needs()}
        return frozenset(wanted - given - {NONCE, "number"})

    @functools.cached_property
    def states(self) -> tuple[str, ...]:
        """All states, from the initial one on as actions lead to them."""
        found = [self.initial]
        for state in found:
            for action in self.actions:
                if state in action.origins and action.to is not None and action.to not in found:
                    found.append(action.to)
        return tuple(found)

    def makes_another(self, action: Action, state: str) -> bool:
        """Whether an action would make another thing, and not the same again: that is a move of its own."""
        is_made_here = state in action.origins or self.initial not in action.origins
        return bool(action.gives) and not action.same and not is_made_here

    @functools.cached_property
    def is_single(self) -> bool:
        """Whether there can be one thing at a time: nothing that tells two apart is given or made."""
        makers = [action for action in self.actions if self.initial in action.origins]
        return not any(action.gives or NONCE in action.needs() for action in makers) or len(self.clean) == 1

    def demand(self, action: Action, state: str) -> Demand:
        """What a thing in a state demands of an action of its owner."""
        if action.foreign:
            return Demand.OTHERS
        if state in action.origins:
            return Demand.TAKEN
        if action.same and state == action.to:
            return Demand.SAME
        if state in action.either or (action.same and state in self.ended):
            return Demand.NOTHING
        if state in self.ended or state == self.initial:
            return Demand.GONE
        return Demand.TWICE if self.initial in action.origins else Demand.TURN

    @functools.cached_property
    def roles(self) -> Mapping[Role, frozenset[str]]:
        """The mutations that can be each of these here."""
        found: dict[Role, set[str]] = {role: set() for role in Role}
        for state in self.states:
            for action in self.actions:
                demand = self.demand(action, state)
                if self.makes_another(action, state):
                    continue
                is_open = state not in self.ended and state != self.initial
                if demand is Demand.TAKEN:
                    self._taken(action, state, found)
                elif demand is Demand.GONE and (state in self.ended or not self.is_single):
                    found[Role.ENDED].add(action.mutation)
                elif demand in (Demand.TWICE, Demand.SAME):
                    found[Role.RETRIED].add(action.mutation)
                elif demand is Demand.TURN:
                    found[Role.TURN].add(action.mutation)
                if is_open and (demand in (Demand.TWICE, Demand.TURN) or action.private):
                    found[Role.REFUSED].add(action.mutation)
            found[Role.JOINED].update(first.mutation for first, _ in self.pairs(state))
        return {role: frozenset(names) for role, names in found.items()}

    def _taken(self, action: Action, state: str, found: Mapping[Role, set[str]]) -> None:
        if action.to not in (None, state) or action.gives:
            is_end = action.to in self.ended
            found[Role.ENDED if is_end else Role.MADE].add(action.mutation)
            if is_end and not self.is_single:
                found[Role.ENDS_ONE].add(action.mutation)
        if action.once:
            found[Role.ONCE].add(action.mutation)
        if action.private:
            found[Role.PRIVATE].add(action.mutation)
        if action.shows:
            found[Role.SHOWN].add(action.mutation)

    def way(self, start: str, goals: frozenset[str]) -> tuple[Action, ...] | None:
        """The shortest way from a state to one of these, or None."""
        ways: dict[str, tuple[Action, ...]] = {start: ()}
        waiting = [start]
        for state in waiting:
            if state in goals:
                return ways[state]
            for action in self.actions:
                if state in action.origins and action.to is not None and action.to not in ways:
                    ways[action.to] = (*ways[state], action)
                    waiting.append(action.to)
        return None

    def pairs(self, state: str) -> Iterator[tuple[Action, Action]]:
        """Two actions of one operation that are both taken in this order, and not in the other."""
        for first in self.actions:
            if state not in first.origins or first.to in (None, state) or first.credential:
                continue
            for second in self.actions:
                is_next = first.to in second.origins and not second.needs() & frozenset(first.gives)
                if (
                    is_next
                    and self.demand(second, state) in (Demand.GONE, Demand.TURN)
                    and not second.credential
                ):
                    yield first, second


def placeholders(text: str) -> list[str]:
    """The names in braces."""
    return _PLACEHOLDER.findall(text)


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """A value of the table with names in braces replaced; a lone name keeps the type of its value."""
    if not isinstance(value, str):
        return value
    alone = _PLACEHOLDER.fullmatch(value)
    if alone:
        return filled(values[alone[1]], {name: one for name, one in values.items() if name != alone[1]})
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), value)


def load(contract: Contract, directory: Path | None = None) -> tuple[Workflow, ...]:
    """The workflows of a contract: those of its directory if it has a table, or else those that fit it.

    ConfigError in one line where a table of its own names what the contract does not have.
    """
    own = None if directory is None else directory / NAME
    if own is not None and own.exists():
        return read(own.read_text(encoding="utf-8"), contract, source=str(own))
    return tuple(one for one in default() if _fits(one, contract))


@functools.cache
def default() -> tuple[Workflow, ...]:
    """The committed table, not compared with any contract."""
    return _parsed(FILE.read_text(encoding="utf-8"), NAME)


def read(text: str, contract: Contract, *, source: str = NAME) -> tuple[Workflow, ...]:
    """The workflows of a text; ConfigError, with the nearest name, if it does not fit a contract."""
    found = _parsed(text, source)
    for workflow in found:
        check(workflow, contract, f"{source}: {workflow.name}")
    return found


def check(workflow: Workflow, contract: Contract, place: str) -> None:
    """ConfigError if a workflow names what the contract or the workflow itself does not have."""
    for action in workflow.actions:
        where = f"{place}.{action.name}"
        for state in sorted(action.origins | action.either):
            if state not in workflow.states:
                raise ConfigError(
                    f"{where}: no action leads to state {state!r}{suggestion(state, workflow.states)}"
                )
        if action.mutation not in contract.mutations:
            hint = suggestion(action.mutation, contract.mutations)
            raise ConfigError(f"{where}: there is no mutation {action.mutation!r}{hint}")
        promised = contract.mutation(action.mutation)
        schema = contract.schema_of(action.mutation)
        for path in action.input:
            _check_input(schema, promised, path, where)
        for path in action.paths:
            _check_output(schema, promised, path, where)
        known = promised.codes | frozenset(contract.ambient)
        for code in sorted(action.refused - known):
            raise ConfigError(f"{where}: {action.mutation} documents no {code}{suggestion(code, known)}")
        if not action.refused and any(
            workflow.demand(action, state) in (Demand.GONE, Demand.TURN, Demand.TWICE)
            and not workflow.makes_another(action, state)
            for state in workflow.states
        ):
            raise ConfigError(f"{where}: it has to be refused in some state, and no code says so")


def _fits(workflow: Workflow, contract: Contract) -> bool:
    try:
        check(workflow, contract, workflow.name)
    except ConfigError:
        return False
    return True


def _check_input(schema: types.Schema, promised: Mutation, path: str, where: str) -> None:
    fields: Mapping[str, types.InputValue] = promised.arguments
    for step in path.split("."):
        if step not in fields:
            raise ConfigError(f"{where}: {promised.name} has no input {path!r}{suggestion(step, fields)}")
        type_ = schema[fields[step].type.name]
        fields = type_.fields if isinstance(type_, types.InputObject) else {}


def _check_output(schema: types.Schema, promised: Mutation, path: str, where: str) -> None:
    name = promised.returns.name
    for step in path.split("."):
        fields = {} if schema.is_leaf(name) else schema.fields_of(name)
        if step not in fields:
            raise ConfigError(f"{where}: {promised.name} answers no {path!r}{suggestion(step, fields)}")
        name = fields[step].type.name


_WORKFLOW_KEYS = {"sentence", "login", "clean", "ended", "actions"}
_RENAMED = {"from": "origins"}


def _parsed(text: str, source: str) -> tuple[Workflow, ...]:
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: this is not TOML: {error}") from error
    return tuple(_workflow(name, table, f"{source}: {name}") for name, table in document.items())


def _workflow(name: str, table: Any, place: str) -> Workflow:
    _check_keys(table, _WORKFLOW_KEYS, place)
    actions = tuple(_action(one, place) for one in table.get("actions", ()))
    try:
        rest = {key: value for key, value in table.items() if key != "actions"}
        return Workflow(name=name, actions=actions, **rest)
    except TypeError as error:
        raise ConfigError(f"{place}: {error}") from error


def _action(table: Any, place: str) -> Action:
    known = {field.name for field in attrs.fields(Action)} - {"origins"} | {"from"}
    _check_keys(table, known, place)
    try:
        return Action(**{_RENAMED.get(key, key): value for key, value in table.items()})
    except TypeError as error:
        raise ConfigError(f"{place}: {error}") from error


def _check_keys(table: Any, known: set[str], place: str) -> None:
    if not isinstance(table, dict):
        raise ConfigError(f"{place}: it must be a table")
    for key in table:
        if key not in known:
            raise ConfigError(f"{place}: unknown key {key!r}{errors.suggestion(key, known)}")
