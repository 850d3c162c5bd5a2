import socket
import threading
from typing import Any

import pytest

from conformance.target import resolution
from conformance.target.resolution import Names

PRODUCTION = ("api.example", "auth.example")
TABLE = {
    "api.example": Names(frozenset({"api.example"}), frozenset({"192.0.2.1", "2001:db8::1"})),
    "auth.example": Names(frozenset({"auth.example"}), frozenset({"192.0.2.2"})),
    "by-name.example": Names(frozenset({"auth.example"}), frozenset({"192.0.2.9"})),
    "by-address.example": Names(frozenset({"by-address.example"}), frozenset({"2001:db8::1"})),
    "192.0.2.2": Names(addresses=frozenset({"192.0.2.2"})),
    "staging.example": Names(frozenset({"staging.example"}), frozenset({"192.0.2.9"})),
}


class TestAliases:
    @pytest.mark.parametrize(
        ("host", "found"),
        [
            ("by-name.example", {"by-name.example": "auth.example"}),
            ("by-address.example", {"by-address.example": "api.example"}),
            ("192.0.2.2", {"192.0.2.2": "auth.example"}),
            ("staging.example", {}),
            ("nowhere.example", {}),
        ],
    )
    def test_are_hosts_that_lead_to_production(self, host: str, found: dict[str, str]) -> None:
        def resolve(name: str) -> Names:
            return TABLE.get(name, Names())

        assert resolution.aliases([host], PRODUCTION, resolve) == found

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "api.example"])
    def test_of_this_machine_and_of_production_itself_are_not_asked_for(self, host: str) -> None:
        def resolve(name: str) -> Names:
            raise AssertionError(f"{name} was resolved")

        assert resolution.aliases([host], PRODUCTION, resolve) == {}


class TestSystem:
    def test_gives_names_and_addresses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def answer(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, f"Real.{host}.", ("192.0.2.1", 0)),
                (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", 0, 0, 0)),
            ]

        monkeypatch.setattr(socket, "getaddrinfo", answer)

        assert resolution.system("a.example") == Names(
            frozenset({"real.a.example"}), frozenset({"192.0.2.1", "2001:db8::1"})
        )

    @pytest.mark.parametrize("error", [OSError("unknown"), UnicodeError("too long")])
    def test_gives_none_where_there_are_none(self, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(socket, "getaddrinfo", fail)

        assert resolution.system("a.example") == Names()

    def test_does_not_wait_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        never = threading.Event()

        def wait(*_: object, **__: object) -> list[Any]:
            never.wait(5)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", wait)
        monkeypatch.setattr(resolution, "PATIENCE", 0.01)

        found = resolution.system("a.example")
        never.set()

        assert found == Names()
