import json

import attrs
import httpx
import pytest

from conformance.drift import probing
from conformance.errors import TargetError
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from schema import catalogue, sdl
from schema.contract import Contract
from schema.drift.change import BREAKING, SAFE
from tests.support import live, schemas

TEXT = sdl.write(live.SCHEMA)


def client(server: live.Server) -> Client:
    def handle(request: httpx.Request) -> httpx.Response:
        response = server.send("api", json.loads(request.content)["query"])
        return httpx.Response(response.status, headers=dict(response.headers), content=response.content)

    profile = Profile("kettles", {"api": "https://kettles.example/api/graphql/"})
    return Client.connect(profile, live.CONTRACT, Credentials(), transport=httpx.MockTransport(handle))


def taken(text: str, *mutations: str, contract: Contract = live.CONTRACT) -> probing.Probe:
    server = live.Server.of(sdl.read(text))
    return probing.take(contract, client(server), mutations or None)


class TestTake:
    def test_finds_nothing_where_nothing_has_changed(self) -> None:
        probe = taken(TEXT)

        assert probe.changes == ()
        assert probe.requests == 2
        assert probe.unasked == ()

    def test_says_whom_a_change_affects(self) -> None:
        probe = taken(TEXT.replace("  taste: Taste\n", "").replace("  MORE\n", ""))

        assert {one.coordinate: one.affects for one in probe.changes} == {
            "BrewOutput.taste": ("brew",),
            "Level.MORE": ("drain",),
        }
        assert {one.server for one in probe.changes} == {"api"}
        assert probe.drift.affected_operations() == ("brew", "drain")

    def test_affects_nobody_where_no_documented_operation_asks(self) -> None:
        # The cup's tea is four fields deep, which no slice is.
        old = sdl.read(
            TEXT.replace("type Cup {", "type Cup {\n  saucer: Saucer")
            + "type Saucer { rim: Rim } type Rim { a: Int b: Int }"
        )
        new = sdl.write(old).replace("  b: Int\n", "")
        contract = schemas.contract_of(old)

        probe = taken(new, contract=contract)

        assert [(one.coordinate, one.affects) for one in probe.changes] == [("Rim.b", ())]

    def test_compares_the_live_catalogue(self) -> None:
        probe = taken(TEXT.replace("KT-CT-1: One.", "KT-CT-2: Two."))

        assert {(str(one.kind), one.criticality, one.affects) for one in probe.changes} == {
            ("error-added", BREAKING, ("brew",)),
            ("error-removed", SAFE, ("brew",)),
        }

    def test_knows_codes_that_every_mutation_may_answer(self) -> None:
        ambient = {"KT-CT-2": catalogue.DocumentedError("KT-CT-2", "Two.")}
        contract = attrs.evolve(live.CONTRACT, ambient=ambient)

        probe = taken(TEXT.replace("KT-CT-1: One.", "KT-CT-1: One.\n- KT-CT-2: Two."), contract=contract)

        assert [(one.kind.value, one.criticality) for one in probe.changes] == [("error-added", SAFE)]

    def test_asks_about_the_mutations_that_it_is_given(self) -> None:
        probe = taken(TEXT.replace("  taste: Taste\n", "").replace("  MORE\n", ""), "drain")

        assert [one.coordinate for one in probe.changes] == ["Level.MORE"]

    def test_refuses_a_server_that_executes_something_else(self) -> None:
        server = live.Server.of(live.SCHEMA)
        server.wrap = lambda _: {"data": {"drain": {"id": "1"}}}

        with pytest.raises(TargetError, match="not safe to ask"):
            probing.take(live.CONTRACT, client(server))

    def test_travels_as_text(self) -> None:
        probe = taken(TEXT.replace("  taste: Taste\n", "").replace("KT-CT-1: One.", "KT-CT-2: Two."))

        assert probing.Probe.from_json(probe.as_json()) == probe


class TestRemainder:
    def test_is_the_contract_without_what_is_gone(self) -> None:
        text = TEXT.replace("  taste: Taste\n", "").replace(
            "  rename(by: Rename, name: String): Boolean\n", ""
        )
        probe = taken(text)

        left, reasons = probing.remainder(live.CONTRACT, probe.changes)

        assert reasons == {"rename": "gone"}
        assert set(left.mutations) == set(live.CONTRACT.mutations)
        assert "taste" not in left.schema_of("brew").fields_of("BrewOutput")

    def test_leaves_out_arguments_that_are_gone(self) -> None:
        probe = taken(TEXT.replace("cups: Int, ", ""))

        left, _ = probing.remainder(live.CONTRACT, probe.changes)

        assert set(left.mutation("brew").arguments) == {"input", "size"}

    def test_is_the_contract_itself_where_only_errors_have_changed(self) -> None:
        probe = taken(TEXT.replace("KT-CT-1: One.", "KT-CT-2: Two."))

        assert probing.remainder(live.CONTRACT, probe.changes) == (live.CONTRACT, {})
