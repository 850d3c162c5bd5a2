"""A workflow in a run: its tour, what Hypothesis thinks of, and what becomes of what they find."""

from __future__ import annotations

import hypothesis
from hypothesis.stateful import run_state_machine_as_test

from conformance import exhibit, minimize, run
from conformance.coverage import edges
from conformance.errors import ViolationError
from conformance.model import Case, Exchange, Finding, Level
from conformance.workflows import admission
from conformance.workflows.calls import Composer
from conformance.workflows.machine import Machine
from conformance.workflows.player import Player
from conformance.workflows.table import Workflow
from conformance.workflows.tour import Tour

#: Moves of one sequence that Hypothesis makes, and sequences in which a finding is made smaller.
STEPS = 12
MINIMIZING = 12

RULE = "state.created-is-seen"


def play(running: run.Run, workflow: Workflow, settings: hypothesis.settings | None = None) -> None:
    """Take the tour of a workflow, then whatever Hypothesis thinks of; undo what was made.

    Without settings, those of Hypothesis' profile say how many sequences there are.
    """
    stage = Stage(running, workflow)
    try:
        for player in Tour().take(stage.player):
            stage.end(player)
    except ViolationError:
        # The run is to stop at the first violation; what was made is undone all the same.
        stage.abandon()
        raise
    machine = hypothesis.settings(settings, stateful_step_count=STEPS)

    def begin() -> Machine:
        made = Machine(stage.player())
        made.teardown = lambda: stage.end(made.player)  # type: ignore[method-assign]
        return made

    # A function that makes machines will do, as its documentation says; its annotation asks for a class.
    run_state_machine_as_test(begin, settings=machine)  # type: ignore[arg-type]


class Stage:
    """Makes players for a workflow, and looks after what they leave."""

    def __init__(self, running: run.Run, workflow: Workflow) -> None:
        self.run = running
        self.workflow = workflow
        self.composer = Composer(running.contract, workflow)
        self.values = admission.values(running.client)
        self.known: set[str] = set()
        self.found: list[Finding] = []
        self.latest: Player | None = None

    def player(self) -> Player:
        """A player of a new sequence."""
        known, send = self.values, self.run.send
        self.latest = admission.player(self.composer, self.run.client, known, send, self._judge)
        return self.latest

    def abandon(self) -> None:
        """Undo what the latest player made, and judge nothing of it."""
        if self.latest is not None:
            self.latest.judge = _unjudged
            self.latest.undo()

    def end(self, played: Player) -> None:
        """Undo what a player made, and make what it found smaller."""
        if self.run.stop_at_first:
            # Whatever is found while something is undone would hide what Hypothesis is about to shrink.
            played.judge = _unjudged
        # The moves that undo are judged too, and a finding of theirs is made smaller like any other.
        left = played.undo()
        item = self.run.item(self.workflow.scenario, self.workflow.mutations[0])
        item.notes = tuple(dict.fromkeys((*item.notes, *(f"left over: {one}" for one in left))))
        for reason in played.inconclusive:
            mutation = reason.partition(" ")[0]
            self.run.item(self.workflow.scenario, mutation).could_not_tell(RULE, reason)
        for producer, consumer, value in played.handed:
            mark = edges.mark(self.workflow.name, producer, consumer, value)
            self.run.item(self.workflow.scenario, consumer).seen.add(mark)
        found, self.found = self.found, []
        for finding in found:
            self._minimize(finding)

    def _judge(self, exchange: Exchange) -> bool:
        findings = [one for one in self.run.judge(exchange) if admission.is_of_state(one)]
        for finding in findings:
            name = exhibit.fingerprint(finding)
            if name not in self.known:
                self.known.add(name)
                self.found.append(finding)
        return any(one.violation.level is Level.MUST for one in findings)

    def _minimize(self, finding: Finding) -> None:
        wanted = exhibit.fingerprint(finding)

        def shows(case: Case) -> bool:
            _, shown, _ = admission.replayed(self.run, self.workflow, case.moves)
            again = [one for one in shown if exhibit.fingerprint(one) == wanted]
            for one in again:
                self.run.note(one)
            return bool(again)

        minimize.minimize(finding.exchange.case, self.run.contract, shows, budget=MINIMIZING)


def _unjudged(_exchange: Exchange) -> bool:
    return False
