import sys
import threading
from collections.abc import Iterator

import pytest

from conformance.ahead import Ahead


class Item:
    """A test item: it is told when it may end."""

    def __init__(self, name: str, error: BaseException | None = None) -> None:
        self.name = name
        self.error = error
        self.may_end = threading.Event()
        self.may_end.set()
        self.has_begun = threading.Event()


class Calls:
    """What was called, in order, and how many at once at most."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.at_once = 0
        self.most = 0
        self._lock = threading.Lock()

    def __call__(self, item: Item) -> None:
        with self._lock:
            self.begun.append(item.name)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        item.has_begun.set()
        item.may_end.wait(timeout=5)
        with self._lock:
            self.at_once -= 1
        if item.error is not None:
            raise item.error


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def items() -> Iterator[list[Item]]:
    made = [Item(str(number)) for number in range(10)]
    yield made
    for item in made:
        item.may_end.set()


class TestAhead:
    def test_calls_each_item_once_in_their_order(self, calls: Calls, items: list[Item]) -> None:
        ahead = Ahead(items, calls, 1)

        for item in items:
            ahead.wait(item)

        ahead.stop()
        assert calls.begun == [item.name for item in items]

    def test_calls_as_many_at_once_as_it_is_wide_and_no_more(self, calls: Calls, items: list[Item]) -> None:
        ahead = Ahead(items, calls, 3)
        for item in items[1:]:
            item.may_end.clear()

        ahead.wait(items[0])
        for item in items[1:3]:
            item.has_begun.wait(timeout=5)

        assert sorted(calls.begun) == ["0", "1", "2"]
        for item in items:
            item.may_end.set()
        for item in items[1:]:
            ahead.wait(item)
        ahead.stop()
        assert calls.most <= 3
        assert sorted(calls.begun) == [item.name for item in items]

    def test_goes_on_with_others_where_one_takes_long_as_far_as_its_lead(
        self, calls: Calls, items: list[Item]
    ) -> None:
        ahead = Ahead(items, calls, 2, 5)
        items[1].may_end.clear()

        ahead.wait(items[0])
        items[4].has_begun.wait(timeout=5)

        assert sorted(calls.begun) == ["0", "1", "2", "3", "4"]
        assert calls.most <= 2
        ahead.wait(items[2])
        items[5].has_begun.wait(timeout=5)
        assert len(calls.begun) == 6
        items[1].may_end.set()
        ahead.stop()

    def test_calls_what_takes_long_beside_the_others_from_the_start(
        self, calls: Calls, items: list[Item]
    ) -> None:
        long = items[8:]
        for item in long:
            item.may_end.clear()
        ahead = Ahead(items, calls, 2, 2, long=long)

        ahead.wait(items[0])
        long[0].has_begun.wait(timeout=5)
        for item in items[1:6]:
            ahead.wait(item)

        assert "8" in calls.begun
        assert "9" not in calls.begun
        ahead.wait(items[6])
        ahead.wait(items[7])
        long[1].has_begun.wait(timeout=5)
        for item in long:
            item.may_end.set()
            ahead.wait(item)
        ahead.stop()
        assert sorted(calls.begun) == [item.name for item in items]

    def test_begins_nothing_while_what_takes_long_ends(self, calls: Calls, items: list[Item]) -> None:
        for item in items[1:]:
            item.may_end.clear()
        ahead = Ahead(items, calls, 2, 8, long=items[9:])
        ahead.wait(items[0])
        items[9].has_begun.wait(timeout=5)
        for item in items[1:3]:
            item.has_begun.wait(timeout=5)
        stopping = threading.Thread(target=ahead.stop)

        stopping.start()
        stopping.join(timeout=0.1)
        for item in items[1:9]:
            item.may_end.set()
        stopping.join(timeout=0.1)
        items[9].may_end.set()
        stopping.join(timeout=5)

        assert sorted(calls.begun) == ["0", "1", "2", "9"]

    def test_tells_of_what_takes_long_like_of_any_other(self, calls: Calls, items: list[Item]) -> None:
        items[3].error = ValueError("of the long one")
        ahead = Ahead(items[:4], calls, 2, 2, long=items[3:4])

        for item in items[:3]:
            ahead.wait(item)

        with pytest.raises(ValueError, match="of the long one"):
            ahead.wait(items[3])
        ahead.stop()
        assert calls.begun.count("3") == 1

    @pytest.mark.parametrize(("width", "seconds"), [(1, 0.005), (2, 0.001)])
    def test_lets_threads_change_places_soon_where_there_are_several(
        self, calls: Calls, width: int, seconds: float
    ) -> None:
        before = sys.getswitchinterval()
        try:
            sys.setswitchinterval(0.005)
            Ahead([], calls, width).stop()

            assert sys.getswitchinterval() == pytest.approx(seconds)
        finally:
            sys.setswitchinterval(before)

    def test_waits_until_the_item_was_called(self, calls: Calls, items: list[Item]) -> None:
        items[0].may_end.clear()
        ahead = Ahead(items, calls, 2)
        waited = threading.Event()

        def wait() -> None:
            ahead.wait(items[0])
            waited.set()

        waiting = threading.Thread(target=wait)

        waiting.start()
        items[1].has_begun.wait(timeout=5)

        assert not waited.is_set()
        items[0].may_end.set()
        waiting.join(timeout=5)
        assert waited.is_set()
        ahead.stop()

    def test_raises_what_an_item_raised_when_it_is_waited_for(self, calls: Calls, items: list[Item]) -> None:
        items[1].error = ValueError("of the second")
        items[2].error = KeyboardInterrupt()
        ahead = Ahead(items, calls, 4)

        ahead.wait(items[0])

        with pytest.raises(ValueError, match="of the second"):
            ahead.wait(items[1])
        with pytest.raises(KeyboardInterrupt):
            ahead.wait(items[2])
        ahead.wait(items[3])
        ahead.stop()

    def test_calls_an_item_once_that_is_waited_for_out_of_turn(self, calls: Calls, items: list[Item]) -> None:
        ahead = Ahead(items, calls, 2)

        for item in (items[5], *items[:5], *items[6:]):
            ahead.wait(item)

        ahead.stop()
        assert sorted(calls.begun) == [item.name for item in items]

    def test_calls_an_item_that_it_was_not_given(self, calls: Calls, items: list[Item]) -> None:
        ahead: Ahead[Item] = Ahead([], calls, 1)

        ahead.wait(items[4])

        ahead.stop()
        assert calls.begun == ["4"]

    def test_calls_nothing_more_once_it_is_stopped_and_waits_for_what_runs(
        self, calls: Calls, items: list[Item]
    ) -> None:
        items[1].may_end.clear()
        ahead = Ahead(items, calls, 2)
        ahead.wait(items[0])
        items[1].has_begun.wait(timeout=5)
        stopping = threading.Thread(target=ahead.stop)

        stopping.start()

        assert stopping.is_alive()
        items[1].may_end.set()
        stopping.join(timeout=5)
        assert not stopping.is_alive()
        assert calls.at_once == 0
        assert calls.begun == ["0", "1"]
        with pytest.raises(RuntimeError):
            ahead.wait(items[3])
