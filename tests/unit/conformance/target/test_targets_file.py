import re
from collections.abc import Iterable
from pathlib import Path

import attrs
import pytest

from conformance import checkout
from conformance.errors import ConfigError
from conformance.model import Tier
from conformance.target import targets_file
from conformance.target.names import Names
from conformance.target.profile import HeaderForm, IdentityProfile, Pacing, Timeouts, Tls

NAMES = Names(
    servers=frozenset({"api", "auth"}),
    mutations=frozenset({"createMfaDevice", "scheduleQuoteFollowUp"}),
    fields=frozenset({"accountNumber", "email"}),
    workflows=frozenset({"quote", "mfa_device"}),
)

STAGING = """
[targets.staging]
api = "https://staging.example/v1/graphql/"
auth = "https://staging.example/graphql/"
tier = "exercise"
hazards = ["read-like", "quote-only"]
values = { accountNumber = ["A-12345678", 2026-01-02] }
provoke = { KT-CT-9001 = "reserved" }
foreign = { accountNumber = "A-87654321" }
header = "JWT"
token_command = ["print-token", "--staging"]
workflows = ["quote"]
workflow_values.email = ["jo-{nonce}@example.com"]
proxy = "http://proxy.example:3128"

[targets.staging.timeouts]
connect = 1
read = 2.5

[targets.staging.tls]
ca = "ca.pem"

[targets.staging.pacing]
rate = 5
concurrency = 2
budget = 5000
keep = 0
fields = { createMfaDevice = 2 }

[targets.staging.second]
token_command = ["print-token", "--second"]
values = { accountNumber = ["A-87654321"] }
"""


def written(folder: Path, text: str = STAGING) -> Path:
    file = folder / "targets.toml"
    file.write_text(text)
    (folder / "ca.pem").touch()
    return file


class TestRead:
    def test_gives_the_named_target(self, tmp_path: Path) -> None:
        found = targets_file.read(written(tmp_path), "staging", NAMES)

        assert found.tier is Tier.EXERCISE
        assert found.hazards == {"read-like", "quote-only"}
        assert found.urls["auth"] == "https://staging.example/graphql/"
        assert found.values["accountNumber"] == ("A-12345678", "2026-01-02")
        assert found.provoke == {"KT-CT-9001": "reserved"}
        assert found.foreign == {"accountNumber": "A-87654321"}
        assert found.hosts == {"staging.example"}
        assert found.header is HeaderForm.JWT
        assert found.workflows == ("quote",)
        assert found.workflow_values == {"email": ("jo-{nonce}@example.com",)}
        assert found.proxy == "http://proxy.example:3128"
        assert found.timeouts == Timeouts(connect=1.0, read=2.5)
        assert found.tls == Tls(ca=str(tmp_path / "ca.pem"))
        assert found.pacing == Pacing(5.0, 2, 5000, {"createMfaDevice": 2}, keep=0.0)
        assert found.main == IdentityProfile(("print-token", "--staging"))
        assert found.second.values == {"accountNumber": ("A-87654321",)}

    @pytest.mark.parametrize(
        ("said", "patterns"), [("true", ("*",)), ("false", ()), ('["quote", "m*"]', ("quote", "m*"))]
    )
    def test_lets_all_workflows_run_or_those_that_are_named(
        self, tmp_path: Path, said: str, patterns: tuple[str, ...]
    ) -> None:
        file = written(tmp_path, f'[targets.a]\napi = "https://a.example/"\nworkflows = {said}\n')

        assert targets_file.read(file, "a", NAMES).workflows == patterns

    def test_is_careful_where_nothing_is_said(self, tmp_path: Path) -> None:
        file = written(tmp_path, '[targets.a]\napi = "https://a.example/"\n')

        found = targets_file.read(file, "a", NAMES)

        assert (found.tier, found.hazards, found.header) == (Tier.GUARD, frozenset(), HeaderForm.BARE)

    @pytest.mark.parametrize(
        ("change", "line", "reason"),
        [
            (("tier =", "teir ="), 5, "targets.staging.teir: unknown key 'teir'; did you mean 'tier'?"),
            (('"exercise"', '"everything"'), 5, "tier: 'everything' is none of probe, guard, exercise"),
            (('"read-like"', '"read-lik"'), 6, "there is no hazard 'read-lik'; did you mean 'read-like'?"),
            (
                ("https://staging.example/v1", "ftp://x/v1"),
                3,
                "targets.staging.api: 'ftp://x/v1/graphql/' is",
            ),
            (("https://staging.example/v1", "https://me:s@x/v1"), 3, "must not carry a credential"),
            (('["A-12345678", 2026-01-02]', '"A-12345678"'), 7, "each field name needs a list of values"),
            (('"reserved"', "7"), 8, "each error code needs a text"),
            (('"A-87654321" }', "7 }"), 9, "each field name needs an identifier, as a text"),
            (('"JWT"', '"jwt"'), 10, "header: 'jwt' is none of bare, JWT, Bearer"),
            (('["print-token", "--staging"]', '"print-token"'), 11, "it must be a list of texts"),
            (('["print-token", "--staging"]', "[]"), 11, "it must name a program"),
            (("http://proxy", "socks5://proxy"), 14, "targets.staging.proxy"),
            (("connect =", "conect ="), 17, "unknown key 'conect'; did you mean 'connect'?"),
            (("connect = 1", "connect = 0"), 17, "connect: 0 must be a number above 0 and at most 3600"),
            (("connect = 1", "connect = true"), 17, "connect: True must be a number"),
            (('"ca.pem"', '"other.pem"'), 21, "targets.staging.tls.ca: there is no file"),
            (("ca = ", "key = "), 21, "tls.key: a key without its certificate"),
            (("rate = 5", "rate = nan"), 24, "pacing.rate: nan must be a number"),
            (("budget = 5000", "budget = 0.5"), 26, "pacing.budget: 0.5 must be a whole number from 1"),
            (("createMfaDevice = 2", "createMfaDevice = 0"), 28, "fields.createMfaDevice: 0 must be"),
            (
                ("createMfaDevice =", "createMfaDevise ="),
                28,
                "unknown key 'createMfaDevise'; did you mean 'createMfaDevice'?",
            ),
            (("{ accountNumber = [", "{ acountNumber = ["), 7, "did you mean 'accountNumber'?"),
            (("foreign = { accountNumber", "foreign = { acountNumber"), 9, "did you mean 'accountNumber'?"),
            (('["quote"]', '["qoute"]'), 12, "there is no workflow 'qoute'; did you mean 'quote'?"),
            (('["quote"]', '["x*"]'), 12, "there is no workflow 'x*'; known are mfa_device, quote"),
            (
                ('{ accountNumber = ["A-8', '{ acountNumber = ["A-8'),
                32,
                "targets.staging.second.values.acountN",
            ),
            (("tier =", "token ="), 5, "targets.staging.token: a credential never stands in a file"),
            (("tier =", "Password ="), 5, "a credential never stands in a file"),
            (("[targets.staging.second]", "[target.second]"), 30, "target: only [targets.NAME] tables"),
            (("[targets.staging.tls]", "[[targets.staging.tls]]"), 20, "tls: it must be a table"),
        ],
    )
    def test_names_file_line_key_and_remedy(
        self, tmp_path: Path, change: tuple[str, str], line: int, reason: str
    ) -> None:
        assert change[0] in STAGING
        file = written(tmp_path, STAGING.replace(*change, 1))

        with pytest.raises(ConfigError) as raised:
            targets_file.read(file, "staging", NAMES)

        assert str(raised.value).startswith(f"{file}:{line}: ")
        assert reason in str(raised.value)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (("targets.staging", "targets.stagin"), "there is no target 'staging'; did you mean 'stagin'?"),
            (("targets.staging", "targets.other"), "there is no target 'staging'; it has other"),
            (("[targets.staging]", "[targets.staging"), "this is not readable TOML: "),
        ],
    )
    def test_says_what_the_file_has(self, tmp_path: Path, change: tuple[str, str], reason: str) -> None:
        file = written(tmp_path, STAGING.replace(*change))

        with pytest.raises(ConfigError) as raised:
            targets_file.read(file, "staging", NAMES)

        assert str(raised.value).startswith(f"{file}: {reason}")

    def test_says_that_there_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="there is no such file"):
            targets_file.read(tmp_path / "targets.toml", "staging", NAMES)

    def test_reads_no_file_that_is_too_large(self, tmp_path: Path) -> None:
        file = written(tmp_path, "#" * (targets_file.MAX_SIZE + 1))

        with pytest.raises(ConfigError, match="more than 65536"):
            targets_file.read(file, "staging", NAMES)

    def test_reads_the_committed_example(self) -> None:
        found = targets_file.read(checkout.ROOT / "targets.example.toml", "staging", NAMES)

        assert found.tier is Tier.EXERCISE

    @pytest.mark.parametrize(
        "fields", [targets_file.KEYS, *map(attrs.fields_dict, (Timeouts, Tls, Pacing, IdentityProfile))]
    )
    def test_the_committed_example_has_every_key(self, fields: Iterable[str]) -> None:
        text = (checkout.ROOT / "targets.example.toml").read_text()

        assert [key for key in fields if not re.search(rf"^(# )?{key} =|\.{key}\]", text, re.MULTILINE)] == []


class TestLocate:
    def test_takes_the_option_before_the_environment_before_the_folder(self) -> None:
        named = {"KRAKEN_TARGETS": "/etc/targets.toml"}

        assert targets_file.locate(Path("mine.toml"), named) == Path("mine.toml")
        assert targets_file.locate(None, named) == Path("/etc/targets.toml")
        assert targets_file.locate(None, {"KRAKEN_TARGETS": ""}) == Path("targets.toml")
