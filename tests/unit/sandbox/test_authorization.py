from __future__ import annotations

import pytest

from sandbox import authorization
from tests.unit.sandbox import small

PAY = 'mutation { pay(input: {accountNumber: "A-1", ledgerId: 3}) { amount } }'
PUBLIC = "mutation { createQuote(input: {}) { kind } }"
LOGIN = "mutation { obtainKrakenToken(input: {}) { token refreshToken refreshExpiresIn payload } }"


class TestAuthorization:
    @pytest.mark.parametrize("form", ["{}", "JWT {}", "Bearer {}", "jwt {}"])
    def test_a_valid_token_is_accepted_in_every_form(self, form: str) -> None:
        client = small.client()

        assert "errors" not in client.ask(PAY, authorization=form.format(client.token)).json

    @pytest.mark.parametrize(
        ("header", "code", "type_"),
        [
            (None, "KT-CT-1112", "AUTHORIZATION"),
            ("garbage", "KT-CT-1143", "AUTHORIZATION"),
            ("", "KT-CT-1143", "AUTHORIZATION"),
            ("JWT garbage", "KT-CT-1143", "AUTHORIZATION"),
        ],
    )
    def test_a_mutation_that_requires_authorization_is_refused_without_a_valid_token(
        self, header: str | None, code: str, type_: str
    ) -> None:
        answer = small.client().ask(PAY, authorization=header)

        assert answer.status == 200
        assert answer.json["data"] == {"pay": None}
        extensions = answer.json["errors"][0]["extensions"]
        assert (extensions["errorCode"], extensions["errorType"]) == (code, type_)

    def test_an_expired_token_is_refused(self) -> None:
        client = small.client()
        expired = client.sandbox.profile()["expired_token"]

        answer = client.ask(PAY, authorization=expired)

        assert answer.codes == ["KT-CT-1124"]
        assert answer.json["errors"][0]["extensions"]["errorType"] == "APPLICATION"

    def test_a_public_mutation_needs_no_header(self) -> None:
        assert "errors" not in small.client().ask(PUBLIC, authorization=None).json

    def test_a_public_mutation_is_refused_with_a_bad_header(self) -> None:
        assert small.client().ask(PUBLIC, authorization="garbage").codes == ["KT-CT-1143"]

    def test_a_refused_mutation_is_not_executed(self) -> None:
        client = small.client()

        client.ask(PAY, authorization=None)

        assert [entry.executed for entry in client.sandbox.ledger.entries] == [False]

    def test_an_issued_token_is_valid_for_an_hour(self) -> None:
        clock = small.Clock()
        client = small.client(clock)
        issued = client.ask(LOGIN, authorization=None).json["data"]["obtainKrakenToken"]

        clock.now += 3599
        within = client.ask(PAY, authorization=issued["token"])
        clock.now += 1
        after = client.ask(PAY, authorization=issued["token"])

        assert "errors" not in within.json
        assert after.codes == ["KT-CT-1124"]

    def test_a_refresh_token_expires_at_a_moment_in_unix_time(self) -> None:
        clock = small.Clock()

        issued = small.client(clock).ask(LOGIN, authorization=None).json["data"]["obtainKrakenToken"]

        assert issued["refreshExpiresIn"] == int(clock.now) + 7 * 24 * 3600
        assert issued["refreshToken"] != issued["token"]


class TestTokens:
    def test_no_two_tokens_are_equal(self) -> None:
        tokens = authorization.Tokens(0, small.Clock())

        assert len({tokens.valid, tokens.expired, tokens.issue(), tokens.issue()}) == 4

    def test_the_seed_decides_the_tokens(self) -> None:
        clock = small.Clock()

        assert authorization.Tokens(1, clock).valid == authorization.Tokens(1, clock).valid
        assert authorization.Tokens(1, clock).valid != authorization.Tokens(2, clock).valid
