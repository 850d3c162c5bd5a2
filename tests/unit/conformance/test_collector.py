import gc
import weakref
from collections.abc import Iterator

import pytest

from conformance import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Kept:
    """Something that refers to itself, as a test item does."""

    def __init__(self) -> None:
        self.itself = self


class TestKeep:
    def test_looks_through_nothing_while_hundreds_of_thousands_of_objects_are_made(self) -> None:
        seen: list[str] = []
        watch = lambda phase, _: seen.append(phase)  # noqa: E731 -- what is added is what is removed
        gc.callbacks.append(watch)

        collector.keep()
        made = [[index] for index in range(300_000)]
        gc.callbacks.remove(watch)

        assert (len(made), seen) == (300_000, [])


class TestForget:
    def test_frees_many_items_before_they_would_be_kept_for_ever_and_leaves_their_number(self) -> None:
        left_out: list[object] = [Kept() for _ in range(10_001)]
        known = weakref.ref(left_out[0])

        collector.forget(left_out)
        collector.settle()

        assert known() is None
        assert len(left_out) == 10_001

    def test_leaves_something_to_look_into(self) -> None:
        left_out: list[object] = [Kept()]

        collector.forget(left_out)

        assert [one.__dict__ for one in left_out] == [{}]


class TestSettle:
    def test_leaves_what_there_is_alone_and_still_frees_what_comes(self) -> None:
        class Garbage:
            freed = 0

            def __init__(self) -> None:
                self.itself = self

            def __del__(self) -> None:
                Garbage.freed += 1

        collector.settle()
        Garbage()
        gc.collect()

        assert gc.get_freeze_count() > 10_000
        assert gc.isenabled()
        assert Garbage.freed == 1


class TestPaused:
    def test_looks_for_no_garbage_until_it_ends_whatever_ends_it(self) -> None:
        @collector.paused()
        def end_early() -> None:
            found.append(gc.isenabled())
            raise KeyError

        found: list[bool] = []
        with pytest.raises(KeyError):
            end_early()

        assert found == [False]
        assert gc.isenabled()

    def test_leaves_a_collector_alone_that_looks_for_nothing(self) -> None:
        gc.disable()
        try:
            with collector.paused():
                pass
            assert not gc.isenabled()
        finally:
            gc.enable()
