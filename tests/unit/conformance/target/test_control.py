import threading
import time
from collections.abc import Iterator
from concurrent import futures

import pytest

from conformance.errors import BudgetSpentError, ConfigError, TargetLostError
from conformance.model import Tier
from conformance.target import channel
from conformance.target.breaker import Kind
from conformance.target.control import Control, Shared
from conformance.target.pacing import Points
from conformance.target.profile import Pacing
from conformance.target.tokens import Given

PLACE, OTHER = ("valid_input", "requote"), ("valid_input", "giftPoints")
PLAN = [(Tier.EXERCISE, PLACE), (Tier.EXERCISE, OTHER)]


class Failing:
    """A supply whose password is wrong."""

    def current(self, identity: str) -> str | None:
        raise ConfigError(f"no token for {identity}")

    def renew(self, identity: str, refused: str) -> str | None:
        return f"{identity} after {refused}"


@pytest.fixture(params=["here", "in another process"])
def through(request: pytest.FixtureRequest) -> Iterator[object]:
    """Gives a control as it is, or as a worker process sees it."""
    servers: list[channel.Server] = []

    def see(control: Control) -> Control:
        if request.param == "here":
            return control
        servers.append(channel.Server.start(control))
        return channel.Remote(servers[-1].address)

    yield see
    for server in servers:
        server.close()


class TestControl:
    """What holds in the controlling process holds in its workers."""

    def test_spends_the_budget(self, through: object) -> None:
        control = through(Shared(Pacing(budget=3)))  # type: ignore[operator]
        control.plan(PLAN)

        for _ in range(2):
            control.begin(OTHER, None)
            control.end(Kind.ANSWERED)
        with pytest.raises(BudgetSpentError, match="the budget of 3 requests is spent"):
            control.begin(OTHER, None)

    def test_lets_a_finished_item_leave_its_part_to_others(self, through: object) -> None:
        control = through(Shared(Pacing(budget=4)))  # type: ignore[operator]
        control.plan(PLAN)
        control.finish(PLACE)

        for _ in range(4):
            control.begin(OTHER, None)
            control.end(Kind.ANSWERED)

    def test_ends_a_run_whose_target_is_gone(self, through: object) -> None:
        control = through(Shared())  # type: ignore[operator]

        suspected = []
        for _ in range(3):
            control.begin(PLACE, None)
            suspected.append(control.end(Kind.HTML))
        control.checked("no answer from https://x.example/")

        assert suspected == [False, False, True]
        with pytest.raises(
            TargetLostError,
            match="an edge proxy answers in HTML: 3 answers in a row said so, and then no answer",
        ):
            control.begin(PLACE, None)

    def test_goes_on_where_the_target_answers_what_is_asked_to_check_it(self, through: object) -> None:
        control = through(Shared())  # type: ignore[operator]
        for _ in range(3):
            control.begin(PLACE, None)
            control.end(Kind.DOWN)

        control.checked(None)

        assert control.begin(PLACE, None) is False

    def test_ends_a_run_whose_rate_limit_does_not_recede(self, through: object) -> None:
        control = through(Shared())  # type: ignore[operator]
        for _ in range(3):
            control.begin(PLACE, None)
            control.end(Kind.LIMITED)

        with pytest.raises(TargetLostError, match="rate limit does not recede"):
            control.begin(PLACE, None)

    def test_ends_a_run_that_would_wait_too_long(self, through: object) -> None:
        control = through(Shared(Pacing(longest_wait=1)))  # type: ignore[operator]

        with pytest.raises(TargetLostError, match="too many, for 60 seconds"):
            control.hold(60.0, "too many")
        with pytest.raises(TargetLostError, match="too many, for 60 seconds"):
            control.begin(PLACE, None)

    def test_asks_for_points_now_and_then(self, through: object) -> None:
        control = through(Shared(has_points=True))  # type: ignore[operator]

        first = control.begin(PLACE, None)
        control.learn(Points(50_000, 50_000, 60.0))
        control.end(Kind.ANSWERED)

        assert (first, control.begin(PLACE, None)) == (True, False)

    def test_gives_the_tokens_of_the_controlling_process(self, through: object) -> None:
        control = through(Shared(supply=Given({"main": "a token"})))  # type: ignore[operator]

        assert control.current("main") == "a token"
        assert control.current("second") is None
        assert control.renew("main", "a token") is None

    def test_says_why_there_is_no_token(self, through: object) -> None:
        control = through(Shared(supply=Failing()))  # type: ignore[operator]

        with pytest.raises(ConfigError, match=r"^no token for main$"):
            control.current("main")
        assert control.renew("main", "old") == "main after old"

    def test_has_no_more_in_flight_than_its_width(self, through: object) -> None:
        control = through(Shared(width=2))  # type: ignore[operator]
        flying, most, lock = [0], [0], threading.Lock()

        def ask(_: int) -> None:
            control.begin(PLACE, None)
            with lock:
                flying[0] += 1
                most[0] = max(most[0], flying[0])
            time.sleep(0.005)
            with lock:
                flying[0] -= 1
            control.end(Kind.ANSWERED)

        with futures.ThreadPoolExecutor(6) as executor:
            list(executor.map(ask, range(12)))

        assert most == [2]

    def test_lets_one_be_alone(self, through: object) -> None:
        control = through(Shared())  # type: ignore[operator]
        flying: list[int] = []
        alone_with: list[int] = []
        lock = threading.Lock()

        def ask(number: int) -> None:
            control.begin(PLACE, None, alone=number % 4 == 0)
            with lock:
                flying.append(number)
                if number % 4 == 0:
                    alone_with.append(len(flying))
            time.sleep(0.003)
            with lock:
                if number % 4 == 0:
                    alone_with.append(len(flying))
                flying.remove(number)
            control.end(Kind.ANSWERED)

        with futures.ThreadPoolExecutor(6) as executor:
            list(executor.map(ask, range(16)))

        assert alone_with == [1] * 8


class TestRate:
    def test_is_one_for_all_who_ask(self) -> None:
        now, lock = [0.0], threading.Lock()

        def sleep(seconds: float) -> None:
            with lock:
                now[0] += seconds / 4

        control = Shared(Pacing(rate=10.0), clock=lambda: now[0], sleep=sleep)

        def ask(_: int) -> None:
            control.begin(PLACE, None)
            control.end(Kind.ANSWERED)

        with futures.ThreadPoolExecutor(4) as executor:
            list(executor.map(ask, range(40)))

        assert now[0] >= 39 * 0.1


class TestServer:
    def test_gives_back_what_a_dead_worker_held(self) -> None:
        control = Shared(width=1)
        server = channel.Server.start(control)
        worker = channel.Remote(server.address)
        worker.begin(PLACE, None)

        worker._lines.line.close()
        control.begin(OTHER, None)

        assert control._in_flight == 1
        server.close()

    def test_serves_nobody_without_the_key(self) -> None:
        server = channel.Server.start(Shared(supply=Given({"main": "a secret token"})))
        stranger = channel.Remote(channel.Address(server.address.place, "00" * 32))

        with pytest.raises(Exception, match=r"digest sent was rejected|controlling process is gone"):
            stranger.current("main")
        assert channel.Remote(server.address).current("main") == "a secret token"
        server.close()

    def test_shows_its_key_in_no_representation(self) -> None:
        server = channel.Server.start(Shared())

        assert server.address.key not in repr(server.address)
        server.close()
