import gc
import json
import shlex
import weakref
from typing import Any

import attrs
import httpx
import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.vendor import pretty

import strategies
from conformance import cases, exhibit
from conformance.errors import ItemEndedError, UnknownOutcomeError, ViolationError
from conformance.model import Case, Credential, Tier
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from schema import contract as contracts
from schema.contract import Contract
from tests.support import exchanges

CONTRACT = exchanges.contract()
TOKEN = "eyJ-very-secret"


def run(document: Any, contract: Contract = CONTRACT, **options: Any) -> Run:
    profile = Profile("kettles", {"api": "https://kettles.example/graphql/"})
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=document))
    client = Client.connect(profile, contract, Credentials(TOKEN), transport=transport)
    return Run(contract, client, strategies.Known(), **options)


def case(kettle: str = "7") -> Case:
    return Case("valid_input", strategies.operation(CONTRACT, "boilKettle"), {"input": {"kettleId": kettle}})


UNKNOWN = exchanges.error("KT-CT-9002", f"Kettle {TOKEN} busy.", "APPLICATION")
BROKEN = {"data": {"boilKettle": None}, "errors": [UNKNOWN]}


class TestAsk:
    def test_counts_requests_and_opportunities(self) -> None:
        asked = run({"data": {"boilKettle": exchanges.result()}})

        asked.ask(case())
        asked.ask(case())

        result = asked.result("valid_input", "boilKettle")
        assert result.requests == 2
        assert result.opportunities["shape.list"] == 2
        assert result.evidence == ()

    def test_remembers_what_was_exercised(self) -> None:
        asked = run({"data": {"boilKettle": exchanges.result()}})

        asked.ask(case())

        seen = asked.result("valid_input", "boilKettle").seen
        assert seen["mutations"] == {"api": ("boilKettle",)}
        assert seen["inputs-absent"] == {"BoilKettleInput": ("degrees",)}

    def test_keeps_no_answer_beyond_what_is_shown_of_it(self) -> None:
        asked = run({"data": {"boilKettle": ["x" * 100_000]}})

        exchange = asked.send(case())
        asked.judge(exchange)
        content = weakref.ref(exchange.response)
        del exchange
        gc.collect()

        assert content() is None
        shown = asked.result("valid_input", "boilKettle").evidence[0].response["body"]
        assert shown.endswith("(100028 characters)")

    def test_keeps_one_finding_a_cause_with_the_smallest_request(self) -> None:
        asked = run(BROKEN)

        asked.ask(case("a-long-identifier"))
        asked.ask(case("7"))
        asked.ask(case("another-long-identifier"))

        found = asked.result("valid_input", "boilKettle").evidence
        (evidence,) = (one for one in found if one.rule == "errors.documented-code")
        assert evidence.count == 3
        assert json.loads(evidence.request["body"])["variables"] == {"input": {"kettleId": "7"}}

    def test_shows_the_token_nowhere(self) -> None:
        asked = run(BROKEN)

        asked.ask(case(TOKEN))

        assert TOKEN not in json.dumps(asked.result("valid_input", "boilKettle").as_json())

    def test_stops_at_the_first_violation_where_hypothesis_is_to_shrink_it(self) -> None:
        with pytest.raises(ViolationError, match="KT-CT-9002"):
            run(BROKEN, stop_at_first=True).ask(case())

    def test_sends_once_what_may_have_run_though_hypothesis_calls_a_failing_test_again(self) -> None:
        def reset(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            raise httpx.ReadError("reset")

        sent: list[httpx.Request] = []
        asked = run({})
        wire = attrs.evolve(asked.client.wire, transport=httpx.MockTransport(reset))
        asked = attrs.evolve(asked, client=attrs.evolve(asked.client, wire=wire))

        @hypothesis.settings(database=None, max_examples=20)
        @hypothesis.given(st.integers())
        def test(number: int) -> None:
            asked.ask(case(str(number)))

        for _ in range(2):
            with pytest.raises(ItemEndedError) as raised:
                test()

        assert isinstance(raised.value.error, UnknownOutcomeError)
        assert [b"boilKettle" in request.content for request in sent] == [True]
        assert asked.result("valid_input", "boilKettle").requests == 1


class TestRefusal:
    def test_is_remembered_as_the_reason_why_nothing_was_asked(self) -> None:
        asked = run({})

        reason = asked.refusal("valid_input", "boilKettle", Tier.EXERCISE)

        assert reason is not None
        assert asked.result("valid_input", "boilKettle").not_exercised == reason


class TestCurl:
    def test_is_one_shell_command_with_the_variable_for_the_token(self) -> None:
        exchange = run({}).client.send(case("it's; rm -rf $HOME `x`"))

        words = shlex.split(exhibit.curl(exchange))

        assert words[:3] == ["curl", "-sS", "https://kettles.example/graphql/"]
        assert "Authorization: $KRAKEN_TOKEN" in words
        assert json.loads(words[-1])["variables"]["input"]["kettleId"] == "it's; rm -rf $HOME `x`"

    def test_has_no_token_for_a_case_without_credential(self) -> None:
        without = Case("no_credential", case().operation, {}, Credential.NONE)

        assert "KRAKEN_TOKEN" not in exhibit.curl(run({}).client.send(without))


class TestCase:
    def test_takes_successive_operations_for_successive_examples(self) -> None:
        asked = run(BROKEN)
        operations = asked.operations("boilKettle")
        drawn: list[str] = []

        @hypothesis.settings(max_examples=2 * len(operations), derandomize=True, database=None)
        @hypothesis.given(st.data())
        def draw(data: st.DataObject) -> None:
            drawn.append(asked.case(data, cases.valid, "boilKettle").operation.text)

        draw()

        assert drawn[: len(operations)] == [one.text for one in operations]
        assert len(operations) > 1

    def test_takes_each_operation_of_a_mutation_without_arguments(self) -> None:
        asked = run(BROKEN, contract=contracts.load())
        operations = asked.operations("regenerateSecretKey")
        drawn: list[str] = []

        @hypothesis.settings(max_examples=10, derandomize=True, database=None)
        @hypothesis.given(st.data())
        def draw(data: st.DataObject) -> None:
            drawn.append(asked.case(data, cases.valid, "regenerateSecretKey").operation.text)

        draw()

        assert drawn == [one.text for one in operations]
        assert len(operations) > 1


class TestRepr:
    def test_tells_nothing_of_a_contract_also_where_hypothesis_prints_it(self) -> None:
        asked = run({})

        assert repr(asked) == pretty.pretty(asked) == "Run()"
