"""Somebody else's objects: beside what does not exist and, in the scenario of valid input, one's own."""

from __future__ import annotations

import attrs

from conformance import cases, fixed_cases
from conformance.model import Case, Exchange, Expectation
from conformance.rules import auth
from conformance.run import Run

RULE = "auth.foreign-object-refused"

#: With how many inputs an object is asked for at most until an answer tells something of it.
MAX_TRIED = 5


def judge(run: Run, mutation: str) -> None:
    """Ask with each foreign identifier of the profile that the mutation takes, and with an unknown one."""
    operation = run.operations(mutation)[0]
    for name, value in run.client.profile.foreign.items():
        nobody = fixed_cases.foreign_object(run.contract, operation, name, str(cases.unreachable(name)))
        somebody = fixed_cases.foreign_object(run.contract, operation, name, value)
        if nobody is None or somebody is None:
            continue
        exchange = run.send(nobody)
        run.judge(exchange)
        foreign = run.send(
            attrs.evolve(somebody, expectation=Expectation.ERROR, like=frozenset(exchange.codes))
        )
        if foreign.errors:
            # It may be about anything; what one's own is answered with the same input tells.
            foreign = _undecided(foreign)
        run.judge(foreign)


def ask_instead(run: Run, case: Case) -> list[Exchange]:
    """Ask a valid case about somebody else's objects instead, as long as nothing was told of them.

    What came back is judged, but for errors: these are given, since one's own object has to be asked for to
    tell whether they are about whose it is.
    """
    refused = []
    for name, value in run.client.profile.foreign.items():
        somebody = fixed_cases.exchanged(case, name, value)
        if somebody is None or not _is_open(run, case, name):
            continue
        somebody = attrs.evolve(somebody, expectation=Expectation.ERROR, like=frozenset())
        if run.dry is not None:
            run.ask(somebody)
            continue
        foreign = run.send(somebody)
        if foreign.errors:
            foreign = _undecided(foreign)
            refused.append(foreign)
        else:
            _settle(run, foreign)
        run.judge(foreign)
    return refused


def compare(run: Run, refused: list[Exchange], own: Exchange) -> None:
    """Tell what errors about somebody else's objects are about, from the answer about one's own."""
    for foreign in refused:
        case = foreign.case
        item = run.item(case.scenario, case.mutation)
        if auth.is_admitted(own, run.contract) and set(own.codes).isdisjoint(foreign.codes):
            item.saw(RULE, 1)
            item.inconclusive.pop(RULE, None)
            _settle(run, foreign)
        else:
            reason = f"{', '.join(foreign.codes)}, and one's own is not let in with this input either"
            item.could_not_tell(RULE, reason)


def _is_open(run: Run, case: Case, name: str) -> bool:
    """Whether an object of that name is asked for once more; a dry run supposes that the first time tells."""
    times = MAX_TRIED if run.dry is None else 1
    is_open = run.item(case.scenario, case.mutation).may_provoke(_key(name), times)
    return is_open or run.stop_at_first


def _settle(run: Run, foreign: Exchange) -> None:
    case = foreign.case
    run.item(case.scenario, case.mutation).provoked[_key(str(case.place[-1]))] = MAX_TRIED


def _key(name: str) -> str:
    return f"{RULE} {name}"


def _undecided(foreign: Exchange) -> Exchange:
    """The same, where an error does not tell whether it is about whose the object is."""
    return attrs.evolve(foreign, case=attrs.evolve(foreign.case, expectation=Expectation.ANSWER))
