"""Credentials that are judged wrongly."""

from __future__ import annotations

from sandbox import authorization
from sandbox.authorization import Decision, Standing
from sandbox.misbehavior.declaration import AuthorizationFault


def _accept(_: Decision, __: str) -> Decision:
    return Decision(None, executes=True)


def _execute_first(decision: Decision, _: str) -> Decision:
    return Decision(decision.code, executes=True)


def _as_bad_credential(decision: Decision, _: str) -> Decision:
    return Decision(authorization.NOT_A_CREDENTIAL, decision.executes)


def _as_missing(decision: Decision, _: str) -> Decision:
    return Decision(authorization.MISSING_HEADER, decision.executes)


def _echo(decision: Decision, header: str) -> Decision:
    return Decision(decision.code, decision.executes, note=f" Received: {header}")


FAULTS = (
    AuthorizationFault(
        id="auth.missing-header-accepted",
        sentence="Executes a mutation that requires authorization without any.",
        standing=Standing.MISSING,
        change=_accept,
    ),
    AuthorizationFault(
        id="auth.garbage-accepted",
        sentence="Executes a mutation for a credential that it never issued.",
        standing=Standing.UNREADABLE,
        change=_accept,
    ),
    AuthorizationFault(
        id="auth.expired-token-accepted",
        sentence="Executes a mutation for a token that has expired.",
        standing=Standing.EXPIRED,
        change=_accept,
    ),
    AuthorizationFault(
        id="auth.executes-before-refusing",
        sentence="Executes a mutation, and then refuses it for its missing authorization.",
        standing=Standing.MISSING,
        change=_execute_first,
    ),
    AuthorizationFault(
        id="auth.missing-header-code",
        sentence="Calls a missing header a bad credential.",
        standing=Standing.MISSING,
        change=_as_bad_credential,
    ),
    AuthorizationFault(
        id="auth.garbage-as-missing",
        sentence="Calls a bad credential a missing header.",
        standing=Standing.UNREADABLE,
        change=_as_missing,
    ),
    AuthorizationFault(
        id="auth.expired-as-garbage",
        sentence="Calls an expired token a bad credential.",
        standing=Standing.EXPIRED,
        change=_as_bad_credential,
    ),
    AuthorizationFault(
        id="auth.credential-echoed",
        sentence="Repeats a credential in the message that refuses it.",
        standing=Standing.UNREADABLE,
        change=_echo,
    ),
)
