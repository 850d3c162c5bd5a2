import base64
import json
import threading
import time
from concurrent import futures

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import ConfigError, TargetError, TargetLostError
from conformance.target import tokens
from conformance.target.tokens import Given, Issued, Obtained


def signed(claims: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{middle}.c2lnbmF0dXJl"


class Logins:
    """A server that issues tokens that live for an hour, and a clock that stands still."""

    def __init__(self, life: float = 3600.0) -> None:
        self.now, self.life, self.count = 1_000_000.0, life, 0
        self.supply = Obtained(self.obtain, lambda: self.now)

    def obtain(self, identity: str) -> Issued:
        self.count += 1
        return Issued(f"{identity} {self.count}", self.now + self.life)


class TestCurrent:
    def test_is_obtained_once_for_all_threads(self) -> None:
        def slow(identity: str) -> Issued:
            asked.append(identity)
            time.sleep(0.02)
            return Issued("token", None)

        asked: list[str] = []
        supply = Obtained(slow)

        with futures.ThreadPoolExecutor(8) as executor:
            found = set(executor.map(supply.current, ["main"] * 16))

        assert (found, asked) == ({"token"}, ["main"])

    def test_belongs_to_one_identity(self) -> None:
        logins = Logins()

        assert [logins.supply.current(one) for one in ("main", "second", "main")] == [
            "main 1",
            "second 2",
            "main 1",
        ]

    def test_is_renewed_before_it_expires(self) -> None:
        logins = Logins()
        logins.supply.current("main")

        logins.now += 3600 - tokens.MARGIN - 1
        before = logins.supply.current("main")
        logins.now += 2
        after = logins.supply.current("main")

        assert (before, after) == ("main 1", "main 2")

    @pytest.mark.parametrize("life", [-10.0, 0.0, 1.0, 59.0])
    def test_of_the_shortest_life_does_not_make_a_loop_of_logins(self, life: float) -> None:
        logins = Logins(life)

        for _ in range(240):
            logins.supply.current("main")
            logins.now += 1

        assert logins.count <= 240 / tokens.BETWEEN

    @pytest.mark.parametrize("failure", [ConfigError, TargetError])
    def test_that_cannot_be_obtained_is_not_tried_again(self, failure: type[Exception]) -> None:
        def fail(_: str) -> Issued:
            asked.append(1)
            raise failure("no token")

        asked: list[int] = []
        supply = Obtained(fail)

        for _ in range(3):
            with pytest.raises(failure, match=r"^no token$"):
                supply.current("main")

        assert len(asked) == 1

    def test_that_cannot_be_renewed_ends_the_run(self) -> None:
        def once(_: str) -> Issued:
            if now[0] > 0:
                raise ConfigError("the password is wrong by now")
            return Issued("token", 1000.0)

        now = [0.0]
        supply = Obtained(once, lambda: now[0])
        supply.current("main")
        now[0] = 990.0

        with pytest.raises(TargetLostError, match="wrong by now"):
            supply.current("main")

    def test_is_none_where_there_is_no_source(self) -> None:
        assert Obtained(lambda _: None).current("second") is None


class TestRenew:
    def test_obtains_another(self) -> None:
        logins = Logins()
        logins.supply.current("main")
        logins.now += 1000

        assert logins.supply.renew("main", "main 1") == "main 2"
        assert logins.supply.current("main") == "main 2"

    def test_happens_once_for_all_that_were_refused(self) -> None:
        logins = Logins()
        logins.supply.current("main")
        logins.now += 1000
        barrier = threading.Barrier(8)

        def refused(_: int) -> str | None:
            barrier.wait()
            return logins.supply.renew("main", "main 1")

        with futures.ThreadPoolExecutor(8) as executor:
            found = set(executor.map(refused, range(8)))

        assert (found, logins.count) == ({"main 2"}, 2)

    def test_never_happens_in_a_loop(self) -> None:
        logins = Logins()
        token = logins.supply.current("main")

        for _ in range(100):
            token = logins.supply.renew("main", token or "") or token

        assert logins.count == 1

    def test_is_impossible_for_a_token_that_was_given(self) -> None:
        supply = Obtained(lambda _: Issued("given", None, is_renewable=False), lambda: 1e9)
        supply.current("main")

        assert supply.renew("main", "given") is None
        assert Given({"main": "given"}).renew("main", "given") is None


class TestExpiryOf:
    def test_is_what_a_signed_token_says(self) -> None:
        assert tokens.expiry_of(signed({"exp": 1_800_000_000})) == 1_800_000_000.0

    @pytest.mark.parametrize(
        "token",
        ["", "a.b.c", "a.b", signed([]), signed({}), signed({"exp": "soon"}), signed({"exp": True}), "é.é.é"],
    )
    def test_is_unknown_where_it_does_not_say_so(self, token: str) -> None:
        assert tokens.expiry_of(token) is None

    @given(st.text() | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(signed))
    def test_survives_any_text(self, token: str) -> None:
        found = tokens.expiry_of(token)

        assert found is None or found > 0


class TestRepresentation:
    def test_holds_no_token(self) -> None:
        supply = Obtained(lambda _: Issued("a secret token", None))
        supply.current("main")

        assert "secret" not in repr(supply)
        assert "secret" not in repr(Given({"main": "a secret token"}))
