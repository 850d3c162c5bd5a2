from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox import app, options, server
from tests.unit.sandbox import small

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import functools
from sandbox import options, server
from tests.unit.sandbox import small
server.serve(options.Options(contract=small.contract()), announce=functools.partial(print, flush=True))
"""


@pytest.fixture(scope="module")
def process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


@pytest.fixture(scope="module")
def announced(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.fixture
def connection(announced: str) -> Iterator[http.client.HTTPConnection]:
    address = urllib.parse.urlsplit(announced.split()[2])
    assert address.hostname is not None
    opened = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    yield opened
    opened.close()


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read()
    return response.status, json.loads(text) if text else None


class TestServe:
    def test_announces_each_server_with_its_url(self, announced: str) -> None:
        words = announced.split()

        assert words[:2] == ["sandbox:", "api"]
        assert urllib.parse.urlsplit(words[2]).hostname == "127.0.0.1"
        assert urllib.parse.urlsplit(words[2]).path == "/api/graphql/"

    def test_answers_over_http_on_one_connection(self, connection: http.client.HTTPConnection) -> None:
        document = {"query": "mutation { startCharge { __typename } }"}

        ask(connection, "DELETE", "/ledger")
        answer = ask(connection, "POST", "/api/graphql/", document)
        ledger = ask(connection, "GET", "/ledger")

        assert answer == (200, {"data": {"startCharge": {"__typename": "Payment"}}})
        assert [entry["mutation"] for entry in ledger[1]] == ["startCharge"]

    def test_passes_headers_and_query_on(self, connection: http.client.HTTPConnection) -> None:
        query = urllib.parse.urlencode({"query": "{ __typename }"})

        assert ask(connection, "GET", f"/api/graphql/?{query}") == (200, {"data": {"__typename": "Query"}})

    def test_ends_cleanly_when_it_is_told_to(self, process: subprocess.Popen[str], announced: str) -> None:
        assert announced
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 0


class TestApplication:
    @pytest.mark.parametrize(("worked", "paused"), [(0.5, [1.5]), (3.0, [])])
    def test_waits_for_what_its_work_leaves_of_the_latency(
        self, monkeypatch: pytest.MonkeyPatch, worked: float, paused: list[float]
    ) -> None:
        moments = iter([10.0, 10.0 + worked])
        waited: list[float] = []

        async def sleep(seconds: float) -> None:
            waited.append(seconds)

        async def receive() -> dict[str, Any]:
            return {"body": b"{}"}

        async def send(_: dict[str, Any]) -> None:
            pass

        # Only what the module itself asks: the event loop has clock and sleep of its own.
        monkeypatch.setattr(server, "time", SimpleNamespace(monotonic=lambda: next(moments)))
        monkeypatch.setattr(server, "asyncio", SimpleNamespace(sleep=sleep))
        answer = server.application(app.Sandbox(options.Options(contract=small.contract(), latency=2.0)))
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/graphql/",
            "headers": [],
            "query_string": b"",
        }
        asyncio.run(answer(scope, receive, send))

        assert waited == pytest.approx(paused)
