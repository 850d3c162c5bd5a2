"""The client: sends a case and gives the exchange. The only user of httpx."""

from __future__ import annotations

import json
import time
import urllib.parse
from collections.abc import Mapping
from typing import Any

import attrs
import graphql
import httpx

from conformance.errors import TargetError
from conformance.model import Case, Credential, Exchange, Expectation, Request, Response
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from schema.contract import Contract

#: Longest answer that is read, in bytes. No documented operation comes near it.
MAX_CONTENT = 16 * 1024 * 1024
TIMEOUT = httpx.Timeout(30.0, connect=5.0)

_ACCEPT = "application/graphql-response+json, application/json;q=0.9"
_HEADERS = {"Content-Type": "application/json", "Accept": _ACCEPT}


@attrs.frozen
class Client:
    """Asks one target. Safe to share between threads; `close` ends its connections."""

    profile: Profile
    contract: Contract
    credentials: Credentials
    http: httpx.Client

    @classmethod
    def connect(
        cls,
        profile: Profile,
        contract: Contract,
        credentials: Credentials,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> Client:
        """A client for a target; nothing is sent yet."""
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        http = httpx.Client(timeout=TIMEOUT, limits=limits, follow_redirects=False, transport=transport)
        return cls(profile, contract, credentials, http)

    def send(self, case: Case) -> Exchange:
        """Send a case; TargetError if no answer came."""
        url = self.profile.urls[self.contract.mutation(case.mutation).server]
        sent = {**_HEADERS, **self.credentials.headers(case.credential)}
        shown = {**_HEADERS, **self.credentials.shown_headers(case.credential)}
        body = _body(case.operation.text, case.operation.name, case.variables)
        if case.expectation is Expectation.METHOD:
            fields = json.loads(body)
            query = urllib.parse.urlencode({**fields, "variables": json.dumps(fields["variables"])})
            request = Request(f"{url}?{query}", shown, "", "GET")
            response = self._exchange("GET", request.url, "", sent)
        else:
            request = Request(url, shown, self.credentials.redact(body))
            response = self._exchange("POST", url, body, sent)
        echoed = self.credentials.is_echoed(case.credential, response.content)
        return Exchange(case, request, response, echoed)

    def ask(self, server: str, text: str, name: str, variables: Mapping[str, Any]) -> Response:
        """Send a document that belongs to no single mutation, without a credential; TargetError as above."""
        return self._exchange("POST", self.profile.urls[server], _body(text, name, variables), _HEADERS)

    def check(self) -> None:
        """Ask each server for its type name, which executes nothing; TargetError if one is not there."""
        for server, url in self.profile.urls.items():
            response = self._exchange("POST", url, json.dumps({"query": "{ __typename }"}), _HEADERS)
            if response.status >= 500 or response.status in (404, 405):
                raise TargetError(
                    f"{server} server at {url} answers with status {response.status}; is it the right URL?"
                )

    def close(self) -> None:
        """End all connections."""
        self.http.close()

    def _exchange(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Response:
        started = time.monotonic()
        try:
            with self.http.stream(method, url, content=body.encode(), headers=dict(headers)) as answer:
                content = _bounded(answer)
                return Response(
                    status=answer.status_code,
                    headers={name.lower(): value for name, value in answer.headers.items()},
                    content=content,
                    elapsed=time.monotonic() - started,
                )
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise TargetError(f"no answer from {url}: {self.credentials.redact(reason)}") from error


def _body(text: str, name: str, variables: Mapping[str, Any]) -> str:
    return json.dumps({"query": text, "operationName": name, "variables": dict(variables)}, ensure_ascii=True)


def _bounded(answer: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > MAX_CONTENT:
            raise TargetError(f"the answer from {answer.url} is longer than {MAX_CONTENT} bytes")
        parts.append(part)
    return b"".join(parts)


def introspect(url: str, credentials: Credentials) -> str:
    """A live endpoint's answer to the introspection query, as text; TargetError if there is none."""
    query = graphql.get_introspection_query(input_value_deprecation=True, specified_by_url=True, one_of=True)
    plain = graphql.get_introspection_query()
    headers = {"Content-Type": "application/json", **credentials.headers(Credential.VALID)}
    for text in (query, plain):
        # Older servers refuse the newer parts of the query as a whole: ask again without them.
        try:
            answer = httpx.post(
                url, json={"query": text}, headers=headers, timeout=TIMEOUT, follow_redirects=False
            )
        except httpx.HTTPError as error:
            raise TargetError(f"no answer from {url}: {credentials.redact(str(error))}") from error
        if "__schema" in answer.text:
            return answer.text
    start = credentials.redact(answer.text[:120])
    raise TargetError(f"{url} does not answer introspection: status {answer.status_code}, {start!r}")


def json_of(url: str) -> Any:
    """The JSON behind a URL on this machine, such as the sandbox's own; TargetError if there is none."""
    try:
        return httpx.get(url, timeout=TIMEOUT).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise TargetError(f"no JSON from {url}: {error}") from error
