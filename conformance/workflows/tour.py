"""A tour of a workflow: each move that there is, once from each state, in as few calls as this finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import attrs

from conformance.sequence import By, Demand, Move
from conformance.workflows.player import Player

#: Moves of one sequence, and sequences without anything new after which a tour ends.
MAX_MOVES = 60
#: In so many states before its turn, and after it, each step is tried.
MAX_OUT_OF_TURN = 1
#: How often the same is asked for twice at once: whether both arrive at the same time is a matter of luck.
AT_ONCE = 3

#: A move in a state, whatever the thing is.
Leg = tuple[str, str, By, str, bool]


@attrs.define
class Tour:
    """What was tried. `legs` are moves by the state that they were made in."""

    legs: Counter[Leg] = attrs.Factory(Counter)
    out_of_turn: Counter[str] = attrs.Factory(Counter)
    #: How many moves were new when they were made.
    fresh: int = 0

    def take(self, begin: Callable[[], Player]) -> Iterator[Player]:
        """Play sequences until nothing new can be tried; each player is given when it has ended."""
        is_new = True
        while is_new:
            player = begin()
            before = self.fresh
            straight(player)
            thing = 0 if player.workflow.is_single else 1
            self._probe(player, thing)
            is_new = self.fresh > before
            yield player
        if not player.workflow.is_single:
            player = begin()
            two_of_a_kind(player)
            yield player

    def _probe(self, player: Player, thing: int) -> None:
        while len(player.moves) < MAX_MOVES:
            state = self._state(player, thing)
            if state is None:
                return
            moves = [(move, demand) for move, demand in player.possible() if move.thing == thing]
            if len(player.things) > thing:
                moves += player.by_nobody(thing)
            fresh = [(move, demand) for move, demand in moves if self._is_new(player, state, move, demand)]
            # What changes nothing comes first: the state is left when everything else was tried in it.
            fresh.sort(key=lambda pair: self._changes(player, state, pair[0], pair[1]))
            chosen = fresh[0] if fresh else self._on(player, state, moves)
            if chosen is None:
                return
            self._note(player, state, *chosen)
            player.play(chosen[0])

    def _state(self, player: Player, thing: int) -> str | None:
        if len(player.things) <= thing:
            return player.workflow.initial
        return None if player.things[thing].is_lost else player.things[thing].state

    def _is_new(self, player: Player, state: str, move: Move, demand: Demand) -> bool:
        if demand is Demand.TURN and self.out_of_turn[_turn(player, state, move)] >= MAX_OUT_OF_TURN:
            return False
        return self.legs[_leg(state, move)] < (AT_ONCE if move.at_once else 1)

    def _note(self, player: Player, state: str, move: Move, demand: Demand) -> None:
        leg = _leg(state, move)
        self.fresh += self.legs[leg] < (AT_ONCE if move.at_once else 1)
        self.legs[leg] += 1
        self.out_of_turn[_turn(player, state, move)] += demand is Demand.TURN

    def _changes(self, player: Player, state: str, move: Move, demand: Demand) -> int:
        action = player.workflow.by_name[move.action]
        if demand is Demand.NOBODY:
            # The last one before the state is left: what follows tells whether it was done all the same.
            return 1
        if demand not in (Demand.TAKEN, Demand.ONCE) or action.to in (None, state):
            return 0
        return 3 if action.to in player.workflow.clean else 2

    def _on(self, player: Player, state: str, moves: list[tuple[Move, Demand]]) -> tuple[Move, Demand] | None:
        """The first move of the way to a state in which something was not tried yet."""
        workflow = player.workflow
        known = {leg[0] for leg in self.legs}
        once = {action.name for action in workflow.actions if action.once}
        tried_at_once = {(leg[0], leg[1]) for leg, times in self.legs.items() if leg[4] and times >= AT_ONCE}
        open_ = {
            origin
            for action in workflow.actions
            for origin in action.origins
            if origin not in known
            or (_plain(origin, action.name) not in self.legs)
            or (action.name in once and (origin, action.name) not in tried_at_once)
        }
        way = workflow.way(state, frozenset(open_ - {state}))
        if not way:
            return None
        return next(((move, demand) for move, demand in moves if move == Move(way[0].name, move.thing)), None)


def straight(player: Player) -> None:
    """Take a thing through its life, one action after the other, with nothing beside."""
    workflow = player.workflow
    seen = set()
    state = workflow.initial
    while state not in seen:
        seen.add(state)
        onward = [
            action
            for action in workflow.actions
            if state in action.origins and action.to not in (None, state, *seen - set(workflow.clean))
        ]
        onward.sort(key=lambda action: action.to in workflow.clean)
        if not onward:
            return
        player.play(Move(onward[0].name))
        if not player.things or player.things[0].is_lost or player.things[0].state == state:
            return
        state = player.things[0].state
        if state in workflow.clean:
            return


def two_of_a_kind(player: Player) -> None:
    """Make two things, end one, and see that the other is still there."""
    workflow = player.workflow
    for thing in (0, 1):
        for move, demand in list(player.possible()):
            action = workflow.by_name[move.action]
            if (
                move == Move(action.name, thing)
                and demand is Demand.TAKEN
                and action.to not in workflow.ended
            ):
                player.play(move)
                break
    for thing in (0, 1):
        if len(player.things) <= thing or player.things[thing].is_lost:
            return
        for action in workflow.way(player.things[thing].state, frozenset(workflow.clean)) or ():
            player.play(Move(action.name, thing))


def _turn(player: Player, state: str, move: Move) -> str:
    """A step, and whether it is too early or too late for it."""
    workflow = player.workflow
    origins = [workflow.states.index(one) for one in workflow.by_name[move.action].origins]
    is_late = bool(origins) and workflow.states.index(state) > min(origins)
    return f"{move.action} {'late' if is_late else 'early'}"


def _leg(state: str, move: Move) -> Leg:
    return (state, move.action, move.by, move.then, move.at_once)


def _plain(state: str, action: str) -> Leg:
    return (state, action, By.OWNER, "", False)
