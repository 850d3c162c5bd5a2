from pathlib import Path

import pytest

from conformance.errors import ConfigError
from conformance.model import Tier
from conformance.target import profile

SERVERS = frozenset({"api", "auth"})

STAGING = """
[targets.staging]
api = "https://staging.example/v1/graphql/"
auth = "https://staging.example/graphql/"
tier = "exercise"
hazards = ["read-like", "quote-only"]
values = { accountNumber = ["A-12345678"] }
provoke = { KT-CT-9001 = "reserved" }
foreign = { accountNumber = "A-87654321" }
"""


class TestRead:
    def test_gives_the_named_target(self, tmp_path: Path) -> None:
        file = tmp_path / "targets.toml"
        file.write_text(STAGING)

        found = profile.read(file, "staging", SERVERS)

        assert found.tier is Tier.EXERCISE
        assert found.hazards == {"read-like", "quote-only"}
        assert found.urls["auth"] == "https://staging.example/graphql/"
        assert found.values["accountNumber"] == ("A-12345678",)
        assert found.provoke == {"KT-CT-9001": "reserved"}
        assert found.foreign == {"accountNumber": "A-87654321"}
        assert found.hosts == {"staging.example"}

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (("tier =", "teir ="), "unknown key 'teir'; did you mean 'tier'?"),
            (('"exercise"', '"everything"'), "'everything' is none of probe, guard, exercise"),
            (('"read-like"', '"read-lik"'), "there is no hazard 'read-lik'; did you mean 'read-like'?"),
            (("https://staging.example/v1", "ftp://staging.example/v1"), "is not an http or https URL"),
            (
                ("https://staging.example/v1", "https://me:secret@staging.example/v1"),
                "must not carry a credential",
            ),
            (("targets.staging", "targets.stagin"), "there is no target 'staging'; did you mean 'stagin'?"),
            (("[targets.staging]", "[targets.staging"), "this is not readable TOML"),
            (('["A-12345678"]', '"A-12345678"'), "each field name needs a list of values"),
            (('"reserved"', "7"), "each error code needs a text"),
            (('"A-87654321"', "7"), "each field name needs an identifier, as a text"),
        ],
    )
    def test_names_file_key_and_remedy(self, tmp_path: Path, change: tuple[str, str], reason: str) -> None:
        file = tmp_path / "targets.toml"
        file.write_text(STAGING.replace(*change))

        with pytest.raises(ConfigError) as raised:
            profile.read(file, "staging", SERVERS)

        assert reason in str(raised.value)
        assert str(file) in str(raised.value)

    def test_says_that_there_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="there is no such file"):
            profile.read(tmp_path / "targets.toml", "staging", SERVERS)


class TestFromUrls:
    def test_allows_nothing_that_could_execute(self) -> None:
        assert profile.from_urls({"api": "http://localhost/"}).tier is Tier.PROBE
