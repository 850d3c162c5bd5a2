"""The client: sends a case over the wire and gives the exchange."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import graphql
import httpx

from conformance.errors import TargetError, UnknownOutcomeError
from conformance.model import Case, Credential, Exchange, Expectation, Request, Response
from conformance.target import pacing, safety, tls, wire
from conformance.target.budget import SURVEY, Place
from conformance.target.control import Control, Shared
from conformance.target.credentials import Credentials, Identity
from conformance.target.delivery import Delivery, Parcel
from conformance.target.journal import Journal, Outcome
from conformance.target.pacing import Points
from conformance.target.profile import Profile
from conformance.target.wire import Bounds, Timeouts, Wire, WireError
from schema.contract import EXPIRED_TOKEN, Contract

#: A schema is longer than any other answer, and is read alone.
_SCHEMA = Bounds(content=64 * 1024 * 1024, values=10_000_000)

_ACCEPT = "application/graphql-response+json, application/json;q=0.9"
_HEADERS = {"Content-Type": "application/json", "Accept": _ACCEPT}


#: Where a request belongs that is about no test item.
_NO_ITEM = ("", "")
_POINTS = "query Points { rateLimitInfo { pointsAllowanceRateLimit { limit remainingPoints ttl } } }"


@attrs.frozen
class Client:
    """Asks one target. Safe to share between threads; `close` ends its connections.

    `control` says when a request may be sent; `attempts` is how often one is sent at most, where it is safe
    to repeat it; `journal` is told of every mutation that may change something.
    """

    profile: Profile
    contract: Contract
    credentials: Credentials
    wire: Wire
    control: Control = attrs.Factory(Shared)
    attempts: int = 1
    journal: Journal | None = None

    @classmethod
    def connect(
        cls,
        profile: Profile,
        contract: Contract,
        credentials: Credentials,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> Client:
        """A client for a target; nothing is sent yet. ConfigError if its certificates cannot be read."""
        if transport is not None:
            return cls(profile, contract, credentials, Wire(transport=transport))
        limits = profile.timeouts
        line = wire.connect(
            profile.urls.values(),
            timeouts=Timeouts(connect=limits.connect, read=limits.read, total=limits.whole),
            tls=tls.context(profile.tls),
            proxy=profile.proxy,
        )
        return cls(profile, contract, credentials, line)

    def controlled(
        self, control: Control, *, attempts: int, journal: Journal | None, width: int | None = None
    ) -> Client:
        """The same client under the control of a run; `width`: how many of its requests are in flight."""
        line = self.wire if width is None else self.wire.narrowed(width)
        return attrs.evolve(self, wire=line, control=control, attempts=attempts, journal=journal)

    def sealed(self) -> Client:
        """The same client with nothing behind it: whatever is sent all the same is a bug."""

        def refuse(request: httpx.Request) -> httpx.Response:
            raise AssertionError(f"a dry run was about to send something to {request.url.host}")

        self.wire.close()
        return attrs.evolve(self, wire=Wire(transport=httpx.MockTransport(refuse)), journal=None)

    def identity(self, case: Case) -> Identity:
        """Who asks a case."""
        return safety.identity(self.contract, case)

    def with_token(self, token: str | None) -> Client:
        """The same target, asked with a token that it issued to this run, or with none."""
        return attrs.evolve(self, credentials=self.credentials.of_session(token))

    def knowing(self, secrets: Iterable[str]) -> Client:
        """The same client, which redacts these too."""
        knowing = self.credentials.knowing(secrets)
        return self if knowing is self.credentials else attrs.evolve(self, credentials=knowing)

    def send(self, case: Case) -> Exchange:
        """Send a case; the errors of `Delivery.send` if it may not be sent, or no answer came.

        Nothing of the exchange holds a credential: what was sent and what came back are redacted here.
        """
        safety.check_production(self.profile, self.contract, case)
        mutation, identity = self.contract.mutation(case.mutation), self.identity(case)
        url = self.profile.urls[mutation.server]
        body = _body(case.operation.text, case.operation.name, case.variables)
        method = "POST"
        if case.expectation is Expectation.METHOD:
            fields = json.loads(body)
            query = urllib.parse.urlencode({**fields, "variables": json.dumps(fields["variables"])})
            method, url, body = "GET", f"{url}?{query}", ""
        sent = self.credentials.authorization(case.credential, identity)
        shown = self._shown(case)
        parcel = Parcel(
            method=method,
            url=url,
            headers=_headers(sent),
            content=body.encode(),
            place=(case.scenario, case.mutation),
            mutation=case.mutation,
            is_harmless=safety.is_locked(case),
            alone=identity is Identity.DISPOSABLE and case.credential.is_valid and not safety.is_locked(case),
        )
        entry: list[str] = []

        def written() -> None:
            if self.journal is not None and not parcel.is_harmless:
                entry.append(self.journal.sent(shown, hazard=mutation.hazard, identity=identity.value))

        try:
            response = self._deliver(parcel, written)
        except TargetError as error:
            if self.journal is not None and entry:
                is_unknown = isinstance(error, UnknownOutcomeError)
                self.journal.answered(entry[0], None, Outcome.UNKNOWN if is_unknown else Outcome.NOT_SENT)
            raise
        if case.credential.is_valid and sent is not None and _is_expired(response):
            renewed = self.credentials.renewed(identity, sent)
            if renewed is not None:
                # It was refused for its token, and not executed.
                sent = renewed
                response = self._deliver(attrs.evolve(parcel, headers=_headers(sent)))
        redact = self.credentials.redact
        echoed = self.credentials.is_echoed(sent, response)
        request = Request(redact(url), _headers(None if sent is None else redact(sent)), redact(body), method)
        issued = _issued(case, response)
        knowing = self.knowing(issued.values())
        exchange = Exchange(
            shown,
            request,
            knowing._redacted(response),
            echoed,
            journal_entry=entry[0] if entry else None,
            issued=issued,
        )
        if self.journal is not None and entry:
            self.journal.answered(entry[0], exchange.response, Outcome.of(exchange))
        return exchange

    def ask(self, server: str, text: str, name: str, variables: Mapping[str, Any]) -> Response:
        """Send a document that belongs to no single mutation, without a credential; errors as above.

        It executes nothing: a query, or mutations behind locks.
        """
        return self._redacted(self._asked(server, _body(text, name, variables), SURVEY))

    def ask_secretly(self, server: str, text: str, name: str, variables: Mapping[str, Any]) -> Response:
        """The same once, and the answer as it is: for a token that is in it."""
        return self._asked(server, _body(text, name, variables), _NO_ITEM, is_harmless=False)

    def check(self) -> None:
        """Ask each server for its type name, which executes nothing; TargetError if one is not there."""
        for server, url in self.profile.urls.items():
            response = self._asked(server, json.dumps({"query": "{ __typename }"}), _NO_ITEM)
            if response.status >= 500 or response.status in (404, 405):
                raise TargetError(
                    f"{server} server at {url} answers with status {response.status}; is it the right URL?"
                )

    def abandon(self) -> None:
        """Send nothing more, and wait for no answer: whoever does gets a TargetError soon."""
        self.wire.abandoned.set()
        if isinstance(self.control, Shared):
            self.control.give_up("the run is at its end")

    @property
    def is_abandoned(self) -> bool:
        """Whether nothing more is sent."""
        return self.wire.abandoned.is_set()

    def close(self) -> None:
        """End all connections."""
        self.wire.close()
        if self.journal is not None:
            self.journal.close()

    def _asked(self, server: str, body: str, place: Place, *, is_harmless: bool = True) -> Response:
        return self._deliver(
            Parcel(
                method="POST",
                url=self.profile.urls[server],
                headers=_HEADERS,
                content=body.encode(),
                place=place,
                is_harmless=is_harmless,
            )
        )

    def _deliver(self, parcel: Parcel, written: Callable[[], None] = lambda: None) -> Response:
        delivery = Delivery(
            wire=self.wire,
            control=self.control,
            attempts=self.attempts,
            ask_points=self._points,
        )
        try:
            return delivery.send(parcel, written)
        except WireError as error:
            raise WireError(self.credentials.redact(str(error)), sent=error.sent) from None
        except UnknownOutcomeError as error:
            raise UnknownOutcomeError(self.credentials.redact(str(error))) from None

    def _points(self) -> Points | None:
        """The points that are left to the main identity; None if nobody tells."""
        if not self.credentials.has(Identity.MAIN):
            return None
        headers = _headers(self.credentials.authorization(Credential.VALID))
        url = next(iter(self.profile.urls.values()))
        try:
            response = self.wire.send("POST", url, headers, _body(_POINTS, "Points", {}).encode())
        except WireError:
            return None
        return pacing.read_points((response.document or {}).get("data"))

    def _shown(self, case: Case) -> Case:
        """A case without any credential. Hardly any holds one, which is seen at once from all in one text."""
        redact, text = self.credentials.redact, json.dumps(dict(case.variables))
        if redact(text) == text:
            return case
        return attrs.evolve(case, variables=_plain(redact, case.variables))

    def _redacted(self, response: Response) -> Response:
        redactor = self.credentials.redactor
        content = redactor.redact_bytes(response.content)
        # All headers at once, since hardly ever one holds any.
        joined = "\n".join(response.headers.values())
        if content == response.content and redactor.redact(joined) == joined:
            return response
        headers = {name: redactor.redact(value) for name, value in response.headers.items()}
        return attrs.evolve(response, content=content, headers=headers)


#: Fields of results that hold tokens, and how long a text is that is one.
_ISSUED, _SHORTEST = ("token", "refreshToken"), 16


def _headers(authorization: str | None) -> dict[str, str]:
    return _HEADERS if authorization is None else {**_HEADERS, "Authorization": authorization}


def _issued(case: Case, response: Response) -> dict[str, str]:
    """The tokens in an answer, by the name of the field: whoever logs in needs them, and nobody else."""
    data = (response.document or {}).get("data")
    result = data.get(case.operation.root.key) if isinstance(data, dict) else None
    if not isinstance(result, dict):
        return {}
    found = {name: result.get(name) for name in _ISSUED}
    return {name: text for name, text in found.items() if isinstance(text, str) and len(text) >= _SHORTEST}


def _plain(redact: Callable[[str], str], value: Any) -> Any:
    """A value of variables without any credential."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {name: _plain(redact, one) for name, one in value.items()}
    return [_plain(redact, one) for one in value] if isinstance(value, list) else value


def _is_expired(response: Response) -> bool:
    """Whether an answer says that the token has expired, for whatever field."""
    if EXPIRED_TOKEN.encode() not in response.content:
        return False
    listed = (response.document or {}).get("errors")
    extensions = (
        [one.get("extensions") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    return any(isinstance(one, dict) and one.get("errorCode") == EXPIRED_TOKEN for one in extensions)


def _body(text: str, name: str, variables: Mapping[str, Any]) -> str:
    return json.dumps({"query": text, "operationName": name, "variables": dict(variables)}, ensure_ascii=True)


def introspect(url: str, credentials: Credentials) -> str:
    """A live endpoint's answer to the introspection query, as text; TargetError if there is none."""
    query = graphql.get_introspection_query(input_value_deprecation=True, specified_by_url=True, one_of=True)
    plain = graphql.get_introspection_query()
    headers = {"Content-Type": "application/json", **credentials.headers(Credential.VALID)}
    line = wire.connect([url], bounds=_SCHEMA)
    try:
        for text in (query, plain):
            # Older servers refuse the newer parts of the query as a whole: ask again without them.
            answer = line.send("POST", url, headers, json.dumps({"query": text}).encode())
            if b"__schema" in answer.content:
                return answer.content.decode("utf-8", errors="replace")
    except WireError as error:
        raise WireError(credentials.redact(str(error)), sent=error.sent) from None
    finally:
        line.close()
    start = credentials.redact(answer.content[:120].decode("utf-8", errors="replace"))
    raise TargetError(f"{url} does not answer introspection: status {answer.status}, {start!r}")


def json_of(url: str) -> Any:
    """The JSON behind a URL on this machine, such as the sandbox's own; TargetError if there is none."""
    line = wire.connect([url])
    try:
        answer = line.send("GET", url, {})
    finally:
        line.close()
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise TargetError(f"no JSON from {url}: {error}") from error
    if answer.status >= 400:
        raise TargetError(f"no JSON from {url}: status {answer.status}")
    return found
