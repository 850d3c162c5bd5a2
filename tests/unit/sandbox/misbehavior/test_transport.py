from __future__ import annotations

import asyncio
import json
import time
import urllib.parse
from typing import Any

import pytest

from sandbox import faults, server
from tests.unit.sandbox import small

FILL = "mutation F($input: FillInput!) { fill(input: $input) { kind } }"
CHARGE = "mutation { startCharge { id } }"


def fill(client: small.Client, text: str) -> small.Answer:
    return client.ask(FILL, {"input": {"name": text}})


def by_get(client: small.Client, document: str, variables: Any = None) -> small.Answer:
    query = {"query": document, "variables": json.dumps(variables)}
    return client.send(b"", method="GET", query=urllib.parse.urlencode(query))


class TestTexts:
    @pytest.mark.parametrize(
        ("name", "harmless", "harmful"),
        [
            ("transport.server-error-for-long-text", "x" * 50_000, "x" * 50_001),
            ("transport.server-error-for-long-text", "\N{OCTOPUS}" * 12_500, "\N{OCTOPUS}" * 12_501),
            ("transport.crash-on-astral-text", "\N{EURO SIGN}\uffff", "\N{OCTOPUS}"),
            ("transport.crash-on-lone-surrogate", "\N{OCTOPUS}", "a\udc00"),
        ],
    )
    def test_fails_with_one_text_and_not_with_another(self, name: str, harmless: str, harmful: str) -> None:
        client = small.client(fault=name)

        assert (fill(client, harmless).status, fill(client, harmful).status) == (200, 500)
        assert [entry.fault for entry in client.sandbox.ledger.entries] == [None, name]

    def test_a_crash_is_a_page_with_a_traceback(self) -> None:
        reply = fill(small.client(fault="transport.crash-on-astral-text"), "\N{OCTOPUS}").reply

        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert b"Traceback (most recent call last)" in reply.body

    def test_a_long_text_changes_the_status_alone(self) -> None:
        wrong = fill(small.client(fault="transport.server-error-for-long-text"), "x" * 60_000)

        assert wrong.json == fill(small.client(), "x" * 60_000).json

    @pytest.mark.parametrize("name", ["transport.crash-on-astral-text", "transport.crash-on-lone-surrogate"])
    def test_a_refused_request_is_answered_correctly(self, name: str) -> None:
        document = "mutation F($input: FillInput!) { fill(input: $input) { nothing } }"

        assert small.client(fault=name).ask(document, {"input": {"name": "\N{OCTOPUS}"}}).status == 400


class TestRedirect:
    def test_leads_to_another_page(self) -> None:
        reply = small.client(fault="transport.redirect").ask(CHARGE).reply

        assert (reply.status, reply.headers["location"]) == (302, "/login/")


class TestMutationByGet:
    NAME = "transport.mutation-by-get"

    def test_is_executed(self) -> None:
        client = small.client(fault=self.NAME)

        answer = by_get(client, CHARGE)

        assert answer.json == small.client().ask(CHARGE).json
        assert [entry.executed for entry in client.sandbox.ledger.entries] == [True]

    def test_gets_as_far_as_its_variables(self) -> None:
        document = "mutation ($never: Boolean!) { startCharge @include(if: $never) { id } }"
        client = small.client(fault=self.NAME)

        answers = [by_get(one, document, {"never": ""}) for one in (client, small.client())]

        assert [answer.status for answer in answers] == [400, 405]
        assert answers[0].messages[0].startswith("Variable '$never' got invalid value")
        assert client.sandbox.ledger.entries == ()

    def test_is_refused_beside_one_that_has_no_such_fault(self) -> None:
        client = small.client(faults=faults.parse([self.NAME], on=["startCharge"]))

        answer = by_get(client, "mutation { startCharge { id } startWizard { __typename } }")

        assert answer.status == 405


class TestSlow:
    def test_holds_every_tenth_answer_back_for_the_time_that_was_chosen(self) -> None:
        client = small.client(fault="transport.slow", slowness=0.05)
        for _ in range(9):
            client.ask(CHARGE)
        serve = server.application(client.sandbox)
        sent: list[dict[str, Any]] = []
        body = json.dumps({"query": CHARGE}).encode()
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/graphql/",
            "headers": [(b"content-type", b"application/json")],
            "query_string": b"",
        }

        async def receive() -> dict[str, Any]:
            return {"body": body}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        started = time.monotonic()
        asyncio.run(serve(scope, receive, send))

        assert time.monotonic() - started >= 0.05
        assert json.loads(sent[1]["body"]) == small.client().ask(CHARGE).json

    def test_takes_more_than_five_seconds_unless_told_otherwise(self) -> None:
        sandbox = small.client(fault="transport.slow").sandbox

        assert sandbox.options.slowness > 5
