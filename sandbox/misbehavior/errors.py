"""Errors that are not as documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import authorization, known, plans, reach
from sandbox import data as results
from sandbox.misbehavior import conditions
from sandbox.misbehavior.declaration import ErrorFault, Raised, ResultFault
from schema import catalogue, supplement
from schema import contract as contracts

UNDOCUMENTED = "KT-CT-99999"

_Where = Callable[[contracts.Contract, contracts.Mutation, catalogue.DocumentedError], bool]


def _any_error(_: contracts.Contract, __: contracts.Mutation, ___: catalogue.DocumentedError) -> bool:
    return True


def _of_known_type(_: contracts.Contract, __: contracts.Mutation, error: catalogue.DocumentedError) -> bool:
    return error.type is not None


def _validation(_: contracts.Contract, __: contracts.Mutation, error: catalogue.DocumentedError) -> bool:
    return error.type == "VALIDATION"


def _refusal(_: contracts.Contract, mutation: contracts.Mutation, error: catalogue.DocumentedError) -> bool:
    return mutation.refusal is not None and mutation.refusal.code == error.code


def _while_others_have_more(
    contract: contracts.Contract, mutation: contracts.Mutation, _: catalogue.DocumentedError
) -> bool:
    return bool(_foreign_codes(contract, mutation))


def _foreign_codes(contract: contracts.Contract, mutation: contracts.Mutation) -> list[str]:
    others = {code for other in contract.mutations.values() for code in other.codes}
    return sorted(others - mutation.codes - set(contract.ambient))


def _unheard_of(raised: Raised) -> None:
    raised.entry["extensions"]["errorCode"] = UNDOCUMENTED


def _of_another_mutation(raised: Raised) -> None:
    raised.entry["extensions"]["errorCode"] = _foreign_codes(raised.contract, raised.mutation)[0]


def _without_code(raised: Raised) -> None:
    del raised.entry["extensions"]["errorCode"]


def _malformed_code(raised: Raised) -> None:
    raised.entry["extensions"]["errorCode"] = raised.error.code.replace("-", "")


def _code_as_number(raised: Raised) -> None:
    raised.entry["extensions"]["errorCode"] = int(raised.error.code.rsplit("-", 1)[1])


def _without_extensions(raised: Raised) -> None:
    del raised.entry["extensions"]


def _without_type(raised: Raised) -> None:
    del raised.entry["extensions"]["errorType"]


def _another_type(raised: Raised) -> None:
    others = [one for one in supplement.ERROR_TYPES if one != raised.error.type]
    raised.entry["extensions"]["errorType"] = others[0]


def _unheard_of_type(raised: Raised) -> None:
    raised.entry["extensions"]["errorType"] = "FATAL"


def _another_message(raised: Raised) -> None:
    raised.entry["message"] = "Something went wrong."


def _stack_trace(raised: Raised) -> None:
    trace = 'Traceback (most recent call last):\n  File "/app/src/views.py", line 12, in resolve\nKeyError: 1'
    raised.entry["extensions"]["exception"] = {"stacktrace": trace.split("\n")}


def _unheard_of_reason(raised: Raised) -> None:
    assert raised.mutation.refusal is not None
    raised.entry["extensions"][raised.mutation.refusal.extension] = ["XX_NOT_DOCUMENTED"]


def _validation_errors_as_text(raised: Raised) -> None:
    raised.entry["extensions"]["validationErrors"] = raised.error.message


def _validation_entry(raised: Raised) -> dict[str, Any]:
    entry: dict[str, Any] = raised.entry["extensions"]["validationErrors"][0]
    return entry


def _outside_the_input(raised: Raised) -> None:
    _validation_entry(raised)["inputPath"] = ["notSent", "field"]


def _without_reason(raised: Raised) -> None:
    del _validation_entry(raised)["message"]


def _knows_header_error(contract: contracts.Contract, _: contracts.Mutation, __: object) -> bool:
    return authorization.MISSING_HEADER in contract.ambient


def _missing_header(raised: Raised) -> None:
    error = raised.contract.ambient[authorization.MISSING_HEADER]
    raised.entry["message"] = error.message
    raised.entry["extensions"] = {
        "errorType": error.type,
        "errorCode": error.code,
        "errorDescription": error.message,
    }


# -- the list of possible errors in a payload ------------------------------------------------------


def _possible_errors(spot: reach.Spot) -> bool:
    field = spot.field
    if field.name != known.POSSIBLE_ERRORS or field.type.item is None or spot.depth != 1:
        return False
    return not spot.schema.is_leaf(field.type.name) and "code" in spot.schema.fields_of(field.type.name)


def _asks_codes(node: plans.Node) -> bool:
    return _code_key(node) is not None


def _code_key(node: plans.Node) -> str | None:
    asked = node.fields(node.possible[0]) if len(node.possible) == 1 else ()
    return next((inner.key for inner in asked if inner.field.name == "code"), None)


def _one_less(place: results.Place) -> None:
    place.value.pop()


def _one_more(place: results.Place) -> None:
    place.value.append({**place.value[-1], _code_key(place.node): UNDOCUMENTED})


def _fault(name: str, sentence: str, where: _Where, change: Callable[[Raised], None]) -> ErrorFault:
    return ErrorFault(id=f"errors.{name}", sentence=sentence, where=where, change=change)


FAULTS = (
    _fault(
        "undocumented-code",
        "Answers with a code that neither this mutation nor the API as a whole documents.",
        _any_error,
        _unheard_of,
    ),
    _fault(
        "code-of-another-mutation",
        "Answers with a code that other mutations document and this one does not.",
        _while_others_have_more,
        _of_another_mutation,
    ),
    _fault("no-code", "Raises an error without a code.", _any_error, _without_code),
    _fault("malformed-code", "Writes a code without its hyphens.", _any_error, _malformed_code),
    _fault("code-as-number", "Writes a code as its number alone.", _any_error, _code_as_number),
    _fault("no-extensions", "Raises an error that has no extensions.", _any_error, _without_extensions),
    _fault("no-type", "Raises an error without a type.", _any_error, _without_type),
    _fault("another-type", "Gives an error another type than it has.", _of_known_type, _another_type),
    _fault("unknown-type", "Gives an error a type that does not exist.", _any_error, _unheard_of_type),
    _fault("changed-message", "Gives an error another message.", _any_error, _another_message),
    _fault("stack-trace", "Tells where in the server an error was raised.", _any_error, _stack_trace),
    _fault(
        "undocumented-refusal-reason",
        "Refuses for a reason that is not among those documented.",
        _refusal,
        _unheard_of_reason,
    ),
    _fault(
        "validation-errors-as-text",
        "Writes the list of validation errors as one text.",
        _validation,
        _validation_errors_as_text,
    ),
    _fault(
        "input-path-outside-input",
        "Blames an input that was not sent for a validation error.",
        _validation,
        _outside_the_input,
    ),
    _fault(
        "validation-error-without-message",
        "Lists a validation error that has no message.",
        _validation,
        _without_reason,
    ),
    ErrorFault(
        id="errors.header-missing-although-sent",
        sentence="Refuses for a missing header although there was one.",
        when=conditions.WITH_HEADER,
        where=_knows_header_error,
        change=_missing_header,
    ),
    ResultFault(
        id="errors.possible-error-left-out",
        sentence="Leaves a documented error out of the possible errors that a result lists.",
        when=conditions.DOCUMENTS_ERRORS,
        where=_possible_errors,
        selected=_asks_codes,
        change=_one_less,
    ),
    ResultFault(
        id="errors.possible-error-added",
        sentence="Adds an error that is documented nowhere to the possible errors that a result lists.",
        when=conditions.DOCUMENTS_ERRORS,
        where=_possible_errors,
        selected=_asks_codes,
        change=_one_more,
    ),
)
