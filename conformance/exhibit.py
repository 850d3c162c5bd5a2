"""What is written of a finding: an exchange in plain values, without a credential and of bounded length."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable
from typing import Any

import attrs

from conformance.model import Case, Evidence, Exchange, Finding

#: Longest answer that is kept beside a violation, in characters.
MAX_KEPT = 20_000

#: A header whose credential was redacted: the name of a variable, alone or after a word.
_VARIABLE = re.compile(r"(?:JWT |Bearer )?\$[A-Z_]+")


@attrs.define
class Exhibit:
    """An exchange in plain values without a credential, made once for all findings that it shows."""

    exchange: Exchange
    redact: Callable[[str], str]
    _request: dict[str, Any] = attrs.Factory(dict)
    _response: dict[str, Any] = attrs.Factory(dict)
    _case: dict[str, Any] = attrs.Factory(dict)
    _steps: tuple[dict[str, Any], ...] = ()

    def evidence(self, finding: Finding) -> Evidence:
        """A finding of this exchange, counted once."""
        self._make()
        violation = finding.violation
        return Evidence(
            fingerprint=fingerprint(finding),
            rule=violation.rule,
            level=violation.level.value,
            mutation=violation.mutation,
            scenario=self.exchange.case.scenario,
            path=violation.path,
            expected=violation.expected,
            actual=self.redact(violation.actual),
            request=self._request,
            response=self._response,
            case=self._case,
            steps=self._steps,
        )

    def _make(self) -> None:
        if self._case:
            return
        request, response = self.exchange.request, self.exchange.response
        self._request = {
            "method": request.method,
            "url": request.url,
            "headers": dict(request.headers),
            "body": request.body,
            "curl": curl(self.exchange),
        }
        self._response = {
            "status": response.status,
            "headers": {name: _cut(self.redact(value)) for name, value in response.headers.items()},
            "body": _cut(self.redact(response.content.decode("utf-8", errors="replace"))),
        }
        self._steps = tuple(_step(one, self.redact) for one in self.exchange.before)
        self._case = _redacted(stored(self.exchange.case), self.redact)


def _step(exchange: Exchange, redact: Callable[[str], str]) -> dict[str, Any]:
    """A call of a workflow before the one that shows a finding."""
    return {
        "move": str(exchange.case.moves[-1]) if exchange.case.moves else exchange.case.mutation,
        "request": redact(curl(exchange)),
        "status": exchange.response.status,
        "response": _cut(redact(exchange.response.content.decode("utf-8", errors="replace"))),
    }


def fingerprint(finding: Finding) -> str:
    """What findings of the same cause have in common, in ten hexadecimal digits."""
    violation = finding.violation
    place = re.sub(r"\[\d+\]", "[]", violation.path)
    case = finding.exchange.case
    parts = (violation.rule, violation.mutation, place, case.violation if case.place else "")
    return hashlib.sha256("\n".join(parts).encode(errors="backslashreplace")).hexdigest()[:10]


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """Plain values whose texts and keys hold no credential."""
    match value:
        case str():
            return redact(value)
        case dict():
            return {redact(key): _redacted(inner, redact) for key, inner in value.items()}
        case list():
            return [_redacted(inner, redact) for inner in value]
        case _:
            return value


def stored(case: Case) -> dict[str, Any]:
    """A case in plain values."""
    return {
        "scenario": case.scenario,
        "mutation": case.mutation,
        "operation": case.operation.name,
        "document": case.operation.text,
        "variables": dict(case.variables),
        "credential": case.credential.value,
        "expectation": case.expectation.value,
        "place": list(case.place),
        "violation": case.violation,
        "like": None if case.like is None else sorted(case.like),
        **({"workflow": case.workflow, "moves": [one.as_json() for one in case.moves]} if case.moves else {}),
    }


def curl(exchange: Exchange) -> str:
    """A command line that sends the request again; a credential is the name of its variable."""
    request = exchange.request
    parts: list[Any] = ["curl -sS", shlex.quote(request.url)]
    if request.method == "GET":
        return " ".join(parts)
    for name, value in request.headers.items():
        # A variable must stand in double quotes to be replaced by the shell; nothing else may be.
        quoted = f'"{name}: {value}"' if _VARIABLE.fullmatch(value) else shlex.quote(f"{name}: {value}")
        parts.append(f"-H {quoted}")
    parts.append(f"--data-raw {shlex.quote(request.body)}")
    return " ".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_KEPT else f"{text[:MAX_KEPT]}… ({len(text)} characters)"
