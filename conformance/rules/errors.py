"""Rules of the error catalogue: a mutation answers with the errors that it documents, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model import Exchange, Level, Tier
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema import catalogue, supplement, types
from schema.contract import Contract, Mutation

_Fields = Mapping[str, types.InputValue]

_API = "https://developer.octopus.energy/graphql/"
_CATALOGUE = Clause("Kraken API, The possible errors that can be raised", f"{_API}reference/mutations/")
_POSSIBLE_ERRORS = "possibleErrors"
_ERROR_FORM = Clause("Kraken API, Errors", f"{_API}guides/basics/#errors")


def _documents(_contract: Contract, mutation: Mutation) -> bool:
    return mutation.documents_errors


def _documents_nothing(_contract: Contract, mutation: Mutation) -> bool:
    return not mutation.documents_errors


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


@rule("errors.documented-code", _CATALOGUE, applies=_documents)
def documented_code(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """An error code is documented for this mutation, or one that any field can answer with."""
    promised = contract.mutation(exchange.case.mutation)
    if not promised.documents_errors:
        return
    for index, error in _field_errors(exchange):
        yield from _known_code(index, error, promised.codes, contract)


@rule("errors.code-without-catalogue", _CATALOGUE, applies=_documents_nothing)
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
    for index, error in _field_errors(exchange):
        code = _code(error)
        if code is None:
            continue
        typed = [one.type for one in promised.errors if one.code == code and one.type is not None]
        ambient = contract.ambient.get(code)
        wanted = typed[-1] if typed else ambient and ambient.type
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
    for index, error in _field_errors(exchange):
        code = _code(error)
        if code is None or not isinstance(error.get("message"), str):
            continue
        documented = [one.message for one in promised.errors if one.code == code]
        if not documented and code not in contract.ambient:
            continue
        known = documented[-1] if documented else contract.ambient[code].message
        where = path(["errors", index, "message"])
        if error.get("message") == known:
            yield Place(where)
        else:
            yield Place(where, f"{shown(known)} for {code}", shown(error.get("message")))


@rule("errors.validation-errors", _ERROR_FORM)
def validation_errors(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """`validationErrors` are objects with a message, and an `inputPath` leads into the mutation's input."""
    promised = contract.mutation(exchange.case.mutation)
    schema = contract.schema_of(promised.name)
    for index, error in _field_errors(exchange):
        extensions = error.get("extensions")
        if not isinstance(extensions, dict) or "validationErrors" not in extensions:
            continue
        where: list[str | int] = ["errors", index, "extensions", "validationErrors"]
        listed = extensions["validationErrors"]
        if not isinstance(listed, list):
            yield Place(path(where), "a list", shown(listed))
            continue
        for number, one in enumerate(listed):
            yield _validation_error([*where, number], one, schema, promised)


def _validation_error(where: list[str | int], entry: Any, schema: types.Schema, mutation: Mutation) -> Place:
    if not isinstance(entry, dict) or not isinstance(entry.get("message"), str):
        return Place(path(where), "an object with a message", shown(entry))
    way = entry.get("inputPath")
    if way is None:
        return Place(path(where))
    if not isinstance(way, list) or not all(isinstance(step, str | int) for step in way):
        return Place(path([*where, "inputPath"]), "a list of names", shown(way))
    tops = [mutation.arguments, *_inner(schema, mutation.arguments)]
    if any(_leads_into(schema, fields, way) for fields in tops):
        return Place(path(where))
    return Place(path([*where, "inputPath"]), "a way into the mutation's input", shown(way))


def _inner(schema: types.Schema, arguments: _Fields) -> Iterator[_Fields]:
    for argument in arguments.values():
        type_ = schema[argument.type.name]
        if isinstance(type_, types.InputObject):
            yield type_.fields


def _leads_into(schema: types.Schema, fields: _Fields, way: list[str | int]) -> bool:
    """Whether names lead along input types, from arguments or from the fields of one of them."""
    for step in way:
        if str(step).isdecimal():
            continue
        spelled = {_loosely(name): field for name, field in fields.items()}
        if _loosely(str(step)) not in spelled:
            return False
        type_ = schema[spelled[_loosely(str(step))].type.name]
        fields = type_.fields if isinstance(type_, types.InputObject) else {}
    return True


def _loosely(name: str) -> str:
    # The API spells names of its own code here: `apiKey` for `APIKey`, `account_number` for `accountNumber`.
    return name.replace("_", "").lower()


def _has_refusal(_contract: Contract, mutation: Mutation) -> bool:
    return mutation.refusal is not None


@rule("errors.refusal-reason", _CATALOGUE, applies=_has_refusal)
def refusal_reason(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """The reasons of a refusal are among those that the mutation documents."""
    refusal = contract.mutation(exchange.case.mutation).refusal
    for index, error in _field_errors(exchange) if refusal else ():
        extensions = error.get("extensions")
        if refusal is None or _code(error) != refusal.code or not isinstance(extensions, dict):
            continue
        if refusal.extension not in extensions:
            continue
        where = path(["errors", index, "extensions", refusal.extension])
        found = extensions[refusal.extension]
        reasons = found if isinstance(found, list) else [found]
        unknown = [one for one in reasons if not isinstance(one, str) or one not in refusal.reasons]
        if unknown:
            yield Place(where, f"reasons among {', '.join(refusal.reasons)}", shown(unknown))
        else:
            yield Place(where)


def _lists_possible_errors(contract: Contract, mutation: Mutation) -> bool:
    schema = contract.schema_of(mutation.name)
    if not mutation.documents_errors or schema.is_leaf(mutation.returns.name):
        return False
    return any(
        _POSSIBLE_ERRORS in schema.fields_of(name) for name in schema.possible_types(mutation.returns.name)
    )


@rule("errors.possible-errors", _CATALOGUE, tiers=(Tier.EXERCISE,), applies=_lists_possible_errors)
def possible_errors(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """The `possibleErrors` of a result are the documented ones."""
    promised = contract.mutation(exchange.case.mutation)
    result = exchange.result
    if not promised.documents_errors or not exchange.case.expectation.is_executed:
        return
    listed = result.get(_POSSIBLE_ERRORS) if isinstance(result, dict) else None
    if not isinstance(listed, list):
        return
    codes = [one.get("code") if isinstance(one, dict) else None for one in listed]
    found = {code for code in codes if isinstance(code, str)}
    if not all(isinstance(code, str) for code in codes):
        # An entry whose code is missing or wrong is for the rules on shape and scalars to say.
        return
    where = path(["data", exchange.case.operation.root.key, _POSSIBLE_ERRORS])
    missing, unknown = sorted(promised.codes - found), sorted(found - promised.codes)
    if missing or unknown:
        expected = f"the documented codes {shown(sorted(promised.codes))}"
        yield Place(where, expected, f"{shown(missing)} missing and {shown(unknown)} beside")
    else:
        yield Place(where)


def _field_errors(exchange: Exchange) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Errors that were raised at a field, with their index: those of a refused request have no code."""
    if exchange.is_request_error or not exchange.case.expectation.is_executed:
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


RULES = (
    has_code,
    documented_code,
    code_without_catalogue,
    error_type,
    message,
    validation_errors,
    refusal_reason,
    possible_errors,
)
