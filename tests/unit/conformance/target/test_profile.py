import json

import pytest

from conformance.errors import ConfigError
from conformance.model import Tier
from conformance.target import profile
from conformance.target.profile import HeaderForm, IdentityProfile, Pacing, Profile, Timeouts, Tls

FULL = Profile(
    name="staging",
    urls={"api": "https://staging.example/v1/graphql/"},
    tier=Tier.EXERCISE,
    hazards=frozenset({"read-like"}),
    values={"accountNumber": ("A-12345678",)},
    provoke={"KT-CT-9001": "reserved"},
    foreign={"accountNumber": "A-87654321"},
    workflows=("quote-to-cancel",),
    header=HeaderForm.JWT,
    timeouts=Timeouts(1.0, 2.0, 3.0),
    tls=Tls("/ca.pem", "/client.pem", "/client.key"),
    proxy="http://proxy.example:3128",
    pacing=Pacing(5.0, 2, 100, {"createMfaDevice": 2}, 0.2, 30.0),
    main=IdentityProfile(("print-token",)),
    second=IdentityProfile(("print-token", "second"), {"accountNumber": ("A-87654321",)}),
    disposable=IdentityProfile(("print-token", "disposable")),
)


class TestProfile:
    def test_travels_to_another_process_as_it_is(self) -> None:
        assert Profile.from_json(json.loads(json.dumps(FULL.as_json()))) == FULL

    def test_without_a_file_gets_nothing_that_could_execute(self) -> None:
        found = profile.from_urls({"api": "http://127.0.0.1:1/"})

        assert (found.tier, found.hazards) == (Tier.PROBE, frozenset())


class TestHeaderForm:
    def test_puts_the_token_alone_or_after_a_word(self) -> None:
        assert [form.render("abc") for form in HeaderForm] == ["abc", "JWT abc", "Bearer abc"]


class TestCheckedUrl:
    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("ftp://staging.example/", "is not an http or https URL"),
            ("https:///path", "is not an http or https URL"),
            ("https://staging.example:port/", "is not an http or https URL"),
            ("https://[::1/", "is not an http or https URL"),
            (7, "is not an http or https URL"),
            ("https://me:secret@staging.example/", "must not carry a credential"),
        ],
    )
    def test_refuses_what_is_no_url_of_a_server(self, url: object, reason: str) -> None:
        with pytest.raises(ConfigError, match=f"^api: .*{reason}") as raised:
            profile.checked_url(url, "api")

        assert "secret" not in str(raised.value)
