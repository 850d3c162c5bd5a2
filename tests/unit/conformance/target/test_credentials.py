import json

import pytest

from conformance.errors import ConfigError
from conformance.model import Credential, Tier
from conformance.target.credentials import Credentials, Identity, Source
from conformance.target.profile import HeaderForm, IdentityProfile, Profile
from conformance.target.tokens import Given

TOKEN, OLD_TOKEN = "eyJ-very-secret", "eyJ-once-secret"
COMMAND = ("print-token",)
PROFILE = Profile("staging", {"api": "https://x.example/"}, Tier.EXERCISE, main=IdentityProfile(COMMAND))


class TestFromEnvironment:
    @pytest.mark.parametrize(
        ("environment", "source"),
        [
            ({"KRAKEN_TOKEN": TOKEN, "KRAKEN_API_KEY": "sk_live_0"}, Source(Identity.MAIN, token=TOKEN)),
            ({"KRAKEN_API_KEY": "sk_live_0"}, Source(Identity.MAIN, api_key="sk_live_0")),
            (
                {"KRAKEN_EMAIL": "jo@example.com", "KRAKEN_PASSWORD": "correct horse"},
                Source(Identity.MAIN, email="jo@example.com", password="correct horse"),
            ),
            ({"KRAKEN_TOKEN": ""}, Source(Identity.MAIN, command=COMMAND)),
        ],
    )
    def test_takes_the_nearest_of_what_there_is(self, environment: dict[str, str], source: Source) -> None:
        found = Credentials.from_environment(environment, PROFILE)

        assert found.sources == {Identity.MAIN: source}

    def test_knows_each_identity_by_its_own_variables(self) -> None:
        found = Credentials.from_environment({"KRAKEN_TOKEN": TOKEN, "KRAKEN_SECOND_TOKEN": OLD_TOKEN})

        assert [found.has(identity) for identity in Identity] == [True, True, False]
        assert found.headers(Credential.VALID) == {"Authorization": TOKEN}
        assert found.headers(Credential.SECOND) == {"Authorization": OLD_TOKEN}
        assert found.headers(Credential.VALID, Identity.DISPOSABLE) == {}

    @pytest.mark.parametrize(
        ("environment", "reason"),
        [
            ({"KRAKEN_EMAIL": "jo@example.com"}, "KRAKEN_PASSWORD is not set"),
            ({"KRAKEN_SECOND_PASSWORD": "correct horse"}, "KRAKEN_SECOND_EMAIL is not set"),
            ({"KRAKEN_TOKEN": "tiny"}, "KRAKEN_TOKEN is shorter than 8 characters"),
            ({"KRAKEN_EXPIRED_TOKEN": f"{TOKEN}\n"}, "KRAKEN_EXPIRED_TOKEN holds a line break"),
        ],
    )
    def test_says_which_variable_is_wrong(self, environment: dict[str, str], reason: str) -> None:
        with pytest.raises(ConfigError, match=reason) as raised:
            Credentials.from_environment(environment)

        assert not any(text in str(raised.value) for text in environment.values())


class TestHeaders:
    @pytest.mark.parametrize(("form", "word"), [("bare", ""), ("JWT", "JWT "), ("Bearer", "Bearer ")])
    def test_have_the_form_of_the_profile(self, form: str, word: str) -> None:
        made = Credentials(TOKEN, OLD_TOKEN, header=HeaderForm(form))

        assert made.headers(Credential.VALID) == {"Authorization": f"{word}{TOKEN}"}
        assert made.headers(Credential.EXPIRED) == {"Authorization": f"{word}{OLD_TOKEN}"}
        assert made.headers(Credential.NONE) == {}

    def test_hold_what_the_supply_gives(self) -> None:
        made = Credentials(supply=Given({"main": "a token of today"}))

        assert made.headers(Credential.VALID) == {"Authorization": "a token of today"}
        assert made.redact("a token of today") == "$KRAKEN_TOKEN"


class TestSecrecy:
    def test_no_representation_holds_a_credential(self) -> None:
        source = Source(Identity.SECOND, email="jo@example.com", password="correct horse")
        shown = repr(Credentials(TOKEN, OLD_TOKEN, sources={Identity.SECOND: source})) + repr(source)

        assert not any(text in shown for text in (TOKEN, OLD_TOKEN, "jo@example.com", "correct horse"))

    def test_every_credential_is_replaced_by_its_variable(self) -> None:
        source = Source(Identity.SECOND, email="jo@example.com", password="correct horse")
        made = Credentials(TOKEN, OLD_TOKEN, sources={Identity.SECOND: source})

        assert made.redact(f"{TOKEN} {OLD_TOKEN} jo@example.com correct horse") == (
            "$KRAKEN_TOKEN $KRAKEN_EXPIRED_TOKEN $KRAKEN_SECOND_EMAIL $KRAKEN_SECOND_PASSWORD"
        )

    def test_another_process_gets_the_same(self) -> None:
        source = Source(Identity.SECOND, command=COMMAND)
        made = Credentials(TOKEN, OLD_TOKEN, sources={Identity.SECOND: source}, header=HeaderForm.JWT)

        assert Credentials.from_json(json.loads(json.dumps(made.as_json()))) == made
