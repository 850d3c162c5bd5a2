"""A finding in Allure: a step that says what was expected and what came, and the exchange that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import allure
import attrs

from conformance.model import Evidence
from reports import marked, text
from schema.catalogue import DocumentedError

#: How much of a request or an answer is attached, and how much one process attaches in all, in characters.
MAX_SHOWN, MAX_ATTACHED = 8_000, 8_000_000

#: How many findings the message of an item tells.
MAX_LINES = 5

_EXCHANGE = "application/vnd.allure.http+json"


@attrs.define
class Budget:
    """How much may still be attached: the results of a run in which all goes wrong have to stay readable."""

    left: int = MAX_ATTACHED

    def allows(self, size: int) -> bool:
        """Whether so many characters may be attached; they are taken off."""
        if size > self.left:
            return False
        self.left -= size
        return True


def message(evidence: Sequence[Evidence]) -> str:
    """What an item's message says of its findings: a line for each, the rule's id in brackets first.

    Findings that differ in their input alone read the same, and are told once.
    """
    said = dict.fromkeys(
        f"[{one.rule}] {text.line(one.path)}: expected {text.line(one.expected)}, got {text.line(one.actual)}"
        for one in evidence
    )
    lines = list(said)[:MAX_LINES]
    more = len(said) - len(lines)
    return "\n".join([*lines, f"and {more} more findings"] if more else lines)


def show(one: Evidence, *, codes: Iterable[DocumentedError], replay: str, budget: Budget | None) -> None:
    """A step for a finding. Without a budget, or where it is used up, nothing is attached."""
    waived = "waived " if one.waived else ""
    step = allure.step(f"{waived}{one.level} {one.rule} at {text.line(one.path)} (requests: {one.count})")
    step.__enter__()
    _say(f"Expected: {text.line(one.expected)}")
    _say(f"Actual: {text.line(one.actual)}")
    if one.rule.startswith("errors."):
        _show_codes(one, codes)
    if one.input:
        _say(f"For: {text.line(one.input)}")
    if budget is None or not _attach(one, replay, budget):
        _say(f"Ask again: {replay}")
    failure = AssertionError(text.line(one.actual))
    step.__exit__(AssertionError, failure, None)


def _show_codes(one: Evidence, codes: Iterable[DocumentedError]) -> None:
    received = _received(one.response["body"])
    _say(f"Received: {', '.join(map(text.line, received)) or 'no code'}")
    listed = [f"{error.code} {error.message}" for error in codes]
    _say(f"Documented: {text.line('; '.join(listed), 2_000) or 'no code'}")


def _received(body: str) -> list[str]:
    """The error codes of an answer, whatever it is."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return []
    errors = document.get("errors") if isinstance(document, dict) else None
    extensions = (
        [one.get("extensions") for one in errors or () if isinstance(one, dict)]
        if isinstance(errors, list)
        else []
    )
    found = [one.get("errorCode") for one in extensions if isinstance(one, dict)]
    return [code for code in found if isinstance(code, str)]


def _attach(one: Evidence, replay: str, budget: Budget) -> bool:
    """Attach the exchange, if the budget allows it."""
    request = _operation(one.request["body"])
    answer = marked.pretty(one.response["body"], one.path, f"expected {one.expected}", limit=MAX_SHOWN)
    curl = text.json_escaped(one.request["curl"])
    if len(curl) > 2 * MAX_SHOWN:
        curl = "(the request is too long to be shown as a command line)"
    again = f"{curl}\n\n{replay}"
    exchange = _exchange(one)
    if not budget.allows(len(request) + len(answer) + len(again) + len(exchange)):
        _say("the exchange is in violations.jsonl: no more is attached in this run")
        return False
    plain = allure.attachment_type.TEXT
    status = one.response["status"]
    is_marked = ": the place is marked" if marked.MARK in answer else ""
    allure.attach(f"status {status}\n\n{answer}", f"answer, status {status}{is_marked}", plain)
    allure.attach(request, "request", plain)
    allure.attach(again, "curl and replay", plain)
    allure.attach(exchange, "exchange", _EXCHANGE, "httpexchange")
    return True


def _operation(body: str) -> str:
    """The document and the variables of a request, each on its own lines; whatever else it is, as it is."""
    try:
        sent = json.loads(body)
        query, variables = sent["query"], sent["variables"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return marked.pretty(body, limit=MAX_SHOWN)
    shown = marked.pretty(json.dumps(variables), limit=MAX_SHOWN // 2)
    return f"{text.block(str(query), MAX_SHOWN // 2)}\n\nvariables\n{shown}"


def _exchange(one: Evidence) -> str:
    """Request and answer in the form of which Allure 3 makes a view of both."""
    request, response = one.request, one.response
    value = {
        "schemaVersion": 1,
        "request": {
            "method": request["method"],
            "url": text.line(request["url"], 2_000),
            "headers": _headers(request["headers"]),
            "body": _body(request["body"], "application/json"),
        },
        "response": {
            "status": response["status"],
            "headers": _headers(response["headers"]),
            "body": _body(response["body"], response["headers"].get("content-type", "text/plain")),
        },
    }
    return json.dumps(value)


def _headers(headers: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": text.line(name), "value": text.line(str(value))} for name, value in headers.items()]


def _body(body: str, content_type: str) -> dict[str, Any]:
    shown = text.block(text.json_escaped(body), MAX_SHOWN)
    return {
        "contentType": text.line(content_type),
        "encoding": "utf8",
        "value": shown,
        "size": len(body),
        "truncated": len(body) > MAX_SHOWN,
    }


def _say(title: str) -> None:
    with allure.step(title):
        pass
