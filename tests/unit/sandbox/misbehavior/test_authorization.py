from __future__ import annotations

import pytest

from sandbox import faults, state
from sandbox.misbehavior.declaration import AuthorizationFault
from tests.unit.sandbox import small

AUTHORIZATION = [name for name, one in faults.ALL.items() if isinstance(one, AuthorizationFault)]


class TestAuthorizationFaults:
    FILL = 'mutation { fill(input: {name: "a"}) { kind } }'
    PAY = 'mutation { pay(input: {accountNumber: "A-1", ledgerId: 1}) { id } }'

    @pytest.mark.parametrize(
        ("name", "header"),
        [
            ("auth.missing-header-accepted", None),
            ("auth.garbage-accepted", "garbage"),
            ("auth.expired-token-accepted", "expired"),
        ],
    )
    def test_executes_what_a_correct_server_refuses(self, name: str, header: str | None) -> None:
        client = small.client(fault=name)
        sent = client.sandbox.profile()["expired_token"] if header == "expired" else header

        answer = client.ask(self.PAY, authorization=sent)

        assert answer.json["data"]["pay"] is not None
        assert [(entry.executed, entry.fault) for entry in client.sandbox.ledger.entries] == [(True, name)]

    def test_executes_and_then_refuses(self) -> None:
        client = small.client(fault="auth.executes-before-refusing")

        answer = client.ask(self.PAY, authorization=None)

        assert answer.codes == ["KT-CT-1112"]
        assert client.sandbox.ledger.entries[0].executed

    @pytest.mark.parametrize(
        ("name", "header", "code"),
        [
            ("auth.missing-header-code", None, "KT-CT-1143"),
            ("auth.garbage-as-missing", "garbage", "KT-CT-1112"),
            ("auth.expired-as-garbage", "expired", "KT-CT-1143"),
        ],
    )
    def test_refuses_with_another_code(self, name: str, header: str | None, code: str) -> None:
        client = small.client(fault=name)
        sent = client.sandbox.profile()["expired_token"] if header == "expired" else header

        assert client.ask(self.PAY, authorization=sent).codes == [code]

    def test_repeats_a_credential(self) -> None:
        answer = small.client(fault="auth.credential-echoed").ask(self.PAY, authorization="JWT my-secret")

        assert "my-secret" in answer.messages[0]

    def test_asks_for_credentials_that_are_not_needed(self) -> None:
        client = small.client(fault="auth.credentials-asked-for")
        document = "mutation { createQuote(input: {}) { kind } }"

        answers = [client.ask(document, authorization=None), client.ask(document)]

        assert answers[0].codes == ["KT-CT-1112"]
        assert "errors" not in answers[1].json
        assert [entry.executed for entry in client.sandbox.ledger.entries] == [False, True]

    def test_what_documents_no_error_at_all_is_left_alone(self) -> None:
        client = small.client(fault="auth.credentials-asked-for")

        assert "errors" not in client.ask(self.FILL, authorization=None).json

    @pytest.mark.parametrize(
        ("fault", "codes"),
        [(None, ["KT-CT-3007", "KT-CT-3007"]), ("auth.foreign-told-apart", ["KT-CT-1111", "KT-CT-3007"])],
    )
    def test_tells_what_exists_from_what_does_not(self, fault: str | None, codes: list[str]) -> None:
        client = small.client(fault=fault)
        foreign = client.ask(self.PAY.replace("A-1", state.FOREIGN_ACCOUNT))
        unknown = client.ask(self.PAY.replace("A-1", state.UNKNOWN_ACCOUNT))

        assert foreign.codes + unknown.codes == codes

    @pytest.mark.parametrize("name", AUTHORIZATION)
    def test_a_valid_token_is_accepted_all_the_same(self, name: str) -> None:
        assert "errors" not in small.client(fault=name).ask(self.PAY).json
