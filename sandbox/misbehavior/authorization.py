"""Credentials that are judged wrongly."""

from __future__ import annotations

from sandbox import authorization, refusals
from sandbox.authorization import Decision, Standing
from sandbox.misbehavior.declaration import AuthorizationFault, Fault, RefusalFault
from schema import catalogue
from schema import contract as contracts


def _any_mutation(_: contracts.Contract, __: contracts.Mutation) -> bool:
    return True


def _requires_authorization(_: contracts.Contract, mutation: contracts.Mutation) -> bool:
    return mutation.requires_authorization


def _documents_no_credentials(contract: contracts.Contract, mutation: contracts.Mutation) -> bool:
    documents_none = not mutation.codes & contract.credential_codes(mutation.name)
    return mutation.documents_errors and documents_none and not mutation.requires_authorization


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


def _ask_anyway(_: Decision, __: str) -> Decision:
    return Decision(authorization.MISSING_HEADER, executes=False)


def _another_refusal(
    contract: contracts.Contract, mutation: contracts.Mutation, right: catalogue.DocumentedError
) -> catalogue.DocumentedError | None:
    meant = refusals.meaning_unauthorized(contract, mutation)
    return next((error for error in meant if error.code != right.code), None)


FAULTS: tuple[Fault, ...] = (
    AuthorizationFault(
        id="auth.missing-header-accepted",
        sentence="Executes a mutation that requires authorization without any.",
        standing=Standing.MISSING,
        where=_requires_authorization,
        change=_accept,
    ),
    AuthorizationFault(
        id="auth.garbage-accepted",
        sentence="Executes a mutation for a credential that it never issued.",
        standing=Standing.UNREADABLE,
        where=_any_mutation,
        change=_accept,
    ),
    AuthorizationFault(
        id="auth.expired-token-accepted",
        sentence="Executes a mutation for a token that has expired.",
        standing=Standing.EXPIRED,
        where=_any_mutation,
        change=_accept,
    ),
    AuthorizationFault(
        id="auth.executes-before-refusing",
        sentence="Executes a mutation, and then refuses it for its missing authorization.",
        standing=Standing.MISSING,
        where=_requires_authorization,
        change=_execute_first,
    ),
    AuthorizationFault(
        id="auth.missing-header-code",
        sentence="Calls a missing header a bad credential.",
        standing=Standing.MISSING,
        where=_requires_authorization,
        change=_as_bad_credential,
    ),
    AuthorizationFault(
        id="auth.garbage-as-missing",
        sentence="Calls a bad credential a missing header.",
        standing=Standing.UNREADABLE,
        where=_any_mutation,
        change=_as_missing,
    ),
    AuthorizationFault(
        id="auth.expired-as-garbage",
        sentence="Calls an expired token a bad credential.",
        standing=Standing.EXPIRED,
        where=_any_mutation,
        change=_as_bad_credential,
    ),
    AuthorizationFault(
        id="auth.credential-echoed",
        sentence="Repeats a credential in the message that refuses it.",
        standing=Standing.UNREADABLE,
        where=_any_mutation,
        change=_echo,
    ),
    AuthorizationFault(
        id="auth.credentials-asked-for",
        sentence="Asks for credentials although a mutation documents its errors, and none of that kind.",
        standing=Standing.MISSING,
        where=_documents_no_credentials,
        change=_ask_anyway,
    ),
    RefusalFault(
        id="auth.foreign-told-apart",
        sentence="Refuses what is somebody else's with another code than what does not exist.",
        reason=refusals.NOT_THE_OWNER,
        instead=_another_refusal,
    ),
)
