import json

import httpx
import pytest

import strategies
from conformance import fixed_cases
from conformance.errors import TargetError
from conformance.model import Case, Credential
from conformance.target import client as clients
from conformance.target import credentials
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from conformance.target.tokens import Issued, Obtained
from tests.support import exchanges

CONTRACT = exchanges.contract()
PROFILE = Profile("kettles", {"api": "https://kettles.example/graphql/"})
TOKEN = "eyJ-very-secret"
OLD_TOKEN = "eyJ-once-secret"


def client(handler: httpx.MockTransport) -> clients.Client:
    return clients.Client.connect(PROFILE, CONTRACT, Credentials(TOKEN, OLD_TOKEN), transport=handler)


def case(credential: Credential = Credential.VALID) -> Case:
    operation = strategies.operation(CONTRACT, "boilKettle")
    return Case("valid_input", operation, {"input": {"kettleId": "\ud800", "degrees": 96}}, credential)


class TestSend:
    def test_posts_document_variables_and_token(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json={"data": {"boilKettle": None}})

        exchange = client(httpx.MockTransport(answer)).send(case())

        sent = json.loads(seen[0].content)
        assert sent["variables"] == {"input": {"kettleId": "\ud800", "degrees": 96}}
        assert sent["operationName"] == "BoilKettle"
        assert seen[0].headers["authorization"] == TOKEN
        assert exchange.response.status == 200
        assert exchange.document == {"data": {"boilKettle": None}}

    def test_leaves_out_the_token_where_the_case_has_no_credential(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"sent": "authorization" in request.headers})

        exchange = client(httpx.MockTransport(answer)).send(case(Credential.NONE))

        assert exchange.document == {"sent": False}

    def test_never_shows_the_token_in_the_request(self) -> None:
        exchange = client(httpx.MockTransport(lambda _: httpx.Response(200, json={}))).send(case())

        assert TOKEN not in repr(exchange.request)
        assert exchange.request.headers["Authorization"] == "$KRAKEN_TOKEN"

    def test_blames_the_target_where_no_answer_comes(self) -> None:
        def refuse(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError(f"refused {TOKEN}")

        with pytest.raises(
            TargetError, match=r"no answer from https://kettles.example/graphql/: refused \$KRAKEN_TOKEN"
        ):
            client(httpx.MockTransport(refuse)).send(case())

    def test_stops_reading_an_answer_that_does_not_end(self) -> None:
        endless = httpx.Response(200, content=(b"x" * 2**20 for _ in range(64)))

        with pytest.raises(TargetError, match="is longer than"):
            client(httpx.MockTransport(lambda _: endless)).send(case())

    def test_follows_no_redirect(self) -> None:
        moved = httpx.Response(302, headers={"location": "https://elsewhere.example/"})

        assert client(httpx.MockTransport(lambda _: moved)).send(case()).response.status == 302

    def test_asks_in_the_address_where_the_method_is_in_question(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(405)

        locked = fixed_cases.over_get(CONTRACT, "boilKettle")
        exchange = client(httpx.MockTransport(answer)).send(locked)

        asked = dict(seen[0].url.params)
        assert (seen[0].method, seen[0].content) == ("GET", b"")
        assert asked["query"] == locked.operation.text
        assert json.loads(asked["variables"]) == dict(locked.variables)
        assert (exchange.request.method, exchange.request.body) == ("GET", "")

    @pytest.mark.parametrize(
        ("credential", "sent", "shown"),
        [
            (Credential.VALID, TOKEN, "$KRAKEN_TOKEN"),
            (Credential.EXPIRED, OLD_TOKEN, "$KRAKEN_EXPIRED_TOKEN"),
            (Credential.GARBAGE, credentials.GARBAGE, credentials.GARBAGE),
        ],
    )
    def test_sends_each_credential_and_shows_no_token(
        self, credential: Credential, sent: str, shown: str
    ) -> None:
        seen: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.headers["authorization"])
            return httpx.Response(200, json={})

        exchange = client(httpx.MockTransport(answer)).send(case(credential))

        assert seen == [sent]
        assert exchange.request.headers["Authorization"] == shown

    @pytest.mark.parametrize("credential", [Credential.VALID, Credential.EXPIRED, Credential.GARBAGE])
    def test_notices_the_credential_that_was_sent_in_the_answer(self, credential: Credential) -> None:
        def repeat(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"seen": request.headers["authorization"]})

        assert client(httpx.MockTransport(repeat)).send(case(credential)).echoes_credential

    def test_asks_again_with_another_token_after_one_has_expired(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            sent.append(request.headers["authorization"])
            error = {"message": "Expired.", "path": ["boilKettle"], "extensions": {"errorCode": "KT-CT-1124"}}
            return httpx.Response(200, json={"data": None, "errors": [error]})

        sent: list[str] = []
        supply = Obtained(lambda _: Issued(f"token number {len(sent)}", None), lambda: 1000.0 * len(sent))
        made = Credentials(TOKEN, supply=supply)
        asked = clients.Client.connect(PROFILE, CONTRACT, made, transport=httpx.MockTransport(answer))

        exchange = asked.send(case())

        # It was refused both times: asked twice, and no more.
        assert sent == ["token number 0", "token number 1"]
        assert exchange.codes == ("KT-CT-1124",)
        assert exchange.request.headers["Authorization"] == "$KRAKEN_TOKEN"

    def test_keeps_no_credential_of_an_answer(self) -> None:
        def repeat(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"seen": f"a {TOKEN} b"}, headers={"x-seen": OLD_TOKEN})

        response = client(httpx.MockTransport(repeat)).send(case()).response

        assert response.document == {"seen": "a $KRAKEN_TOKEN b"}
        assert response.headers["x-seen"] == "$KRAKEN_EXPIRED_TOKEN"

    def test_notices_the_credential_that_was_sent_in_a_header_of_the_answer(self) -> None:
        def repeat(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={}, headers={"X-Seen": request.headers["authorization"]})

        assert client(httpx.MockTransport(repeat)).send(case()).echoes_credential

    def test_does_not_take_another_text_for_the_credential(self) -> None:
        other = httpx.Response(200, json={"seen": OLD_TOKEN})

        assert not client(httpx.MockTransport(lambda _: other)).send(case()).echoes_credential


class TestAsk:
    def test_sends_a_document_without_a_credential(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json={"data": None})

        response = client(httpx.MockTransport(answer)).ask("api", "query Probe { __typename }", "Probe", {})

        assert "authorization" not in seen[0].headers
        assert json.loads(seen[0].content)["operationName"] == "Probe"
        assert response.document == {"data": None}


class TestCheck:
    def test_asks_what_executes_nothing(self) -> None:
        seen: list[bytes] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.content)
            return httpx.Response(200, json={"data": {"__typename": "Query"}})

        client(httpx.MockTransport(answer)).check()

        assert seen == [b'{"query": "{ __typename }"}']

    @pytest.mark.parametrize("status", [404, 405, 500, 503])
    def test_says_that_there_is_no_such_endpoint(self, status: int) -> None:
        with pytest.raises(TargetError, match=f"status {status}"):
            client(httpx.MockTransport(lambda _: httpx.Response(status))).check()
