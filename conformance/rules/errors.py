"""Rules of the error catalogue: a mutation answers with the errors that it documents, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model import Exchange, Level
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema import catalogue, supplement
from schema.contract import Contract

_API = "https://developer.octopus.energy/graphql/"
_CATALOGUE = Clause("Kraken API, The possible errors that can be raised", f"{_API}reference/mutations/")
_ERROR_FORM = Clause("Kraken API, Errors", f"{_API}guides/basics/#errors")


@rule("errors.has-code", _ERROR_FORM)
def has_code(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """Every error at a mutation has an `errorCode` of the API's form in its extensions."""
    for index, error in _field_errors(exchange):
        where = path(["errors", index, "extensions", "errorCode"])
        if _code(error) is not None:
            yield Place(where)
        else:
            extensions = error.get("extensions")
            found = extensions.get("errorCode") if isinstance(extensions, dict) else extensions
            yield Place(
                where,
                "a code such as KT-CT-1111",
                f"{shown(found)} with message {shown(error.get('message'))}",
            )


@rule("errors.documented-code", _CATALOGUE)
def documented_code(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """An error code is documented for this mutation, or one that any field can answer with."""
    promised = contract.mutation(exchange.case.mutation)
    if not promised.documents_errors:
        return
    for index, error in _field_errors(exchange):
        yield from _known_code(index, error, promised.codes, contract)


@rule("errors.code-without-catalogue", _CATALOGUE)
def code_without_catalogue(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """A mutation that documents no errors at all answers only with codes that any field can answer with."""
    if contract.mutation(exchange.case.mutation).documents_errors:
        return
    for index, error in _field_errors(exchange):
        yield from _known_code(index, error, frozenset(), contract)


@rule("errors.error-type", _ERROR_FORM)
def error_type(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """`errorType` is one of the API's five, and the one that is known for the code."""
    promised = contract.mutation(exchange.case.mutation)
    known = {code: error.type for code, error in contract.ambient.items()}
    known |= {error.code: error.type for error in promised.errors if error.type is not None}
    for index, error in _field_errors(exchange):
        code = _code(error)
        if code is None:
            continue
        wanted = known.get(code)
        found = error["extensions"].get("errorType")
        where = path(["errors", index, "extensions", "errorType"])
        if isinstance(found, str) and found in supplement.ERROR_TYPES and wanted in (None, found):
            yield Place(where)
        else:
            yield Place(
                where, wanted or f"one of {', '.join(supplement.ERROR_TYPES)}", f"{shown(found)} for {code}"
            )


@rule("errors.message", _CATALOGUE, Level.SHOULD)
def message(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """The message of a documented error is the documented one."""
    promised = contract.mutation(exchange.case.mutation)
    known = {code: error.message for code, error in contract.ambient.items()}
    known |= {error.code: error.message for error in promised.errors}
    for index, error in _field_errors(exchange):
        code = _code(error)
        if code is None or code not in known or not isinstance(error.get("message"), str):
            continue
        where = path(["errors", index, "message"])
        if error.get("message") == known[code]:
            yield Place(where)
        else:
            yield Place(where, f"{shown(known[code])} for {code}", shown(error.get("message")))


def _field_errors(exchange: Exchange) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Errors that were raised at a field, with their index: those of a refused request have no code."""
    if exchange.is_request_error:
        return
    yield from enumerate(exchange.errors)


def _code(error: Mapping[str, Any]) -> str | None:
    extensions = error.get("extensions")
    code = extensions.get("errorCode") if isinstance(extensions, dict) else None
    return code if isinstance(code, str) and catalogue.CODE.fullmatch(code) else None


def _known_code(
    index: int, error: Mapping[str, Any], documented: frozenset[str], contract: Contract
) -> Iterator[Place]:
    code = _code(error)
    if code is None:
        return
    where = path(["errors", index, "extensions", "errorCode"])
    if code in documented or code in contract.ambient:
        yield Place(where)
    else:
        listed = ", ".join(sorted(documented)) or "none of its own"
        yield Place(
            where, f"a documented code ({listed}) or an ambient one", f"{code}: {shown(error.get('message'))}"
        )


RULES = (has_code, documented_code, code_without_catalogue, error_type, message)
