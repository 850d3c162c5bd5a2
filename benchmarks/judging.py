"""Judging an answer against reading it: what rules cost beside parsing the JSON that they judge."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

import attrs
import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import strategies
from benchmarks import size
from benchmarks.row import Row
from conformance import cases, judge
from conformance.model import Exchange
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from sandbox import app, messages, options
from schema import contract as contracts


def rows(chosen: size.Size) -> Iterator[Row]:
    """The rules on shape and scalars over the answers to valid inputs, all of which keep them."""
    contract = contracts.load()
    exchanges = answered(contract, chosen)
    checkers = judge.Judge(contract).checkers
    parsing = _seconds(lambda one: json.loads(one.response.content), exchanges, chosen.repeated)
    shape = _seconds(checkers.opportunities, exchanges, chosen.repeated)
    yield Row(
        measure="judging an exchange by the rules on shape and scalars",
        against="parsing its JSON",
        ours=f"{shape * 1e6:.0f} µs",
        theirs=f"{parsing * 1e6:.0f} µs",
        ratio=shape / parsing,
        must=5.0,
        aim=1.0,
        more=False,
    )


def answered(contract: contracts.Contract, chosen: size.Size) -> list[Exchange]:
    """Exchanges of the clean sandbox with results in them."""
    sandbox = app.Sandbox(options.Options(contract=contract))
    transport = httpx.MockTransport(lambda request: _answer(sandbox, request))
    urls = {name: f"https://target.example{path}" for name, path in sandbox.paths.items()}
    credentials = Credentials(sandbox.profile()["token"])
    client = Client.connect(Profile("target", urls), contract, credentials, transport=transport)
    run = Run(contract, client, strategies.Known())
    found: list[Exchange] = []

    @settings(
        max_examples=chosen.examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        found.extend(client.send(run.case(data, cases.valid, name)) for name in chosen.names(contract))

    ask()
    return [one for one in found if one.result is not None]


def _answer(sandbox: app.Sandbox, request: httpx.Request) -> httpx.Response:
    headers = {name.lower(): value for name, value in request.headers.items()}
    reply = sandbox.respond(messages.Request(request.method, request.url.path, headers, request.content))
    return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)


def _seconds(act: Callable[[Exchange], object], exchanges: Sequence[Exchange], repeated: int) -> float:
    """CPU seconds for one exchange: the median of several passes over copies that are read already."""
    passes = []
    for _ in range(max(3, repeated)):
        fresh = [attrs.evolve(one) for one in exchanges]
        for one in fresh:
            assert one.document is not None
        started = time.process_time()
        for one in fresh:
            act(one)
        passes.append((time.process_time() - started) / len(fresh))
    return statistics.median(passes)
