"""The peer itself: each option does what it says, and the ledger lists what was executed."""

from __future__ import annotations

from collections import Counter

import attrs
import httpx
import pytest

from schema import sdl
from tests.peers import asking, server

EACH_ENGINE = pytest.mark.parametrize("plain", asking.PLAIN, ids=server.ENGINES)

SCHEMA = sdl.read(
    """
    type Query { kettle: Boolean }
    type Mutation { boil(when: Date, liters: Int, on: Boolean): Boiled! }
    type Boiled { cups: [Cup!]!, kettle: Kettle!, state: State!, note: String }
    interface Kettle { name: String! }
    type Big implements Kettle { name: String! }
    type Cup { size: Int! }
    enum State { COLD HOT }
    scalar Date
    """
)
BOIL = asking.Asked(
    "mutation",
    (("when", "Date"), ("liters", "Int"), ("on", "Boolean")),
    ("boil(when: $when, liters: $liters, on: $on) { cups { size } kettle { name } state note }",),
    {"when": "soon", "liters": "two", "on": "yes"},
)


class TestOptions:
    @EACH_ENGINE
    def test_without_any_all_errors_are_told_in_words(self, plain: server.Options) -> None:
        with asking.client(SCHEMA, plain) as http:
            errors = asking.errors_of(http, BOIL)

        assert BOIL.named(errors) == Counter(("when", "liters", "on"))
        assert all('"$' in error["message"] for error in errors)

    def test_masking_hides_what_a_custom_scalar_says_and_nothing_else(self) -> None:
        with asking.client(SCHEMA, asking.MASKED) as http:
            errors = asking.errors_of(http, BOIL)

        assert BOIL.named(errors) == Counter(("when", "liters", "on"))
        assert [error["message"] == "Unexpected error." for error in errors] == [True, False, False]

    @EACH_ENGINE
    def test_stopping_at_the_first_answers_one_error(self, plain: server.Options) -> None:
        with asking.client(SCHEMA, attrs.evolve(plain, stop_at_first=True)) as http:
            errors = asking.errors_of(http, BOIL)

        assert BOIL.named(errors) == Counter(("when",))

    def test_an_error_cap_is_told_after_so_many_errors(self) -> None:
        with asking.client(SCHEMA, attrs.evolve(asking.PLAIN[0], error_cap=2)) as http:
            errors = asking.errors_of(http, BOIL)

        assert BOIL.named(errors) == Counter(("when", "liters", ""))
        assert errors[-1]["message"].startswith("Too many errors")

    @EACH_ENGINE
    def test_a_token_cap_refuses_a_long_document(self, plain: server.Options) -> None:
        with asking.client(SCHEMA, attrs.evolve(plain, max_tokens=10)) as http:
            errors = asking.errors_of(http, BOIL)

        assert [error["message"] for error in errors] == [
            "Syntax Error: Document contains more than 10 tokens. Parsing aborted."
        ]

    @EACH_ENGINE
    def test_a_body_cap_refuses_a_longer_body_with_413(self, plain: server.Options) -> None:
        within, beyond = b'{"query": "{ __typename }"}', b'{"query": "{ __typename } "}'
        headers = {"content-type": "application/json"}

        with asking.client(SCHEMA, attrs.evolve(plain, body_cap=len(within))) as http:
            found = [
                http.post("/graphql", content=body, headers=headers).status_code for body in (within, beyond)
            ]

        assert found == [200, 413]

    def test_one_that_an_engine_has_not_is_told_in_a_line(self) -> None:
        impossible = attrs.evolve(asking.PLAIN[1], error_cap=5)

        with (
            pytest.raises(server.PeerError, match="did not start: only graphql-http has an error cap"),
            server.running(SCHEMA, impossible),
        ):
            pytest.fail("it started")


class TestRunning:
    @EACH_ENGINE
    def test_writes_down_what_was_executed(self, plain: server.Options) -> None:
        valid = attrs.evolve(BOIL, variables={"when": "2024-02-29", "liters": 2})

        with asking.client(SCHEMA, plain) as http:
            answer = http.post("/graphql", json=valid.payload).json()
            before = http.get("/ledger").json()
            http.delete("/ledger")
            after = http.get("/ledger").json()

        assert answer == {
            "data": {"boil": {"cups": [], "kettle": {"name": ""}, "state": "COLD", "note": None}}
        }
        assert [(entry["mutation"], entry["arguments"], entry["executed"]) for entry in before] == [
            ("boil", {"when": "2024-02-29", "liters": 2}, True)
        ]
        assert after == []

    @EACH_ENGINE
    def test_serves_another_schema_with_an_empty_ledger_when_it_is_told_to(
        self, plain: server.Options
    ) -> None:
        other = sdl.read("type Query { a: Int } type Mutation { steep: Int }")
        with asking.client(SCHEMA, plain) as http:
            http.post("/graphql", json={"query": "mutation { boil { note } }"})

            asking.serve(http, other)

            assert http.get("/ledger").json() == []
            assert "errors" in http.post("/graphql", json={"query": "mutation { boil { note } }"}).json()
            assert http.post("/graphql", json={"query": "mutation { steep }"}).json() == {
                "data": {"steep": None}
            }
            assert [one["mutation"] for one in http.get("/ledger").json()] == ["steep"]

    def test_ends_with_its_context(self) -> None:
        with server.running(SCHEMA, asking.PLAIN[0]) as url:
            during = httpx.get(url.replace("graphql", "ledger")).status_code

        assert during == 200
        with pytest.raises(httpx.ConnectError):
            httpx.get(url)


class TestInstalled:
    def test_says_that_node_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

        with pytest.raises(server.PeerError, match="Node is missing: install the dependency group 'peers'"):
            server.installed()
