"""The schema probe against graphql-js: single changes drawn at random, each found, nothing executed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs
import httpx
import pytest

from conformance.drift import probing
from conformance.model import Response
from conformance.probe.schema import rounds, writing
from schema import contract as contracts
from tests.peers import asking, server
from tests.support import drifting

HTTP, YOGA = asking.PLAIN
SEEDS = 12
#: Each sixth mutation of the contract, with all that they reach.
EVERY = 6

CONTRACT = contracts.load()
NAMES = [one.name for one in CONTRACT.mutations.values() if one.server == "api"]
SCHEMA = probing.only(CONTRACT.servers["api"].schema, NAMES[::EVERY])


def sender(http: httpx.Client) -> Callable[[str, str], Response]:
    def send(_server: str, text: str) -> Response:
        body = {"query": text, "operationName": writing.NAME, "variables": {}}
        answer = http.post("/graphql", json=body)
        return Response(answer.status_code, dict(answer.headers), answer.content, 0.0)

    return send


def executed(http: httpx.Client) -> list[object]:
    return [entry for entry in http.get("/ledger").json() if entry["executed"]]


@pytest.fixture(scope="module")
def engines() -> Iterator[Sequence[httpx.Client]]:
    """A server of each engine, which is given one schema after the other."""
    with asking.client(SCHEMA, HTTP) as http, asking.client(SCHEMA, YOGA) as yoga:
        yield http, yoga


class TestSchemaProbe:
    @pytest.mark.parametrize("kind", drifting.KINDS)
    def test_locates_single_changes_in_at_most_four_requests(
        self, kind: str, engines: Sequence[httpx.Client]
    ) -> None:
        for seed in range(SEEDS):
            drifted = drifting.drift(SCHEMA, kind, seed)
            assert drifted is not None
            http = engines[seed % len(engines)]
            asking.serve(http, drifted.schema)

            probed = rounds.ask(SCHEMA, "api", sender(http))

            assert [one.coordinate for one in probed.changes] == [drifted.coordinate]
            assert probed.requests <= 4
            assert executed(http) == []

    @pytest.mark.parametrize(
        "options",
        [
            HTTP,
            YOGA,
            attrs.evolve(HTTP, body_cap=100_000),
            attrs.evolve(HTTP, max_tokens=5_000),
            attrs.evolve(YOGA, stop_at_first=True),
        ],
        ids=str,
    )
    def test_finds_nothing_where_nothing_has_changed(self, options: server.Options) -> None:
        with asking.client(CONTRACT.servers["api"].schema, options) as http:
            probed = rounds.ask(CONTRACT.servers["api"].schema, "api", sender(http))

            assert (probed.changes, probed.unasked) == ((), ())
            assert executed(http) == []
