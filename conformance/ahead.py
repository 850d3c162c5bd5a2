"""Running test items ahead: several of them wait for the target at once, while pytest reports one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent import futures
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Ahead(Generic[Item]):
    """Calls items in threads, in their order and at most `width` at once.

    An item is called when pytest comes to it, or up to `width` items earlier, so that a run that is
    stopped asks little that it does not report.
    """

    def __init__(self, items: Sequence[Item], call: Callable[[Item], None], width: int) -> None:
        self._items = items
        self._call = call
        self._width = width
        self._next = 0
        self._called: set[int] = set()
        self._calls: dict[int, futures.Future[None]] = {}
        self._executor = futures.ThreadPoolExecutor(width)

    def wait(self, item: Item) -> None:
        """Wait until an item was called; raises whatever it raised."""
        while self._next < len(self._items) and len(self._calls) < self._width:
            if id(self._items[self._next]) not in self._called:
                self._submit(self._items[self._next])
            self._next += 1
        if id(item) not in self._calls:
            self._submit(item)
        self._calls.pop(id(item)).result()

    def stop(self) -> None:
        """Call nothing more, and wait for what is being called."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, item: Item) -> None:
        self._called.add(id(item))
        self._calls[id(item)] = self._executor.submit(self._call, item)
