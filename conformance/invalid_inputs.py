"""The scenario `invalid_input`: what a survey says of a mutation, and what is asked again alone.

A survey tells in few requests which invalid inputs were refused. Rules judge exchanges, so whatever a
survey finds accepted is asked once more in a request of its own, and so is one input that was refused.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import filelock

import strategies
from conformance.coverage import universe
from conformance.coverage.marks import Kind, Mark
from conformance.errors import BudgetSpentError, NotSentError, TargetError
from conformance.model import Case, Credential, Expectation, Finding, Response
from conformance.probe import document, reading, survey
from conformance.probe.question import Answer, Outcome, Question
from conformance.run import Item, Run
from conformance.target.budget import SURVEY
from conformance.target.client import Client
from schema.contract import Contract

SCENARIO = "invalid_input"
REFUSED = "inputs.invalid-refused"
ACCEPTED = "inputs.edge-accepted"

_NOT_CONFIRMED = "asked alone, it was answered otherwise than among others"
_TWIN_NOT_ACCEPTED = "its valid twin was not accepted either"


@attrs.frozen
class Asked:
    """A mutation's invalid inputs, their distinct valid twins and its valid edges, as questions."""

    invalid: tuple[tuple[strategies.InvalidInput, Question], ...]
    twins: Mapping[str, Question]
    edges: tuple[tuple[strategies.ValidInput, Question], ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, in a stable order."""
        return (
            *(question for _, question in self.invalid),
            *self.twins.values(),
            *(question for _, question in self.edges),
        )

    @property
    def valid(self) -> Iterator[tuple[Question, tuple[str | int, ...], str]]:
        """The valid ones with the place that each is about, and what is unusual there, if anything is."""
        for twin in self.twins.values():
            yield twin, twin.arguments[:1], ""
        for edge, question in self.edges:
            yield question, edge.path, edge.form

    def twin(self, one: strategies.InvalidInput) -> Question:
        """The valid twin of an invalid input."""
        return self.twins[_key(one.twin)]


@attrs.frozen
class Surveyed:
    """What a survey says of one mutation: an answer for each question, and the limits that were met.

    The `requests` of a survey, the `seconds` of its answers, and the `cpu` of a thread of its own stand
    at its first mutation.
    """

    answers: tuple[Answer, ...]
    notes: tuple[str, ...]
    first_only: bool
    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0


def asked(contract: Contract, mutation: str) -> Asked:
    """The questions about a mutation; none if it takes no argument."""
    listed = strategies.invalid(contract, mutation)
    invalid = tuple((one, Question(mutation, one.variables, one.variable)) for one in listed)
    edges = tuple((one, Question(mutation, one.variables)) for one in strategies.edges(contract, mutation))
    return Asked(invalid, {_key(one.twin): Question(mutation, one.twin) for one in listed}, edges)


def take(
    contract: Contract,
    client: Client,
    mutations: Iterable[str],
    concurrency: int,
    waited: list[float] | None = None,
    ended: threading.Event | None = None,
) -> tuple[dict[str, Surveyed], int]:
    """Ask about mutations in as few requests as may be; what each answer says, and how many requests.

    `waited` gets the seconds that each answer took. With `ended` it is taken beside a run, which it leaves
    half of the time; TargetError at the next request once it has ended.
    """
    by_server: dict[str, dict[str, Asked]] = {}
    for name in mutations:
        server = contract.mutation(name).server
        by_server.setdefault(server, {})[name] = asked(contract, name)
    found: dict[str, Surveyed] = {}
    requests = 0
    for server, listed in by_server.items():
        questions = [question for one in listed.values() for question in one.questions]
        result = survey.ask(
            contract, server, questions, _sender(client, waited, ended), concurrency=concurrency
        )
        requests += result.requests
        for name, one in listed.items():
            answers = tuple(result.answers[question] for question in one.questions)
            found[name] = Surveyed(answers, result.notes, result.first_only)
    return found, requests


def planned(contract: Contract, mutations: Iterable[str]) -> Iterator[tuple[str, list[document.Document]]]:
    """The requests that a survey takes where a server has no limits, by the server's name."""
    by_server: dict[str, list[Question]] = {}
    for name in mutations:
        server = contract.mutation(name).server
        by_server.setdefault(server, []).extend(asked(contract, name).questions)
    for server, questions in by_server.items():
        yield server, list(survey.planned(contract, questions))


def judge(run: Run, mutation: str, surveyed: Surveyed) -> None:
    """Count what was refused, and ask alone what was not, so that rules judge it."""
    item = run.item(SCENARIO, mutation)
    item.notes = surveyed.notes
    item.requests += surveyed.requests
    item.seconds += surveyed.seconds
    item.cpu += surveyed.cpu
    listed = asked(run.contract, mutation)
    answers = dict(zip(listed.questions, surveyed.answers, strict=True))
    _cover(run, mutation, listed, answers)
    for question, place, form in listed.valid:
        match answers[question]:
            case Answer(Outcome.ACCEPTED):
                item.saw(ACCEPTED, 1)
            case Answer(Outcome.REFUSED):
                case = _locked(run.contract, question, surveyed)
                expected = Expectation.ACCEPTANCE
                case = attrs.evolve(case, expectation=expected, place=place, violation=form)
                _confirm_refused(run, case, question.arguments)
            case Answer(reason=reason):
                item.could_not_tell(ACCEPTED, reason)
    witness: strategies.InvalidInput | None = None
    for one, question in listed.invalid:
        answer = answers[question]
        if answer.outcome is Outcome.INCONCLUSIVE:
            item.could_not_tell(REFUSED, answer.reason)
        elif answers[listed.twin(one)].outcome is not Outcome.ACCEPTED:
            item.could_not_tell(REFUSED, _TWIN_NOT_ACCEPTED)
        elif answer.outcome is Outcome.ACCEPTED:
            _see_it_again(item, REFUSED, run.ask(_invalid(run.contract, one, surveyed)))
        elif witness is None:
            witness = one
            _ask_witness(run, _invalid(run.contract, one, surveyed))
        else:
            item.saw(REFUSED, 1)


def _cover(run: Run, mutation: str, listed: Asked, answers: Mapping[Question, Answer]) -> None:
    """Mark which inputs a target's answer tells something about, and what it took."""
    add = run.item(SCENARIO, mutation).seen.add
    for name, (_, question) in zip(universe.edges(run.contract, mutation), listed.edges, strict=True):
        if answers[question].outcome is not Outcome.INCONCLUSIVE:
            add(Mark(Kind.INPUTS_BOUNDARY, mutation, name))
    for name, (one, question) in zip(universe.invalid(run.contract, mutation), listed.invalid, strict=True):
        told = answers[question].outcome is not Outcome.INCONCLUSIVE
        if told and answers[listed.twin(one)].outcome is Outcome.ACCEPTED:
            add(Mark(Kind.INPUTS_INVALID, mutation, name))
    for question, _, _ in listed.valid:
        if answers[question].outcome is Outcome.ACCEPTED:
            run.observer.sent(mutation, question.variables, add)


def _ask_witness(run: Run, case: Case) -> None:
    """Ask an input alone that was refused among others: all rules judge how a request is refused."""
    item = run.item(SCENARIO, case.mutation)
    seen = item.opportunities.get(REFUSED, 0)
    run.ask(case)
    if item.opportunities.get(REFUSED, 0) == seen:
        item.could_not_tell(REFUSED, _NOT_CONFIRMED)


def _confirm_refused(run: Run, case: Case, arguments: tuple[str, ...]) -> None:
    """Ask a valid input alone, and judge it by the argument that is refused, its own or another."""
    exchange = run.send(case)
    text, own = case.operation.text, str(case.place[0])
    names = (own, *arguments)
    refused = next((name for name in names if reading.refuses(text, name, exchange.document)), own)
    if refused != own:
        exchange = attrs.evolve(exchange, case=attrs.evolve(case, place=(refused,), violation=""))
    _see_it_again(run.item(SCENARIO, case.mutation), ACCEPTED, run.judge(exchange))


def _see_it_again(item: Item, rule: str, found: Iterable[Finding]) -> None:
    """A suspected violation that does not show when it is asked alone: nothing can be said of it."""
    if not any(finding.violation.rule == rule for finding in found):
        item.could_not_tell(rule, _NOT_CONFIRMED)


def _invalid(contract: Contract, one: strategies.InvalidInput, surveyed: Surveyed) -> Case:
    question = Question(one.mutation, one.variables, one.variable)
    case = _locked(contract, question, surveyed)
    return attrs.evolve(case, expectation=Expectation.REFUSAL, place=one.path, violation=one.violation)


def _locked(contract: Contract, question: Question, surveyed: Surveyed) -> Case:
    rendered = document.render(contract, [question], locks_first=not surveyed.first_only)
    operation = document.operation(contract, question.mutation, rendered)
    return Case(SCENARIO, operation, rendered.variables, Credential.NONE)


def _sender(
    client: Client, waited: list[float] | None, ended: threading.Event | None
) -> Callable[[str, document.Document], Response]:
    def send(server: str, sent: document.Document) -> Response:
        if ended is not None and ended.is_set():
            raise TargetError("the run is at its end")
        response = client.ask(server, sent.text, sent.name, sent.variables)
        if ended is not None:
            # The requests of a survey are the longest of all: others are to have as much of the target.
            ended.wait(response.elapsed)
        if waited is not None:
            waited.append(response.elapsed)
        return response

    return send


def _key(variables: Mapping[str, Any]) -> str:
    return json.dumps(dict(variables), sort_keys=True)


@attrs.define(repr=False)
class Surveys:
    """The survey of a run, taken once for all its mutations.

    It is taken when the first of them is judged, or from the beginning in a thread of its own, since it
    takes as long as many items. `shared` is a file in which the processes of one run leave it for each
    other; without it this process is alone. Safe to use from several threads.
    """

    run: Run
    mutations: tuple[str, ...]
    concurrency: int
    shared: Path | None = None
    _found: dict[str, Surveyed] = attrs.Factory(dict)
    _failure: TargetError | BudgetSpentError | None = None
    _lock: threading.Lock = attrs.field(factory=threading.Lock, eq=False, repr=False)
    _ended: threading.Event = attrs.field(factory=threading.Event, eq=False, repr=False)
    _thread: threading.Thread | None = None
    _beside: bool = False

    def begin(self) -> None:
        """Take it now, while other items are asked; whoever comes for it meanwhile waits."""
        self.concurrency, self._beside = 1, True
        if self.mutations and self.run.dry is None:
            self._thread = threading.Thread(target=self._begun, name="survey", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask nothing more, and wait for what is being asked."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def of(self, mutation: str) -> Surveyed:
        """What was found out about a mutation; TargetError or BudgetSpentError if that was not possible."""
        if self.run.dry is not None:
            raise NotSentError("a dry run sends nothing")
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if not self._found:
                try:
                    self._found = self._read_or_take()
                except (TargetError, BudgetSpentError) as error:
                    # It takes hundreds of requests: what failed is not begun anew for each mutation.
                    self._failure = error
                    raise
        return self._found[mutation]

    def _begun(self) -> None:
        # Whatever goes wrong is told to those who come for it: it is kept, or goes wrong for them too.
        with contextlib.suppress(TargetError, BudgetSpentError):
            self.of(self.mutations[0])

    def _read_or_take(self) -> dict[str, Surveyed]:
        if self.shared is None:
            return self._take()
        with filelock.FileLock(self.shared.with_suffix(".lock")):
            if self.shared.exists():
                return read(self.shared.read_text(encoding="utf-8"))
            found = self._take()
            self.shared.write_text(write(found), encoding="utf-8")
            return found

    def _take(self) -> dict[str, Surveyed]:
        waited: list[float] = []
        started = time.thread_time()
        try:
            found, requests = take(
                self.run.contract,
                self.run.client,
                self.mutations,
                self.concurrency,
                waited,
                self._ended if self._beside else None,
            )
        finally:
            # What it leaves over of the budget is for the test items.
            self.run.client.control.finish(SURVEY)
        first = self.mutations[0]
        told = attrs.evolve(found[first], requests=requests, seconds=sum(waited))
        if threading.current_thread() is self._thread:
            # In the thread of a test item it is counted there.
            told = attrs.evolve(told, cpu=time.thread_time() - started)
        return {**found, first: told}


def write(found: Mapping[str, Surveyed]) -> str:
    """A survey as JSON."""
    return json.dumps({name: attrs.asdict(one) for name, one in found.items()})


def read(text: str) -> dict[str, Surveyed]:
    """The inverse of `write`."""
    return {
        name: Surveyed(
            answers=tuple(Answer(Outcome(answer["outcome"]), answer["reason"]) for answer in one["answers"]),
            notes=tuple(one["notes"]),
            first_only=one["first_only"],
            requests=one["requests"],
            seconds=one["seconds"],
            cpu=one["cpu"],
        )
        for name, one in json.loads(text).items()
    }
