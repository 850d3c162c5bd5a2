"""Rules of authorization: who is refused for a missing or a bad credential, and with which code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.model import Credential, Exchange, Expectation, Level, Tier
from conformance.rules.declaration import Check, Clause, Place, Rule, path, rule, shown
from schema.contract import (
    BAD_CREDENTIAL,
    EXPIRED_TOKEN,
    HEADER_NOT_PROVIDED,
    UNAUTHORIZED,
    Contract,
    Mutation,
)

_AUTHENTICATION = Clause(
    "Kraken API, Authentication", "https://developer.octopus.energy/graphql/guides/basics/#authentication"
)
#: Listed by mutations that ask for a credential.
_ASKS = frozenset({UNAUTHORIZED, HEADER_NOT_PROVIDED})

#: The rule by which each bad credential is refused.
REFUSED_BY: Mapping[Credential, str] = {
    Credential.NONE: "auth.refused-without-credential",
    Credential.GARBAGE: "auth.refused-with-garbage",
    Credential.EXPIRED: "auth.refused-when-expired",
}


def is_undecided(exchange: Exchange, contract: Contract) -> bool:
    """Whether an answer to a bad credential leaves open if it was refused for the credential.

    "Unauthorized" is said of an object as well as of its caller, and what any field can answer with may
    come before a credential is looked at.
    """
    case = exchange.case
    if case.credential.is_valid or not _is_about(exchange, contract, case.credential):
        return False
    if exchange.result is not None or _names_credential(exchange, contract):
        return False
    return not _undeciding(contract, case.mutation).isdisjoint(exchange.codes)


def is_admitted(exchange: Exchange, contract: Contract) -> bool:
    """Whether a mutation answered for itself: with a result, or with an error of its own alone."""
    if exchange.result is not None:
        return True
    return bool(exchange.codes) and _undeciding(contract, exchange.case.mutation).isdisjoint(exchange.codes)


def _names_credential(exchange: Exchange, contract: Contract) -> bool:
    return not (contract.refusal_codes - {UNAUTHORIZED}).isdisjoint(exchange.codes)


def _undeciding(contract: Contract, mutation: str) -> frozenset[str]:
    """The codes that do not tell whether a mutation was refused for a credential, or got to its object."""
    return contract.credential_codes(mutation) | frozenset(contract.ambient)


def _requires(_contract: Contract, mutation: Mutation) -> bool:
    return mutation.requires_authorization


def _asks_for_none(_contract: Contract, mutation: Mutation) -> bool:
    return mutation.documents_errors and not mutation.requires_authorization and not mutation.codes & _ASKS


def _takes_input(_contract: Contract, mutation: Mutation) -> bool:
    return bool(mutation.arguments)


def _refused(credential: Credential) -> Check:
    def check(exchange: Exchange, contract: Contract) -> Iterator[Place]:
        if not _is_about(exchange, contract, credential):
            return
        where = path(["data", exchange.case.operation.root.key])
        if exchange.result is not None:
            yield Place(where, "null and a credential error", f"a result: {shown(exchange.result)}")
        elif _names_credential(exchange, contract):
            yield Place(where)
        elif not is_undecided(exchange, contract):
            accepted = contract.credential_codes(exchange.case.mutation)
            yield Place("$.errors", f"one of {', '.join(sorted(accepted))}", shown(list(exchange.codes)))

    return check


def _code(credential: Credential, wanted: str) -> Check:
    def check(exchange: Exchange, contract: Contract) -> Iterator[Place]:
        codes = exchange.codes
        accepted = contract.credential_codes(exchange.case.mutation)
        if not _is_about(exchange, contract, credential) or accepted.isdisjoint(codes):
            return
        yield Place("$.errors") if wanted in codes else Place("$.errors", wanted, shown(list(codes)))

    return check


def _is_about(exchange: Exchange, contract: Contract, credential: Credential) -> bool:
    """Whether a mutation that requires authorization was asked with this credential, and answered."""
    if exchange.case.credential is not credential or not exchange.case.expectation.is_executed:
        return False
    if exchange.document is None or exchange.is_request_error:
        return False
    return contract.mutation(exchange.case.mutation).requires_authorization


def _declared(id_: str, sentence: str, check: Check, level: Level = Level.MUST) -> Rule:
    check.__doc__ = sentence
    tiers = (Tier.GUARD, Tier.EXERCISE)
    return rule(id_, _AUTHENTICATION, level, tiers=tiers, applies=_requires)(check)


@rule("auth.header-was-provided", _AUTHENTICATION, tiers=(Tier.GUARD, Tier.EXERCISE))
def header_was_provided(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The code for a missing header is never the answer to a request that has the header."""
    if "Authorization" not in exchange.request.headers or not exchange.case.expectation.is_executed:
        return
    for code in exchange.codes:
        if code == HEADER_NOT_PROVIDED:
            yield Place("$.errors", "another code: the header was sent", code)
        else:
            yield Place("$.errors")


@rule("auth.not-asked-for", _AUTHENTICATION, Level.SHOULD, tiers=(Tier.EXERCISE,), applies=_asks_for_none)
def not_asked_for(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """A mutation that documents errors, but none of authorization, asks for no credential."""
    case = exchange.case
    if case.credential is not Credential.NONE or not case.expectation.is_executed:
        return
    if exchange.document is None or exchange.is_request_error:
        return
    if not _asks_for_none(contract, contract.mutation(case.mutation)):
        return
    # "Unauthorized" may be said of the object as well as of the caller.
    asked = [code for code in exchange.codes if code in contract.refusal_codes - {UNAUTHORIZED}]
    yield Place("$.errors", "no credential error", shown(asked)) if asked else Place("$")


_OBJECTS = Clause(
    "OWASP API Security Top 10, API1:2023 Broken Object Level Authorization",
    "https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/",
)


@rule("auth.foreign-object-refused", _OBJECTS, tiers=(Tier.EXERCISE,), applies=_takes_input)
def foreign_object_refused(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An object that belongs to somebody else is answered with an error."""
    case = exchange.case
    if case.like is None or case.expectation is not Expectation.ERROR or exchange.document is None:
        return
    where = path(["variables", *case.place])
    if exchange.errors:
        yield Place(where)
    elif "errors" not in exchange.document:
        yield Place(where, f"an error for {case.violation}", f"a result: {shown(exchange.result)}")


@rule("auth.foreign-like-unknown", _OBJECTS, Level.SHOULD, tiers=(Tier.EXERCISE,), applies=_takes_input)
def foreign_like_unknown(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """Somebody else's object is answered like one that does not exist: another code tells that it does."""
    case = exchange.case
    if not case.like or not exchange.codes:
        return
    where = path(["variables", *case.place])
    if frozenset(exchange.codes) == case.like:
        yield Place(where)
    else:
        yield Place(
            where, f"{shown(sorted(case.like))}, as for what does not exist", shown(list(exchange.codes))
        )


RULES = (
    _declared(
        REFUSED_BY[Credential.NONE],
        "Where authorization is required, a request without a credential is refused with a credential code.",
        _refused(Credential.NONE),
    ),
    _declared(
        REFUSED_BY[Credential.GARBAGE],
        "Where authorization is required, a header that is no credential is refused with a credential code.",
        _refused(Credential.GARBAGE),
    ),
    _declared(
        REFUSED_BY[Credential.EXPIRED],
        "Where authorization is required, an expired token is refused with a credential code.",
        _refused(Credential.EXPIRED),
    ),
    _declared(
        "auth.missing-header-code",
        f"Where authorization is required, the code for a missing header is {HEADER_NOT_PROVIDED}.",
        _code(Credential.NONE, HEADER_NOT_PROVIDED),
        Level.SHOULD,
    ),
    _declared(
        "auth.garbage-code",
        f"Where authorization is required, the code for a header that is no credential is {BAD_CREDENTIAL}.",
        _code(Credential.GARBAGE, BAD_CREDENTIAL),
        Level.SHOULD,
    ),
    _declared(
        "auth.expired-code",
        f"Where authorization is required, the code for an expired token is {EXPIRED_TOKEN}.",
        _code(Credential.EXPIRED, EXPIRED_TOKEN),
        Level.SHOULD,
    ),
    header_was_provided,
    not_asked_for,
    foreign_object_refused,
    foreign_like_unknown,
)
