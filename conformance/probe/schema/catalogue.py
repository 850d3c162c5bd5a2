"""The live error catalogue, by the API's query `possibleErrors`, which executes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from conformance.model import Response
from conformance.probe.schema.rounds import Send
from conformance.probe.schema.writing import NAME
from schema.catalogue import CODE, DocumentedError, unique

#: Mutations in one request, at first; a server that refuses so many is asked for fewer.
_AT_ONCE = 200
_LONGEST_MESSAGE = 1_000


@attrs.frozen
class Listed:
    """The errors that a server lists for each mutation that it knows; None if it does not have the query."""

    errors: Mapping[str, tuple[DocumentedError, ...]] | None
    requests: int


def ask(mutations: Sequence[str], server: str, send: Send) -> Listed:
    """Ask for the errors of some mutations of one server; TargetError if it does not answer."""
    found: dict[str, tuple[DocumentedError, ...]] = {}
    requests, understood = 0, False
    waiting = [tuple(mutations[start : start + _AT_ONCE]) for start in range(0, len(mutations), _AT_ONCE)]
    while waiting:
        part = waiting.pop(0)
        response = send(server, _document(part))
        requests += 1
        answered = _answered(response, part)
        if answered is not None:
            understood = True
            found |= answered
        elif len(part) > 1 and not _is_unknown(response):
            middle = len(part) // 2
            waiting = [part[:middle], part[middle:], *waiting]
        elif not understood:
            return Listed(None, requests)
    return Listed(found, requests)


def _document(mutations: Sequence[str]) -> str:
    fields = (
        f'm{index}:possibleErrors(input:{{name:"{name}",type:mutation,authErrors:true}})'
        "{possibleErrors{code message}}"
        for index, name in enumerate(mutations)
    )
    return f"query {NAME}{{\n" + "\n".join(fields) + "\n}"


def _answered(response: Response, mutations: Sequence[str]) -> dict[str, tuple[DocumentedError, ...]] | None:
    data = response.document.get("data") if response.document else None
    if not isinstance(data, dict):
        return None
    found = {}
    for index, name in enumerate(mutations):
        held = data.get(f"m{index}")
        listed = held.get("possibleErrors") if isinstance(held, dict) else None
        if isinstance(listed, list):
            found[name] = unique(one for item in listed if (one := _error(item)) is not None)
    return found


def _error(item: Any) -> DocumentedError | None:
    code, message = (item.get("code"), item.get("message")) if isinstance(item, dict) else (None, None)
    if not isinstance(code, str) or not CODE.fullmatch(code):
        return None
    return DocumentedError(code, message[:_LONGEST_MESSAGE] if isinstance(message, str) else "")


def _is_unknown(response: Response) -> bool:
    """Whether the server does not have the query: an error of validation names it."""
    listed = response.document.get("errors") if response.document else None
    messages = (
        [one.get("message") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    return any(isinstance(one, str) and "possibleErrors" in one for one in messages)
