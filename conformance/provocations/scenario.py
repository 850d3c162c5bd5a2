"""Provocations in a run: each documented error of a mutation, caused as any caller can."""

from __future__ import annotations

import fnmatch
import threading

import attrs

from conformance import cases
from conformance.model import Case, Credential, Expectation
from conformance.provocations import calls, table
from conformance.provocations.calls import Known, Plan
from conformance.provocations.table import Cause
from conformance.run import Run
from conformance.target.client import Client
from conformance.workflows import admission
from schema.contract import Contract
from strategies import examples

#: The name under which a profile's `workflows` allow calls that may do something and are not undone.
NAME = "provocations"

_LOGIN, _KEY = "obtainKrakenToken", "preSignedKey"
_LASTING = (Cause.OWN_ACCOUNT, Cause.TWICE)


@attrs.define(repr=False)
class Provoker:
    """Causes errors for all mutations of a run. The token of a pre-signed key is obtained once.

    Without a representation, as the run has none: Hypothesis prints the arguments of a failing test.
    """

    run: Run
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)
    _limited: Client | None = None
    _asked: bool = False

    def provoke(self, mutation: str) -> None:
        """Cause each documented error of a mutation for which the table says how."""
        for plan in self.plans(mutation):
            client = self.client(plan) if plan.calls else None
            for case in plan.calls if client is not None else ():
                self.run.judge(self.run.send(case, client))

    def plans(self, mutation: str) -> list[Plan]:
        """What there is to be done for each documented error; none for those that nothing is said of."""
        known = known_of(self.run.client)
        operation = self.run.operations(mutation)[0]
        listed = table.default()
        plans = [
            calls.plan(self.run.contract, operation, listed[error.code], known)
            for error in self.run.contract.mutation(mutation).errors
            if error.code in listed
        ]
        return [self._allowed(plan) for plan in plans]

    def client(self, plan: Plan) -> Client | None:
        """Who asks; None if that credential is not to be had."""
        promised = self.run.contract.mutation(plan.calls[0].mutation)
        if plan.provocation.cause is not Cause.LIMITED_TOKEN or not promised.requires_authorization:
            return self.run.client
        if self.run.dry is not None:
            # Nobody logs in: that call is among those of which answers say what comes next.
            return self.run.client
        with self._lock:
            if not self._asked:
                self._asked, self._limited = True, self._log_in()
        return self._limited

    def _allowed(self, plan: Plan) -> Plan:
        profile = self.run.client.profile
        is_lasting = plan.provocation.cause in _LASTING
        if is_lasting and not any(fnmatch.fnmatchcase(NAME, one) for one in profile.workflows):
            reason = f"would last: {NAME} is not among the workflows of {profile.name}"
            return attrs.evolve(plan, calls=(), reason=reason)
        return plan

    def _log_in(self) -> Client | None:
        key = admission.values(self.run.client).get(_KEY)
        if key is None or _LOGIN not in self.run.contract.mutations:
            return None
        case = login(self.run.contract, self.run, str(key))
        token = self.run.client.send(case).issued.get("token")
        return None if token is None else self.run.client.with_token(token)


def login(contract: Contract, run: Run, key: str) -> Case:
    """The call that obtains the token of a pre-signed key."""
    promised = contract.mutation(_LOGIN)
    variables = examples.of_fields(contract.schema_of(_LOGIN), promised.arguments, optional_levels=0)
    (argument,) = variables
    return Case(
        cases.DOMAIN_ERRORS,
        run.operations(_LOGIN)[0],
        {argument: {_KEY: key}},
        Credential.NONE,
        Expectation.ANSWER,
    )


def known_of(client: Client) -> Known:
    """The accounts of a target."""
    values = admission.values(client)
    own, other = values.get("accountNumber"), values.get("otherAccountNumber")
    return Known(
        own=None if own is None else str(own),
        other=None if other is None else str(other),
        foreign=client.profile.foreign.get("accountNumber"),
    )
