import threading
from types import SimpleNamespace
from unittest import mock

import pytest

from conformance import subject
from conformance.turns import Turns
from tests.support import exchanges

CONTRACT = exchanges.contract()


def item(scenario: str, mutation: str = "boilKettle") -> pytest.Function:
    """As much of a test item as its turn depends on."""
    made = mock.create_autospec(pytest.Function, instance=True)
    made.originalname = f"test_{scenario}"
    made.path = subject.SUITE / f"test_{scenario}.py"
    made.callspec = SimpleNamespace(params={"mutation": mutation})
    made.stash = pytest.Stash()
    made.get_closest_marker.side_effect = lambda name: name if name == "exercise" else None
    found: pytest.Function = made
    return found


def of_one(width: int) -> Turns:
    return Turns(CONTRACT, {}, width, is_worker=False)


class TestOf:
    @pytest.mark.parametrize("is_worker", [False, True])
    def test_asks_valid_input_before_other_scenarios(self, is_worker: bool) -> None:
        scenarios = ["domain_errors", "valid_input", "fuzz"]

        ordered = sorted(map(item, scenarios), key=Turns(CONTRACT, {}, 4, is_worker).of)

        assert [one.originalname for one in ordered] == [
            "test_valid_input",
            "test_domain_errors",
            "test_fuzz",
        ]


class TestAhead:
    def test_calls_twice_as_many_items_as_requests_are_in_flight(self) -> None:
        all_there = threading.Barrier(4)
        items = [item("valid_input") for _ in range(4)]
        # With fewer at once the barrier breaks.
        ahead = of_one(2).ahead(items, lambda _: (all_there.wait(timeout=10), None)[1])

        for one in items:
            ahead.wait(one)
        ahead.stop()

        assert not all_there.broken

    def test_calls_one_item_after_the_other_where_one_request_is_in_flight(self) -> None:
        now, most, lock = [0], [0], threading.Lock()

        def call(_: pytest.Function) -> None:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            threading.Event().wait(0.01)
            with lock:
                now[0] -= 1

        items = [item("valid_input") for _ in range(4)]
        ahead = of_one(1).ahead(items, call)
        for one in items:
            ahead.wait(one)
        ahead.stop()

        assert most == [1]
