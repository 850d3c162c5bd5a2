"""A state machine over the table: Hypothesis chooses moves, the player makes them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from conformance.sequence import Demand
from conformance.workflows import tour
from conformance.workflows.player import Player

#: Kinds of moves, each as likely as any other: what is taken, what is refused, what is asked for twice.
_KINDS: tuple[frozenset[Demand], ...] = (
    frozenset({Demand.TAKEN}),
    frozenset({Demand.GONE, Demand.TURN}),
    frozenset({Demand.TWICE, Demand.SAME, Demand.NOTHING}),
    frozenset({Demand.OTHERS, Demand.ONCE}),
)


class Machine(RuleBasedStateMachine):
    """One sequence of calls.

    What Hypothesis draws are plain numbers that choose among the moves which are possible: these are up to
    the target, and a draw that depended on them would be taken for a test that is flaky.
    """

    def __init__(self, player: Player) -> None:
        super().__init__()
        self.player = player

    @initialize()
    def begin(self) -> None:
        """Take one thing through its life first: what is seen then is known to work by itself."""
        tour.straight(self.player)

    @rule(kind=st.integers(0, len(_KINDS) - 1), choice=st.integers(0, 255))
    def move(self, kind: int, choice: int) -> None:
        """Make one of the moves that are possible, of that kind if there is any."""
        possible = list(self.player.possible())
        moves = [move for move, demand in possible if demand in _KINDS[kind]]
        moves = moves or [move for move, _ in possible]
        if moves:
            self.player.play(moves[choice % len(moves)])
