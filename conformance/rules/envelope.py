"""Rules of the envelope: `data`, `errors` and what an error consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model import Exchange, Expectation
from conformance.rules import walk
from conformance.rules.declaration import Clause, Place, path, rule, shown
from schema.contract import Contract

_SPEC = "https://spec.graphql.org/October2021/"
_RESPONSE = Clause("GraphQL, 7.1 Response Format", f"{_SPEC}#sec-Response-Format")
_ERRORS = Clause("GraphQL, 7.1.2 Errors", f"{_SPEC}#sec-Errors")

KNOWN_KEYS = ("data", "errors", "extensions")


@rule("envelope.data-or-errors", _RESPONSE)
def data_or_errors(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A response has `data`, `errors` or both."""
    document = _document(exchange)
    if document is None:
        return
    if "data" in document or "errors" in document:
        yield Place("$")
    else:
        yield Place("$", "data or errors", f"the keys {shown(sorted(document))}")


@rule("envelope.known-keys", _RESPONSE)
def known_keys(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A response has no other keys than `data`, `errors` and `extensions`."""
    for key in _document(exchange) or ():
        if key in KNOWN_KEYS:
            yield Place(path([key]))
        else:
            yield Place("$", f"only {', '.join(KNOWN_KEYS)}", f"the key {shown(key)}")


@rule("envelope.data-object", Clause("GraphQL, 7.1.1 Data", f"{_SPEC}#sec-Data"))
def data_object(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """`data` is an object, or null beside errors."""
    document = _document(exchange)
    if document is None or "data" not in document:
        return
    data = document["data"]
    if isinstance(data, dict) or (data is None and document.get("errors")):
        yield Place("$.data")
    else:
        yield Place("$.data", "an object, or null beside errors", shown(data))


@rule("envelope.errors-list", _ERRORS)
def errors_list(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """`errors`, where it is present, is a list of at least one object."""
    document = _document(exchange)
    if document is None or "errors" not in document:
        return
    listed = document["errors"]
    if isinstance(listed, list) and listed and all(isinstance(one, dict) for one in listed):
        yield Place("$.errors")
    else:
        yield Place("$.errors", "a list of at least one object", shown(listed))


@rule("envelope.error-message", _ERRORS)
def error_message(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """Every error has a text as its `message`."""
    for index, error in _errors(exchange):
        if isinstance(error.get("message"), str):
            yield Place(path(["errors", index, "message"]))
        else:
            yield Place(path(["errors", index, "message"]), "a text", shown(error.get("message")))


@rule("envelope.error-locations", _ERRORS)
def error_locations(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """Every location of an error lies inside the document that was sent."""
    for index, error in _errors(exchange):
        if "locations" not in error:
            continue
        listed, lines = error["locations"], exchange.case.operation.text.split("\n")
        where = path(["errors", index, "locations"])
        if isinstance(listed, list) and all(_is_inside(location, lines) for location in listed):
            yield Place(where)
        else:
            yield Place(where, f"positions inside the {len(lines)} lines that were sent", shown(listed))


@rule("envelope.error-path", _ERRORS)
def error_path(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The `path` of an error leads through `data` to a null."""
    for index, error in _errors(exchange):
        if "path" not in error:
            continue
        where = path(["errors", index, "path"])
        steps = error["path"]
        if not isinstance(steps, list) or not steps or not all(_is_step(step) for step in steps):
            yield Place(where, "a list of names and indices", shown(steps))
        elif not _leads_to_null(steps, (exchange.document or {}).get("data")):
            yield Place(where, "a way to a null in data", f"{shown(steps)}, which leads to none")
        elif exchange.case.expectation.is_executed and walk.nearest_nullable(exchange, steps) is None:
            # A null further up hides where it leads to, and not what was asked for.
            yield Place(where, "a way along what was selected", f"{shown(steps)}, which leaves it")
        else:
            yield Place(where)


@rule("envelope.request-error-without-data", Clause("GraphQL, 7.1.1 Data", f"{_SPEC}#sec-Data"))
def field_error_has_path(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """An error beside `data` has a `path`: one without belongs to a request that has no `data`."""
    document = _document(exchange)
    if document is None or "data" not in document:
        return
    for index, error in _errors(exchange):
        where = path(["errors", index])
        if "path" in error:
            yield Place(where)
        else:
            yield Place(where, "a path, or no data in the response", "an error without path beside data")


@rule("envelope.extensions-object", _ERRORS)
def extensions_object(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """`extensions`, of the response or of an error, is an object."""
    holders: list[tuple[list[str | int], Any]] = [([], _document(exchange) or {})]
    holders += [(["errors", index], error) for index, error in _errors(exchange)]
    for steps, holder in holders:
        if "extensions" not in holder:
            continue
        where = path([*steps, "extensions"])
        if isinstance(holder["extensions"], dict):
            yield Place(where)
        else:
            yield Place(where, "an object", shown(holder["extensions"]))


def _document(exchange: Exchange) -> Mapping[str, Any] | None:
    """The answer that has to be one of GraphQL; a refusal of the method may be JSON of another form."""
    return None if exchange.case.expectation is Expectation.METHOD else exchange.document


def _errors(exchange: Exchange) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The errors that are objects, with their place in the list."""
    listed = (_document(exchange) or {}).get("errors")
    for index, error in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(error, dict):
            yield index, error


def _is_inside(location: Any, lines: list[str]) -> bool:
    if not isinstance(location, dict):
        return False
    line, column = location.get("line"), location.get("column")
    if type(line) is not int or type(column) is not int:
        return False
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


def _is_step(step: Any) -> bool:
    return isinstance(step, str) or (type(step) is int and step >= 0)


def _leads_to_null(steps: list[Any], data: Any) -> bool:
    value = data
    for step in steps:
        if value is None:
            return True
        value = _child(value, step)
        if value is _NOTHING:
            return False
    return value is None


_NOTHING = object()


def _child(value: Any, step: Any) -> Any:
    if isinstance(step, str) and isinstance(value, dict):
        return value.get(step, _NOTHING)
    if isinstance(step, int) and isinstance(value, list) and step < len(value):
        return value[step]
    return _NOTHING


RULES = (
    data_or_errors,
    known_keys,
    data_object,
    errors_list,
    error_message,
    error_locations,
    error_path,
    field_error_has_path,
    extensions_object,
)
