import functools
import json
from pathlib import Path

import httpx
import pytest

import strategies
from conformance.drift import scenario
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from tests.support import live


@pytest.fixture
def run() -> Run:
    server = live.Server.of(live.SCHEMA)

    def handle(request: httpx.Request) -> httpx.Response:
        response = server.send("api", json.loads(request.content)["query"])
        return httpx.Response(response.status, headers=dict(response.headers), content=response.content)

    profile = Profile("kettles", {"api": "https://kettles.example/api/graphql/"})
    client = Client.connect(profile, live.CONTRACT, Credentials(), transport=httpx.MockTransport(handle))
    return Run(live.CONTRACT, client, strategies.Known())


class TestTake:
    def test_asks_once_for_all_processes_and_is_counted_by_whichever_has_an_item_for_it(
        self, run: Run, tmp_path: Path
    ) -> None:
        survey = tmp_path / "survey.json"
        other = Run(run.contract, run.client, run.knowing)
        for one in (run, other):
            probe = scenario.take(one.contract, one.client, tuple(one.contract.mutations), survey)
            one.lacks(probe, functools.partial(scenario.claims, survey))

        counted = [other.uncounted(), run.uncounted(), other.uncounted()]

        assert counted == [2, 0, 0]
        assert run.probe == other.probe

    def test_is_counted_once_by_one_process(self, run: Run) -> None:
        probe = scenario.take(run.contract, run.client, tuple(run.contract.mutations), None)

        run.lacks(probe, functools.partial(scenario.claims, None))

        assert [run.uncounted(), run.uncounted()] == [2, 0]
