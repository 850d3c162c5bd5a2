"""Answers that are JSON, and yet no answer to a GraphQL request (specification, 7 "Response")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.misbehavior.declaration import Circumstances, EnvelopeFault, Moment

_Change = Callable[[dict[str, Any], Circumstances], Any]


def _fault(name: str, moment: Moment, sentence: str, change: _Change) -> EnvelopeFault:
    return EnvelopeFault(id=f"envelope.{name}", sentence=sentence, moment=moment, change=change)


def _with(**entries: Any) -> _Change:
    return lambda answer, _: {**answer, **entries}


def _without(key: str) -> _Change:
    return lambda answer, _: {name: value for name, value in answer.items() if name != key}


def _each_error(change: Callable[[dict[str, Any]], Any]) -> _Change:
    return lambda answer, _: {**answer, "errors": [change(error) for error in answer["errors"]]}


def _errors_without(key: str) -> _Change:
    return _each_error(lambda error: {name: value for name, value in error.items() if name != key})


def _errors_with(**entries: Any) -> _Change:
    return _each_error(lambda error: {**error, **entries})


def _error_beside(answer: dict[str, Any], around: Circumstances) -> Any:
    """The result stays, and an error says that it could not be had."""
    error = next(one for one in around.contract.ambient.values() if one.type != "AUTHORIZATION")
    extensions = {"errorType": error.type, "errorCode": error.code, "errorDescription": ""}
    entry = {"message": error.message, "path": [next(iter(answer["data"]))], "extensions": extensions}
    return {**answer, "errors": [*answer.get("errors", ()), entry]}


def _has_several_errors(answer: Mapping[str, Any]) -> bool:
    return len(answer["errors"]) > 1


def _second_without_message(answer: dict[str, Any], _: Circumstances) -> Any:
    first, second, *others = answer["errors"]
    silent = {name: value for name, value in second.items() if name != "message"}
    return {**answer, "errors": [first, silent, *others]}


FAULTS = (
    _fault("empty-object", Moment.ANY, "Answers an object without data and errors.", lambda _, __: {}),
    _fault("batch", Moment.ANY, "Answers a list with the answer in it.", lambda answer, _: [answer]),
    _fault("null", Moment.ANY, "Answers null.", lambda _, __: None),
    _fault("empty-errors", Moment.RESULT, "Answers an empty list of errors.", _with(errors=[])),
    _fault("null-errors", Moment.RESULT, "Answers errors that are null.", _with(errors=None)),
    _fault("unknown-key", Moment.RESULT, "Answers a third thing beside data and errors.", _with(status="ok")),
    _fault("extensions-as-list", Moment.RESULT, "Answers extensions that are a list.", _with(extensions=[])),
    _fault(
        "data-as-list",
        Moment.RESULT,
        "Answers the data in a list.",
        lambda answer, _: {**answer, "data": [answer["data"]]},
    ),
    _fault(
        "error-beside-result",
        Moment.RESULT,
        "Answers a result, and an error that says there is none.",
        _error_beside,
    ),
    _fault(
        "errors-as-object",
        Moment.ERROR,
        "Answers an error that is not in a list.",
        lambda answer, _: {**answer, "errors": answer["errors"][0]},
    ),
    _fault(
        "error-as-text",
        Moment.ERROR,
        "Answers errors that are texts.",
        _each_error(lambda error: error["message"]),
    ),
    _fault("no-message", Moment.ERROR, "Answers an error without a message.", _errors_without("message")),
    _fault(
        "message-as-list",
        Moment.ERROR,
        "Answers an error with a list of messages.",
        _each_error(lambda error: {**error, "message": [error["message"]]}),
    ),
    _fault("no-data", Moment.ERROR, "Leaves out the data where a field failed.", _without("data")),
    _fault("no-path", Moment.ERROR, "Does not say which field failed.", _errors_without("path")),
    _fault(
        "foreign-path",
        Moment.ERROR,
        "Says that a field failed that was not asked for.",
        _errors_with(path=["notAskedFor"]),
    ),
    _fault(
        "path-as-text",
        Moment.ERROR,
        "Writes the path of an error as one text.",
        _each_error(lambda error: {**error, "path": ".".join(error["path"])}),
    ),
    _fault(
        "location-from-zero",
        Moment.ERROR,
        "Counts lines and columns from zero.",
        _errors_with(locations=[{"line": 0, "column": 0}]),
    ),
    _fault(
        "location-as-text",
        Moment.ERROR,
        "Writes the locations of an error as one text.",
        _errors_with(locations="2:3"),
    ),
    _fault(
        "data-in-request-error",
        Moment.REQUEST_ERROR,
        "Answers data that are null where nothing was executed.",
        _with(data=None),
    ),
    _fault(
        "request-error-without-errors",
        Moment.REQUEST_ERROR,
        "Refuses a request with an empty list of errors.",
        _with(errors=[]),
    ),
    EnvelopeFault(
        id="envelope.no-message-in-second-error",
        sentence="Refuses a request for several errors of which only the second has no message.",
        moment=Moment.REQUEST_ERROR,
        fits=_has_several_errors,
        change=_second_without_message,
    ),
)
