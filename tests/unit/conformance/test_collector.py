import gc
from collections.abc import Iterator

import pytest

from conformance import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


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
