"""The sandbox of the real contract as a target in this process, and what makes it worse in one way each."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import httpx

from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from sandbox import app, faults, messages, options, served
from schema import contract as contracts

Respond = Callable[[messages.Request], messages.Reply]
Wrapper = Callable[[Respond], Respond]

#: Mutations with few and many arguments, nested inputs, lists, enums, several twins, on both servers.
MUTATIONS = (
    "acceptGoodsQuote",
    "assignDiscountCode",
    "claimOctoplusReward",
    "createGasMeterReading",
    "createMfaDevice",
    "createOctoplusRewardContactLink",
    "deleteBoostCharge",
    "quoteCampaignOffer",
    "regenerateSecretKey",
    "removeSensor",
    "scheduleQuoteFollowUp",
    "setDevicePreferences",
    "setRoomTemperature",
    "spinWheelOfFortune",
    "updateAccountBillingAddress",
    "updatePassword",
)


@functools.cache
def contract() -> contracts.Contract:
    """The contract of the real API."""
    return contracts.load(None)


@functools.cache
def serving() -> Mapping[str, served.Served]:
    """What all sandboxes here serve, built once."""
    return served.build(contract())


@attrs.define
class Target:
    """A sandbox, wrapped, and the number of requests that it was sent."""

    sandbox: app.Sandbox
    wrapped: Respond
    requests: int = 0

    def client(self) -> Client:
        """A client of this target."""
        urls = {name: f"https://target.example/{name}/graphql/" for name in contract().servers}
        transport = httpx.MockTransport(self._answer)
        return Client.connect(Profile("target", urls), contract(), Credentials(), transport=transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = messages.Request(request.method, request.url.path, headers, request.content)
        reply = self.wrapped(asked)
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)


def target(*wrappers: Wrapper, fault: str | None = None, on: str | None = None, **chosen: Any) -> Target:
    """A target with these options of the sandbox, and with a fault on one mutation."""
    if fault is not None and on is not None:
        chosen["faults"] = faults.parse([fault], [on])
    made = app.Sandbox(options.Options(contract=contract(), **chosen), serving=serving())
    respond: Respond = made.respond
    for wrapper in wrappers:
        respond = wrapper(respond)
    return Target(made, respond)


def masked(respond: Respond) -> Respond:
    """It says 'Unexpected error.' whatever is wrong."""
    return _each_error(respond, lambda error: {**error, "message": "Unexpected error."})


def unlocated(respond: Respond) -> Respond:
    """Its errors have no location."""
    return _each_error(respond, lambda error: {key: error[key] for key in error if key != "locations"})


def plain_json(respond: Respond) -> Respond:
    """It knows one media type, for which the status of a request error is an option."""

    def answer(request: messages.Request) -> messages.Reply:
        return respond(attrs.evolve(request, headers={**request.headers, "accept": messages.JSON}))

    return answer


def reading_text_as_boolean(respond: Respond) -> Respond:
    """It takes text for a Boolean: the empty one is false, any other true."""

    def answer(request: messages.Request) -> messages.Reply:
        payload = json.loads(request.body)
        given = payload["variables"]
        locks = {name: bool(given[name]) for name in ("first", "last") if name in given}
        return respond(_with(request, {**payload, "variables": {**given, **locks}}))

    return answer


def without(*mutations: str) -> Wrapper:
    """It has no such mutations: a document that asks for one is refused at validation."""

    def wrap(respond: Respond) -> Respond:
        def answer(request: messages.Request) -> messages.Reply:
            text = json.loads(request.body)["query"]
            missing = [name for name in mutations if f": {name}" in text]
            if not missing:
                return respond(request)
            errors = [{"message": f"Cannot query field '{name}' on type 'Mutation'."} for name in missing]
            return reply({"errors": errors}, 400)

        return answer

    return wrap


def refusing(mutation: str, argument: str) -> Wrapper:
    """It refuses an argument of a mutation, whatever its value."""

    def wrap(respond: Respond) -> Respond:
        def answer(request: messages.Request) -> messages.Reply:
            answered = respond(request)
            lines = json.loads(request.body)["query"].split("\n")
            fields = [line for line in lines if f": {mutation}(" in line]
            document = json.loads(answered.body)
            if "errors" not in document:
                return answered
            for field in fields:
                name = field.split(f"{argument}: $")[1].split(",")[0].split(")")[0]
                document["errors"].append({"message": f"Variable '${name}' is not to my liking."})
            return reply(document, answered.status)

        return answer

    return wrap


def reply(document: Any, status: int = 200) -> messages.Reply:
    """An answer with a JSON value."""
    return messages.Reply(status, {"content-type": messages.JSON}, json.dumps(document).encode())


def _each_error(respond: Respond, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Respond:
    def answer(request: messages.Request) -> messages.Reply:
        answered = respond(request)
        document = json.loads(answered.body)
        if "errors" in document:
            document["errors"] = [change(error) for error in document["errors"]]
        return attrs.evolve(answered, body=json.dumps(document).encode())

    return answer


def _with(request: messages.Request, payload: Any) -> messages.Request:
    return attrs.evolve(request, body=json.dumps(payload).encode())
