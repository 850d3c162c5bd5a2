import json
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from conformance.errors import ConfigError, TargetError
from conformance.model import Response
from conformance.target import login
from conformance.target.credentials import Identity, Source

BY_KEY = Source(Identity.MAIN, api_key="sk_live_0123456789")
BY_PASSWORD = Source(Identity.SECOND, email="jo@example.com", password="correct horse")


class Server:
    """Answers `obtainKrakenToken`, and remembers what it was asked."""

    def __init__(self, answer: Any, status: int = 200) -> None:
        self.content, self.status = json.dumps(answer).encode(), status
        self.asked: list[tuple[str, str, Mapping[str, Any]]] = []

    def ask(self, text: str, name: str, variables: Mapping[str, Any]) -> Response:
        self.asked.append((text, name, variables))
        return Response(self.status, {}, self.content, 0.0)


def obtained(server: Server, *sources: Source) -> login.Login:
    return login.Login({one.identity: one for one in sources}, server.ask, lambda: 1000.0)


def running(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def printing(text: str) -> tuple[str, ...]:
    return running(f"print({text!r})")


class TestObtain:
    def test_gives_a_token_as_it_was_given(self) -> None:
        source = Source(Identity.MAIN, token="a given token")

        issued = login.Login({Identity.MAIN: source}, None).obtain("main")

        assert issued is not None
        assert (issued.token, issued.is_renewable) == ("a given token", False)

    @pytest.mark.parametrize(
        ("source", "variables"),
        [
            (BY_KEY, {"APIKey": "sk_live_0123456789"}),
            (BY_PASSWORD, {"email": "jo@example.com", "password": "correct horse"}),
        ],
    )
    def test_asks_the_server_with_what_it_has(self, source: Source, variables: dict[str, str]) -> None:
        server = Server({"data": {"obtainKrakenToken": {"token": "a-new-token"}}})

        issued = obtained(server, source).obtain(source.identity.value)

        assert issued is not None
        assert (issued.token, issued.expires) == ("a-new-token", 1000.0 + 3600.0)
        assert [(name, sent) for _, name, sent in server.asked] == [
            ("obtainKrakenToken", {"input": variables})
        ]

    def test_gives_none_where_there_is_no_source(self) -> None:
        server = Server({})

        assert obtained(server, BY_KEY).obtain("second") is None
        assert server.asked == []

    @pytest.mark.parametrize(
        ("answer", "status", "blamed", "reason"),
        [
            (
                {"errors": [{"message": "Wrong key.", "extensions": {"errorCode": "KT-CT-1139"}}]},
                200,
                ConfigError,
                'no token for KRAKEN_API_KEY: obtainKrakenToken answers KT-CT-1139: "Wrong key."',
            ),
            ({"errors": [{"message": "a\nb"}]}, 400, ConfigError, r'answers "a\\nb"'),
            ({"errors": 7}, 200, ConfigError, "neither a token nor an error"),
            ({"errors": [{"message": "Later."}]}, 429, TargetError, "answers with status 429"),
            ([], 200, TargetError, "answers with status 200"),
            (
                {"data": {"obtainKrakenToken": {"token": "a\nb" * 9}}},
                200,
                ConfigError,
                "no.* could be a token",
            ),
            ({"data": {"obtainKrakenToken": {"token": "x" * 20000}}}, 200, ConfigError, "could be a token"),
            ({"data": {"obtainKrakenToken": 7}}, 200, ConfigError, "neither a token nor an error"),
        ],
    )
    def test_says_in_one_line_why_there_is_none(
        self, answer: Any, status: int, blamed: type[Exception], reason: str
    ) -> None:
        with pytest.raises(blamed, match=reason.replace("\\\\", "\\\\")) as raised:
            obtained(Server(answer, status), BY_KEY).obtain("main")

        assert "\n" not in str(raised.value)
        assert "sk_live" not in str(raised.value)

    def test_needs_a_contract_that_has_the_mutation(self) -> None:
        with pytest.raises(ConfigError, match="set KRAKEN_TOKEN instead"):
            login.Login({Identity.MAIN: BY_KEY}, None).obtain("main")


class TestOfCommand:
    @pytest.mark.parametrize("printed", ["a-printed-token", "JWT a-printed-token", "a-printed-token\nmore"])
    def test_is_the_first_line_that_a_program_prints(self, printed: str) -> None:
        assert login.of_command(printing(printed)) == "a-printed-token"

    def test_runs_no_shell(self) -> None:
        command = (sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME;echo")

        assert login.of_command(command) == "$HOME;echo"

    @pytest.mark.parametrize(
        ("command", "reason"),
        [
            (("/no/such/program",), "/no/such/program cannot be run: No such file"),
            (
                (sys.executable, "-c", "print('a-secret-token'); raise SystemExit(3)"),
                "failed with exit code 3",
            ),
            (
                (sys.executable, "-c", "import time; print('x', flush=True); time.sleep(9)"),
                "did not end within",
            ),
            (printing(""), "gives nothing that could be a token"),
            (printing("two words"), "gives nothing that could be a token"),
            (printing("\x1b[31mred-token"), "gives nothing that could be a token"),
        ],
    )
    def test_says_in_one_line_why_there_is_none(self, command: tuple[str, ...], reason: str) -> None:
        with pytest.raises(ConfigError, match=f"^token_command: .*{reason}") as raised:
            login.of_command(command, timeout=0.2 if "within" in reason else 10)

        assert "secret" not in str(raised.value)
