from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox import app, messages, options, state
from schema import contract as contracts
from tests.support import playing

END = "endContributionAgreement"


class Caller:
    """Asks a sandbox of the real contract for mutations by their names and values."""

    def __init__(self) -> None:
        self.sandbox = app.Sandbox(options.Options(contract=contracts.load()), serving=playing.serving())
        self.token = self.sandbox.profile()["token"]

    def ask(self, text: str, token: str | None = "", server: str = "api") -> Any:
        headers = {"content-type": "application/json"}
        sent = self.token if token == "" else token
        if sent is not None:
            headers["authorization"] = sent
        body = json.dumps({"query": f"mutation {{ {text} }}"}).encode()
        reply = self.sandbox.respond(messages.Request("POST", f"/{server}/graphql/", headers, body))
        return json.loads(reply.body)

    def codes(self, text: str, token: str | None = "", server: str = "api") -> list[str]:
        listed = self.ask(text, token, server).get("errors", [])
        return [error["extensions"]["errorCode"] for error in listed]

    def login(self, given: str = 'email: "a@example.com", password: "p"') -> dict[str, str]:
        asked = f"obtainKrakenToken(input: {{{given}}}) {{ token refreshToken }}"
        found: dict[str, str] = self.ask(asked, None)["data"]["obtainKrakenToken"]
        return found


@pytest.fixture
def caller() -> Caller:
    return Caller()


def agree(account: str) -> str:
    given = f'accountNumber: "{account}", activeFrom: "2026-01-01T00:00:00Z", amount: 1'
    return (
        f'createContributionAgreement(input: {{{given}, interval: MONTHLY, schemeCode: "s"}}) '
        "{ contributionAgreement { id } }"
    )


def end(agreement: str) -> str:
    return f'{END}(input: {{contributionAgreementId: "{agreement}"}}) {{ contributionAgreement {{ id }} }}'


class TestThings:
    def test_what_was_made_for_an_own_account_is_there_until_it_is_ended(self, caller: Caller) -> None:
        made = caller.ask(agree(caller.sandbox.state.accounts[0]))["data"]["createContributionAgreement"]
        agreement = made["contributionAgreement"]["id"]

        listed = caller.sandbox.state.as_json()["things"]["contribution agreement"]
        first, second = caller.codes(end(agreement)), caller.codes(end(agreement))

        assert [one["name"] for one in listed] == [[agreement]]
        assert (first, second) == ([], ["KT-CT-9604"])
        assert "contribution agreement" not in caller.sandbox.state.as_json()["things"]

    def test_what_was_made_for_any_other_account_is_forgotten(self, caller: Caller) -> None:
        caller.ask(agree("A-12345678"))

        assert "contribution agreement" not in caller.sandbox.state.as_json()["things"]
        assert caller.codes(end("12345")) == caller.codes(end("12345")) == []

    def test_somebody_who_logged_in_sees_nothing_of_it(self, caller: Caller) -> None:
        account = caller.sandbox.state.accounts[0]
        made = caller.ask(agree(account))["data"]["createContributionAgreement"]
        token = caller.login()["token"]

        assert caller.codes(end(made["contributionAgreement"]["id"]), token) == ["KT-CT-4123"]
        assert caller.codes(agree(account), token) == ["KT-CT-4123"]
        assert caller.codes(end(made["contributionAgreement"]["id"])) == []

    def test_the_state_is_told_at_a_page_of_its_own(self, caller: Caller) -> None:
        reply = caller.sandbox.respond(messages.Request("GET", "/state"))

        assert json.loads(reply.body) == caller.sandbox.state.as_json()
        assert set(json.loads(reply.body)["things"]) == {"reference"}


class TestPersonalThings:
    REGISTER = (
        'registerPushNotificationBinding(input: {token: "t", bundleId: "b"}) '
        "{ pushNotificationBinding { token } }"
    )
    DELETE = 'deletePushNotificationBinding(input: {token: "t"}) { status }'

    def test_belong_to_who_logged_in(self, caller: Caller) -> None:
        one, other = caller.login()["token"], caller.login('email: "b@example.com", password: "p"')["token"]

        caller.ask(self.REGISTER, one)

        assert caller.codes(self.DELETE, other) == ["KT-CT-5411"]
        assert caller.ask(self.DELETE, one)["data"]["deletePushNotificationBinding"]["status"] == "SUCCESSFUL"
        assert caller.codes(self.DELETE, one) == ["KT-CT-5411"]

    def test_of_nobody_in_particular_are_forgotten(self, caller: Caller) -> None:
        caller.ask(self.REGISTER)

        assert caller.codes(self.DELETE) == caller.codes(self.DELETE) == []


class TestSessions:
    USE = 'createOctoplusRewardContactLink(accountNumber: "A-12345678") { url }'
    REVOKE = "forceReauthentication(input: {includeThirdParties: true}) { tokensInvalidated }"

    def test_revoked_tokens_are_refused_everywhere(self, caller: Caller) -> None:
        issued = caller.login()
        assert caller.codes(self.USE, issued["token"]) == []

        revoked = caller.ask(self.REVOKE, issued["token"])

        assert revoked["data"]["forceReauthentication"] == {"tokensInvalidated": True}
        assert caller.codes(self.USE, issued["token"]) == ["KT-CT-1162"]
        refresh = f'obtainKrakenToken(input: {{refreshToken: "{issued["refreshToken"]}"}}) {{ token }}'
        assert caller.codes(refresh, None) == ["KT-CT-1135"]

    def test_a_refreshed_token_is_of_the_same_user(self, caller: Caller) -> None:
        issued = caller.login()
        caller.ask(TestPersonalThings.REGISTER, issued["token"])

        again = caller.login(f'refreshToken: "{issued["refreshToken"]}"')

        assert caller.codes(TestPersonalThings.DELETE, again["token"]) == []

    def test_a_refresh_token_opens_nothing(self, caller: Caller) -> None:
        assert caller.codes(self.USE, caller.login()["refreshToken"]) == ["KT-CT-1143"]

    def test_the_token_of_a_pre_signed_key_is_for_what_asks_for_none(self, caller: Caller) -> None:
        token = caller.login('preSignedKey: "k"')["token"]

        assert caller.codes(self.USE, token) == ["KT-CT-1111"]
        assert caller.codes('refreshQuote(input: {code: "q"}) { quote { code } }', token) == []

    def test_the_profiles_own_token_cannot_be_revoked(self, caller: Caller) -> None:
        caller.ask(self.REVOKE)

        assert caller.codes(self.USE) == []


class TestWizards:
    START = 'startSmartFlexOnboarding(input: {{accountNumber: "{}", propertyId: 1}}) {{ wizard {{ id }} }}'

    def test_a_step_while_another_is_worked_on_is_refused(self) -> None:
        now = [0.0]
        memory = state.State(0, clock=lambda: now[0], step_time=1.0)
        wizard = memory.open_wizard()
        memory._at_work.add(wizard)

        memory.finish()

        assert memory.is_busy(wizard)
        now[0] = 1.0
        assert not memory.is_busy(wizard)

    def test_are_part_of_the_state_until_they_are_cancelled(self, caller: Caller) -> None:
        account = caller.sandbox.state.accounts[0]
        wizard = caller.ask(self.START.format(account))["data"]["startSmartFlexOnboarding"]["wizard"]["id"]
        assert caller.sandbox.state.as_json()["wizards"] == {wizard: 0}

        caller.ask(f'cancelSmartFlexOnboarding(input: {{wizardId: "{wizard}"}}) {{ wizard {{ id }} }}')

        assert caller.sandbox.state.as_json()["wizards"] == {}
