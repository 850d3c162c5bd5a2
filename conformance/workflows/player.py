"""Plays moves of a workflow, keeps a model of what should be there, and undoes what was made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs

from conformance.model import Case, Credential, Exchange
from conformance.sequence import By, Demand, Move, Step
from conformance.target.client import Client
from conformance.target.credentials import Identity
from conformance.workflows import calls, table
from conformance.workflows.calls import Composer
from conformance.workflows.table import Action, Workflow

#: Sends a case by a client, and counts it.
Send = Callable[[Case, Client], Exchange]
#: Judges an exchange; whether the rules of state found something.
Judge = Callable[[Exchange], bool]

_LOGIN = Action(
    name="log_in",
    mutation="obtainKrakenToken",
    origins=(),
    credential="none",
    input={"input.email": "{email}", "input.password": "{password}"},
    gives={"token": "token"},
)
#: Refusals that demand an error, whatever it is.
_REFUSING = (Demand.GONE, Demand.TWICE, Demand.TURN, Demand.OTHERS, Demand.NOBODY)


@attrs.define
class Thing:
    """What should be known of a thing: its state, the values that belong to it, and who did what to it last.

    `givers` are the mutations that gave values, by the value's name.
    One is `lost` when it cannot be said any more in which state it is.
    """

    values: dict[str, Any]
    state: str
    givers: dict[str, str] = attrs.Factory(dict)
    made: str = ""
    ended: str = ""
    refused: str = ""
    beside: str = ""
    is_confirmed: bool = False
    is_lost: bool = False


@attrs.define
class Player:
    """One sequence of calls. `nonce` tells it from all others; `values` are known of the target."""

    composer: Composer
    client: Client
    values: Mapping[str, Any]
    nonce: str
    send: Send
    judge: Judge
    moves: tuple[Move, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    things: list[Thing] = attrs.Factory(list)
    #: Mutations whose effect was seen once in this sequence, with nothing refused in between.
    proven: set[str] = attrs.Factory(set)
    inconclusive: list[str] = attrs.Factory(list)
    #: What was handed on: which mutation gave a value, which took it, and its name.
    handed: set[tuple[str, str, str]] = attrs.Factory(set)
    _clients: dict[By, Client] = attrs.Factory(dict)
    _secrets: list[str] = attrs.Factory(list)

    @property
    def workflow(self) -> Workflow:
        """The workflow that it plays."""
        return self.composer.workflow

    @property
    def others_exist(self) -> bool:
        """Whether a second identity can be had."""
        return self.client.credentials.has(Identity.SECOND) or self._can_log_in

    @property
    def _can_log_in(self) -> bool:
        # A login of its own for each identity, since nothing else tells that they are two.
        return (
            table.NONCE in table.placeholders(str(self.values.get("email", ""))) and "password" in self.values
        )

    def possible(self) -> Iterator[tuple[Move, Demand]]:
        """Every move that can be made now, with what is demanded of it."""
        for number, thing in enumerate(self.things):
            if not thing.is_lost:
                yield from self._moves(number, thing)
        if not self.things or (not self.workflow.is_single and len(self.things) < 2):
            yield from self._moves(len(self.things), self._new(len(self.things)))

    def by_nobody(self, number: int) -> Iterator[tuple[Move, Demand]]:
        """Calls without a credential that would end a thing, where the contract requires one.

        None about what somebody logged in has: nothing of it can be ended by nobody in particular.
        """
        thing, workflow = self.things[number], self.workflow
        for action in workflow.actions if not workflow.login else ():
            would_end = action.to in workflow.ended and self._demand(action, thing) is Demand.TAKEN
            is_required = self.composer.contract.mutation(action.mutation).requires_authorization
            if would_end and is_required and not action.credential and self._can(action, thing):
                yield Move(action.name, number, By.NOBODY), Demand.NOBODY

    def play(self, move: Move) -> bool:
        """Make a move; whether the rules of state found something. What cannot be made here is left out."""
        action = self.workflow.by_name[move.action]
        while len(self.things) <= move.thing:
            self.things.append(self._new(len(self.things)))
        thing = self.things[move.thing]
        if thing.is_lost or not self._can(action, thing) or (move.by is By.OTHER and not self.others_exist):
            return False
        self.moves = (*self.moves, move)
        if move.then:
            return self._play_joined(action, self.workflow.by_name[move.then], thing, move)
        if move.at_once:
            return self._play_at_once(action, thing, move)
        case = self.composer.case(action, thing.values, self.moves)
        if move.by is By.OTHER and not self._can_log_in:
            case = attrs.evolve(case, credential=Credential.SECOND)
        if move.by is By.NOBODY:
            case = attrs.evolve(case, credential=Credential.NONE)
        exchange = self._send(case, self._caller(action, thing, move))
        demands = {By.OTHER: Demand.OTHERS, By.NOBODY: Demand.NOBODY}
        demand = demands.get(move.by) or self._demand(action, thing)
        return self._settle(action, thing, move, demand, exchange)

    def undo(self) -> list[str]:
        """Bring every thing into a state in which nothing is left over; what could not be, in words."""
        left = []
        for number, thing in enumerate(self.things):
            for action in self.workflow.way(thing.state, frozenset(self.workflow.clean)) or ():
                if thing.is_lost:
                    self._clear(action, thing, Move(action.name, number))
                else:
                    self.play(Move(action.name, number))
            if thing.state not in self.workflow.clean:
                left.append(f"{self.workflow.name}: thing {number} is {thing.state}")
        if not left and self.client.journal is not None:
            for exchange in self.exchanges:
                if exchange.journal_entry is not None:
                    self.client.journal.undone(exchange.journal_entry, by=f"workflow {self.workflow.name}")
        return left

    def _clear(self, action: Action, thing: Thing, move: Move) -> None:
        """Undo what may be there or not; nothing is said of the answer."""
        if self._can(action, thing):
            case = self.composer.case(action, thing.values, (*self.moves, move))
            exchange = self._send(case, self._caller(action, thing, move))
            is_gone = not action.refused.isdisjoint(exchange.codes)
            if is_gone or calls.is_taken(action, exchange):
                thing.state = action.to or thing.state

    def _demand(self, action: Action, thing: Thing) -> Demand:
        demand = self.workflow.demand(action, thing.state)
        # What has no name of its own may have been there before, and nothing is known of it.
        is_unknown = self.workflow.is_single and not (thing.made or thing.ended)
        return Demand.NOTHING if demand is Demand.GONE and is_unknown else demand

    def _moves(self, number: int, thing: Thing) -> Iterator[tuple[Move, Demand]]:
        for action in self.workflow.actions:
            if not self._can(action, thing) or self.workflow.makes_another(action, thing.state):
                continue
            demand = self._demand(action, thing)
            yield Move(action.name, number), demand
            if action.private and not action.foreign and self.others_exist and demand is Demand.TAKEN:
                yield Move(action.name, number, By.OTHER), Demand.OTHERS
            if action.once and demand is Demand.TAKEN and action.mutation in self.proven:
                yield Move(action.name, number, at_once=True), Demand.ONCE
        for first, second in self.workflow.pairs(thing.state):
            is_known = first.mutation in self.proven and second.mutation in self.proven
            if is_known and self._can(first, thing) and self._can(second, thing):
                yield Move(first.name, number, then=second.name), Demand.TAKEN

    def _new(self, number: int) -> Thing:
        values = {**self.values, table.NONCE: f"{self.nonce}{number}"}
        return Thing(
            {name: table.filled(value, {table.NONCE: values[table.NONCE]}) for name, value in values.items()},
            self.workflow.initial,
        )

    def _can(self, action: Action, thing: Thing) -> bool:
        return (action.needs() - {"number"}) <= set(thing.values)

    def _caller(self, action: Action, thing: Thing, move: Move) -> Client:
        if action.credential and action.credential != "none":
            return self.client.with_token(str(table.filled(action.credential, thing.values)))
        is_another = move.by is By.OTHER
        if self._can_log_in and action.credential != "none" and (is_another or self.workflow.login):
            return self._session(move.by)
        return self.client

    def _session(self, by: By) -> Client:
        """The client of an identity that was logged in for this sequence."""
        if by not in self._clients:
            values = {**self.values, table.NONCE: f"{self.nonce}{by}"}
            filled = {
                name: table.filled(value, {table.NONCE: values[table.NONCE]})
                for name, value in values.items()
            }
            exchange = self._send(self.composer.case(_LOGIN, filled, self.moves), self.client)
            self.judge(exchange)
            self._clients[by] = self.client.with_token(exchange.issued.get("token"))
        return self._clients[by]

    def _send(self, case: Case, client: Client) -> Exchange:
        """What came back; whatever was given to log in with is redacted from now on."""
        exchange = attrs.evolve(self.send(case, client.knowing(self._secrets)), before=self.exchanges)
        self._secrets += exchange.issued.values()
        self.exchanges = (*self.exchanges, attrs.evolve(exchange, before=(), issued={}))
        return exchange

    def _settle(
        self,
        action: Action,
        thing: Thing,
        move: Move,
        demand: Demand,
        exchange: Exchange,
        *,
        joined: bool = False,
    ) -> bool:
        """Judge what came of a call, and change the model by it."""
        accepted = calls.is_taken(action, exchange)
        taken = accepted
        if not accepted and demand is Demand.TAKEN and action.refused.isdisjoint(exchange.codes):
            taken = None
        blames_refusal = thing.is_confirmed or thing.made in self.proven
        step = Step(
            workflow=self.workflow.name,
            move=move,
            state=thing.state,
            demand=demand,
            taken=taken,
            made=thing.made,
            ended=thing.ended,
            refused=thing.refused if blames_refusal or demand is Demand.TWICE else "",
            beside=thing.beside if blames_refusal else "",
            is_joined=joined,
            shown=calls.shown(action, exchange, thing.values) if accepted else (),
        )
        found = self.judge(attrs.evolve(exchange, step=step))
        self._learn(action, thing, demand, taken, exchange)
        thing.is_lost = thing.is_lost or found
        return found

    def _learn(
        self, action: Action, thing: Thing, demand: Demand, taken: bool | None, exchange: Exchange
    ) -> None:
        if demand in _REFUSING:
            # It was not to be taken: who is to blame if the thing has changed now.
            thing.is_lost = bool(taken)
            if demand is Demand.TWICE:
                # It says that the thing is there.
                thing.refused, thing.is_confirmed = "", True
            else:
                thing.refused = action.mutation
        elif demand is Demand.NOTHING:
            thing.is_lost = bool(taken) and action.to not in (None, thing.state)
        elif demand is Demand.SAME:
            thing.is_confirmed = thing.is_confirmed or bool(taken)
        elif taken is None:
            thing.is_lost = True
            reason = ", ".join(exchange.codes) or f"status {exchange.response.status}"
            self.inconclusive.append(f"{action.mutation} was refused for another reason: {reason}")
        elif taken:
            self._take(action, thing, exchange)
        else:
            thing.is_lost = True
            self.inconclusive.append(f"{action.mutation} was refused: {', '.join(exchange.codes)}")

    def _take(self, action: Action, thing: Thing, exchange: Exchange) -> None:
        if thing.made and not thing.refused and not thing.beside:
            self.proven.add(thing.made)
        thing.refused = thing.beside = ""
        given = action.needs() & set(thing.givers)
        self.handed |= {(thing.givers[name], action.mutation, name) for name in given}
        for name, path in action.gives.items():
            value = exchange.issued.get(path) or calls.at(exchange.result, path)
            if value is None:
                thing.is_lost = True
                self.inconclusive.append(f"{action.mutation} did not tell {path}")
            else:
                thing.values[name] = value
                thing.givers[name] = action.mutation
        if action.to in (None, thing.state):
            thing.is_confirmed = True
            return
        thing.state = str(action.to)
        thing.is_confirmed = False
        if thing.state in self.workflow.ended:
            thing.made, thing.ended = "", action.mutation
            self.proven.add(action.mutation)
            for other in self.things:
                if other is not thing:
                    other.beside = other.beside or action.mutation
        else:
            thing.made = action.mutation

    def _play_joined(self, first: Action, second: Action, thing: Thing, move: Move) -> bool:
        cases = [self.composer.case(one, thing.values, self.moves) for one in (first, second)]
        whole = self._send(self.composer.joined(cases), self._caller(first, thing, move))
        parts = self.composer.parts(whole, cases)
        taken = calls.is_taken(first, parts[0])
        if not taken:
            thing.is_lost = True
            return False
        self._take(first, thing, parts[0])
        return self._settle(
            second, thing, move, Demand.TAKEN, attrs.evolve(parts[1], before=self.exchanges), joined=True
        )

    def _play_at_once(self, action: Action, thing: Thing, move: Move) -> bool:
        case, caller = self.composer.case(action, thing.values, self.moves), self._caller(action, thing, move)
        together = threading.Barrier(2)

        def ask(_: int) -> Exchange:
            together.wait()
            return self.send(case, caller)

        with ThreadPoolExecutor(2) as pool:
            sent = list(pool.map(ask, range(2)))
        taken = [one for one in sent if calls.is_taken(action, one)]
        last = attrs.evolve(sent[-1], before=(*self.exchanges, sent[0]))
        self.exchanges = (*self.exchanges, *sent)
        step = Step(
            workflow=self.workflow.name,
            move=move,
            state=thing.state,
            demand=Demand.ONCE,
            taken=len(taken) > 1 if taken else None,
        )
        found = self.judge(attrs.evolve(last, step=step)) if taken else False
        if taken:
            self._take(action, thing, taken[0])
        thing.is_lost = thing.is_lost or found or not taken
        return found
