"""Rules of authorization: a mutation that requires a credential refuses a request without one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Credential, Exchange, Level
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema.contract import HEADER_NOT_PROVIDED, Contract

_AUTHENTICATION = Clause(
    "Kraken API, Authentication", "https://developer.octopus.energy/graphql/guides/basics/#authentication"
)


@rule("auth.refused-without-credential", _AUTHENTICATION)
def refused_without_credential(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """Where authorization is required, a request without a credential is refused with a credential code."""
    promised = contract.mutation(exchange.case.mutation)
    if exchange.case.credential is not Credential.NONE or not promised.requires_authorization:
        return
    if exchange.document is None or exchange.is_request_error:
        return
    accepted = contract.credential_codes(promised.name)
    codes = _codes(exchange)
    where = path(["data", exchange.case.operation.root.key])
    if exchange.result is not None:
        yield Place(where, "null and a credential error", f"a result: {shown(exchange.result)}")
    elif not any(code in accepted for code in codes):
        yield Place("$.errors", f"one of {', '.join(sorted(accepted))}", shown(codes))
    else:
        yield Place(where)


@rule("auth.missing-header-code", _AUTHENTICATION, Level.SHOULD)
def missing_header_code(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """Where authorization is required, the code for a missing header is KT-CT-1112."""
    promised = contract.mutation(exchange.case.mutation)
    if exchange.case.credential is not Credential.NONE or not promised.requires_authorization:
        return
    codes = _codes(exchange)
    if not any(code in contract.credential_codes(promised.name) for code in codes):
        return
    if HEADER_NOT_PROVIDED in codes:
        yield Place("$.errors")
    else:
        yield Place("$.errors", HEADER_NOT_PROVIDED, shown(codes))


def _codes(exchange: Exchange) -> list[str]:
    found = [error.get("extensions") for error in exchange.errors]
    codes = [extensions.get("errorCode") for extensions in found if isinstance(extensions, dict)]
    return [code for code in codes if isinstance(code, str)]


RULES = (refused_without_credential, missing_header_code)
