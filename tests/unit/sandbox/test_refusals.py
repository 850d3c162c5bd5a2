from __future__ import annotations

from typing import Any

import pytest

from sandbox import app, options, state
from schema import contract as contracts
from tests.unit.sandbox import small

PAY = "mutation P($input: PayInput!) { pay(input: $input) { amount accountNumber } }"
GIVEN = {"accountNumber": "A-12345678", "ledgerId": "7"}


def pay(client: small.Client, **changed: Any) -> small.Answer:
    return client.ask(PAY, {"input": {**GIVEN, **changed}})


class TestReasons:
    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"accountNumber": state.FOREIGN_ACCOUNT}, "KT-CT-3007"),
            ({"accountNumber": state.UNKNOWN_ACCOUNT}, "KT-CT-3007"),
            ({"ledgerId": 0}, "KT-CT-3001"),
            ({"ledgerId": "00000000-0000-4000-8000-000000000000"}, "KT-CT-3001"),
            ({"otherId": "conformance-nobody"}, "KT-CT-3001"),
            ({"ledgerNumber": "L-1"}, "KT-CT-3002"),
            ({"ledgerId": None}, "KT-CT-3003"),
            ({"amount": 99}, "KT-CT-3004"),
            ({"amount": 1001}, "KT-CT-3004"),
            ({"points": 0}, "KT-CT-3010"),
            ({"termsAccepted": False}, "KT-CT-3008"),
        ],
    )
    def test_a_cause_raises_the_documented_error_that_means_it(
        self, changed: dict[str, Any], code: str
    ) -> None:
        client = small.client()

        answer = pay(client, **changed)

        assert answer.codes == [code]
        assert [entry.executed for entry in client.sandbox.ledger.entries] == [False]

    @pytest.mark.parametrize(
        "changed",
        [
            {},
            {"ledgerId": None, "ledgerNumber": "L-1"},
            {"amount": 100},
            {"amount": 1000},
            {"points": 10_000_000},
            {"termsAccepted": True},
            {"accountNumber": "A-00000001"},
        ],
    )
    def test_without_a_cause_there_is_data(self, changed: dict[str, Any]) -> None:
        assert "errors" not in pay(small.client(), **changed).json

    def test_a_mutation_that_documents_no_such_error_is_not_refused(self) -> None:
        answer = small.client().ask('mutation { createQuote(input: {note: "0"}) { kind } }')

        assert "errors" not in answer.json

    def test_an_unknown_account_is_refused_even_where_no_error_is_documented_for_it(self) -> None:
        given = f'{{accountNumber: "{state.UNKNOWN_ACCOUNT}"}}'

        answer = small.client().ask(f"mutation {{ createQuote(input: {given}) {{ kind }} }}")

        assert answer.codes == ["KT-CT-1111"]

    @pytest.mark.parametrize("account", [state.UNKNOWN_ACCOUNT, state.FOREIGN_ACCOUNT])
    def test_an_account_of_somebody_else_is_refused_like_one_that_does_not_exist(self, account: str) -> None:
        answer = small.client().ask(
            f'mutation {{ closeAccount(accountNumber: "{account}") {{ __typename }} }}'
        )

        assert answer.codes == ["KT-CT-6001"]

    def test_a_name_of_an_enum_identifies_nothing_whatever_it_says(self) -> None:
        client = small.Client(app.Sandbox(options.Options(contract=contracts.load())))

        answer = client.ask(
            'mutation { updateAccountConsents(accountNumber: "A-12345678", '
            'consents: [{code: "A", value: UNKNOWN}]) { __typename } }'
        )

        assert answer.codes == []
        assert answer.json["data"]["updateAccountConsents"] == {"__typename": "UpdateAccountConsents"}

    def test_an_error_of_validation_names_the_input(self) -> None:
        error = pay(small.client(), amount=1).json["errors"][0]

        assert error["extensions"] == {
            "errorType": "VALIDATION",
            "errorCode": "KT-CT-3004",
            "errorDescription": "Invalid payment amount.",
            "errorClass": "VALIDATION",
            "validationErrors": [{"message": "Invalid payment amount.", "inputPath": ["input", "amount"]}],
        }

    def test_an_error_of_a_field_has_path_and_location(self) -> None:
        error = small.client().ask("mutation {\n  x: startCharge { id }\n}", x_sandbox_error="KT-CT-7899")

        assert error.json["errors"][0]["path"] == ["x"]
        assert error.json["errors"][0]["locations"] == [{"line": 2, "column": 3}]


class TestMemory:
    def test_its_own_accounts_are_refused_what_is_already_done(self) -> None:
        client = small.client()
        account = client.sandbox.state.accounts[0]

        first = pay(client, accountNumber=account)
        second = pay(client, accountNumber=account)
        other = pay(client, accountNumber=account, ledgerId="8")

        assert "errors" not in first.json
        assert second.codes == ["KT-CT-3005"]
        assert "errors" not in other.json

    def test_any_other_account_has_no_memory(self) -> None:
        client = small.client()

        answers = [pay(client, idempotencyKey="k"), pay(client, idempotencyKey="k")]

        assert answers[0].json == answers[1].json

    def test_an_idempotency_key_is_taken_once(self) -> None:
        client = small.client()
        account = client.sandbox.state.accounts[0]

        pay(client, accountNumber=account, idempotencyKey="k")
        second = pay(client, accountNumber=account, idempotencyKey="k", ledgerId="8")

        assert second.codes == ["KT-CT-3006"]

    def test_points_can_be_spent_once(self) -> None:
        client = small.client()
        account = client.sandbox.state.accounts[0]

        pay(client, accountNumber=account, points=state.INITIAL_POINTS - 1)
        too_many = pay(client, accountNumber=account, points=2, ledgerId="8")
        the_last = pay(client, accountNumber=account, points=1, ledgerId="9")

        assert too_many.codes == ["KT-CT-3009"]
        assert "errors" not in the_last.json

    def test_a_refused_mutation_changes_nothing(self) -> None:
        client = small.client()
        account = client.sandbox.state.accounts[0]

        pay(client, accountNumber=account, termsAccepted=False)

        assert client.sandbox.state.points[account] == state.INITIAL_POINTS


class TestWizards:
    STEP = "mutation S($w: ID!, $s: ID!) { doStep(input: {wizardId: $w, stepId: $s}) { wizard { id } } }"

    def start(self, client: small.Client) -> str:
        return str(
            client.ask("mutation { startWizard { wizard { id } } }").json["data"]["startWizard"]["wizard"][
                "id"
            ]
        )

    def test_steps_are_taken_in_order(self) -> None:
        client = small.client()
        wizard = self.start(client)

        early = client.ask(self.STEP, {"w": wizard, "s": f"{wizard}-step-2"})
        first = client.ask(self.STEP, {"w": wizard, "s": f"{wizard}-step-1"})
        second = client.ask(self.STEP, {"w": wizard, "s": f"{wizard}-step-2"})

        assert early.codes == ["KT-CT-4002"]
        assert first.json["data"]["doStep"]["wizard"]["id"] == wizard
        assert "errors" not in second.json

    def test_a_cancelled_wizard_takes_no_step(self) -> None:
        client = small.client()
        wizard = self.start(client)
        client.ask(
            "mutation C($w: ID!) { cancelWizard(input: {wizardId: $w}) { __typename } }", {"w": wizard}
        )

        answer = client.ask(self.STEP, {"w": wizard, "s": f"{wizard}-step-1"})

        assert answer.codes == ["KT-CT-4001"]

    def test_a_wizard_that_it_did_not_start_takes_any_step(self) -> None:
        assert "errors" not in small.client().ask(self.STEP, {"w": "other", "s": "x"}).json


class TestReservedValues:
    def test_a_reserved_text_raises_its_documented_error(self) -> None:
        answer = pay(small.client(), otherId="sandbox:KT-CT-3005")

        assert answer.codes == ["KT-CT-3005"]

    def test_an_ambient_error_can_be_raised_by_every_mutation(self) -> None:
        assert pay(small.client(), otherId="sandbox:KT-CT-7899").codes == ["KT-CT-7899"]

    def test_a_code_that_the_mutation_does_not_document_is_not_raised(self) -> None:
        assert "errors" not in pay(small.client(), otherId="sandbox:KT-CT-2001").json

    def test_a_header_does_the_same_where_there_is_no_text(self) -> None:
        answer = small.client().ask("mutation { startCharge { id } }", x_sandbox_error="KT-CT-5001")

        assert answer.codes == ["KT-CT-5001"]
        assert answer.json["errors"][0]["extensions"]["chargeRefusalReasons"][0] in ("AWAY", "BUSY")

    def test_a_missing_credential_comes_first(self) -> None:
        answer = small.client().ask(
            PAY, {"input": {**GIVEN, "otherId": "sandbox:KT-CT-3005"}}, authorization=None
        )

        assert answer.codes == ["KT-CT-1112"]


class TestKnownResults:
    def test_a_result_repeats_what_was_written(self) -> None:
        answer = pay(small.client(), amount=500.0)

        assert answer.json["data"]["pay"] == {"amount": 500, "accountNumber": "A-12345678"}
