"""The survey of invalid inputs against graphql-js: every case answered, few requests, nothing executed."""

from __future__ import annotations

import math
from collections import Counter

import attrs
import httpx
import pytest

from conformance import invalid_inputs
from conformance.probe.question import Outcome
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from schema import contract as contracts
from tests.peers import asking, server

HTTP, YOGA = asking.PLAIN
CAPPED = attrs.evolve(HTTP, error_cap=5)
SMALL = attrs.evolve(HTTP, body_cap=20_000)
FIRST_ONLY = attrs.evolve(YOGA, stop_at_first=True)
ALL_AT_ONCE = attrs.evolve(HTTP, error_cap=5, body_cap=20_000, stop_at_first=True)


@attrs.frozen
class Surveyed:
    """The outcomes of invalid and of valid inputs, the requests that they took, and what was executed."""

    invalid: Counter[Outcome]
    valid: Counter[Outcome]
    requests: int
    executed: list[object]
    notes: tuple[str, ...]


def survey(options: server.Options) -> Surveyed:
    contract = contracts.load()
    names = [one.name for one in contract.mutations.values() if one.server == "api"]
    with asking.client(contract.servers["api"].schema, options) as http:
        profile = Profile("peer", {"api": str(http.base_url).rstrip("/") + "/graphql"})
        client = Client.connect(profile, contract, Credentials())
        found, requests = invalid_inputs.take(contract, client, names, concurrency=4)
        client.close()
        executed = _executed(http)
    invalid: Counter[Outcome] = Counter()
    valid: Counter[Outcome] = Counter()
    for name, one in found.items():
        count = len(invalid_inputs.asked(contract, name).invalid)
        invalid.update(answer.outcome for answer in one.answers[:count])
        valid.update(answer.outcome for answer in one.answers[count:])
    notes = tuple(dict.fromkeys(note for one in found.values() for note in one.notes))
    return Surveyed(invalid, valid, requests, executed, notes)


def _executed(http: httpx.Client) -> list[object]:
    return [entry for entry in http.get("/ledger").json() if entry["executed"]]


class TestSurvey:
    @pytest.mark.parametrize("options", [HTTP, YOGA, asking.MASKED, SMALL], ids=str)
    def test_answers_all_cases_in_a_twenty_fifth_of_their_number(self, options: server.Options) -> None:
        found = survey(options)

        assert set(found.invalid) == {Outcome.REFUSED}
        assert set(found.valid) == {Outcome.ACCEPTED}
        assert found.requests <= found.invalid.total() / 25
        assert found.executed == []

    @pytest.mark.parametrize(
        ("options", "in_a_request"), [(CAPPED, 3), (FIRST_ONLY, 1), (ALL_AT_ONCE, 1)], ids=str
    )
    def test_answers_all_cases_of_a_server_that_tells_few_errors(
        self, options: server.Options, in_a_request: int
    ) -> None:
        found = survey(options)

        least = math.ceil(found.invalid.total() / in_a_request)
        assert set(found.invalid) == {Outcome.REFUSED}
        assert set(found.valid) == {Outcome.ACCEPTED}
        assert found.requests <= 1.1 * least
        assert found.executed == []
        assert found.notes
