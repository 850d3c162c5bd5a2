"""Bad credentials: what an answer to one tells, and the same input with a valid one where that is nothing."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from conformance import foreign_checks
from conformance.model import Case, Credential, Exchange, Tier
from conformance.rules import auth
from conformance.run import Run
from conformance.target import safety

#: With how many inputs a bad credential is asked at most until an answer tells something of it.
MAX_TRIED = 5


def ask_about_nobody(run: Run, case: Case) -> None:
    """Ask for what cannot exist with a bad credential.

    An answer that may be about the object is inconclusive, unless valid input is asked with the credential
    as well, for objects that exist.
    """
    exchange = _asked(run, case)
    if exchange is None or _executes(run, case.mutation):
        return
    if auth.is_undecided(exchange, run.contract):
        _could_not_tell(run, exchange, "may be said of what does not exist as well")


def ask_valid_input(run: Run, case: Case) -> Exchange | None:
    """Ask a valid case; before that with each bad credential, and about somebody else's objects.

    What came back to the valid one, None in a dry run.

    Before it, so that what is let in wrongly was not done yet. Where an answer may be about something else,
    it was refused for what is wrong with it if the valid case is let in.
    """
    refused = [_asked(run, attrs.evolve(case, credential=credential)) for credential in _bad(run, case)]
    foreign = foreign_checks.ask_instead(run, case)
    exchange = _asked(run, case, goes_on=True)
    if exchange is None:
        return None
    foreign_checks.compare(run, foreign, exchange)
    is_admitted = auth.is_admitted(exchange, run.contract)
    item = run.item(case.scenario, case.mutation)
    for one in refused:
        assert one is not None, "only in a dry run nothing comes back"
        rule = auth.REFUSED_BY[one.case.credential]
        if auth.is_undecided(one, run.contract):
            if is_admitted:
                item.saw(rule, 1)
            else:
                _could_not_tell(run, one, "and a valid credential is not let in with this input either")
        if rule in item.opportunities:
            # What could not be told of earlier input is told by now.
            item.inconclusive.pop(rule, None)
    return exchange


def _bad(run: Run, case: Case) -> Iterator[Credential]:
    """The bad credentials that a mutation has to refuse and of which no answer in this item told anything."""
    if not run.contract.mutation(case.mutation).requires_authorization:
        return
    item = run.item(case.scenario, case.mutation)
    for credential, rule in auth.REFUSED_BY.items():
        if credential is Credential.EXPIRED and run.client.credentials.expired is None:
            continue
        # A dry run knows no answers, and supposes that the first one tells; what Hypothesis shrinks has to be
        # asked in the same way each time.
        times = MAX_TRIED if run.dry is None else 1
        is_open = rule not in item.opportunities and item.may_provoke(rule, times)
        if is_open or run.stop_at_first:
            yield credential


def _asked(run: Run, case: Case, *, goes_on: bool = False) -> Exchange | None:
    """A case after it was asked and judged; None in a dry run."""
    if run.dry is not None:
        run.ask(case, goes_on=goes_on)
        return None
    exchange = run.send(case)
    run.judge(exchange)
    return exchange


def _executes(run: Run, mutation: str) -> bool:
    """Whether valid input of a mutation is asked at this target."""
    promised = run.contract.mutation(mutation)
    forbidden = safety.refusal(run.client.profile, run.contract, promised, Tier.EXERCISE)
    return not (forbidden or safety.identity_refusal(run.client.credentials, promised, Tier.EXERCISE))


def _could_not_tell(run: Run, exchange: Exchange, why: str) -> None:
    case = exchange.case
    reason = f"{', '.join(exchange.codes)}, {why}"
    run.item(case.scenario, case.mutation).could_not_tell(auth.REFUSED_BY[case.credential], reason)
