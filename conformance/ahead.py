"""Running test items ahead: several of them wait for the target at once, while pytest reports one by one."""

from __future__ import annotations

import ast
import functools
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent import futures
from typing import Any, Generic, TypeVar

#: Seconds after which a thread that computes lets another go on: one whose answer has come should not hold
#: its place among the requests in flight for long. CPython's own 5 ms are a tenth of what a target takes.
_SWITCH = 0.001

#: From here on the parser of Python may be called from several threads (see `_parse_one_at_a_time`).
_MENDED = (3, 11, 8)

Item = TypeVar("Item")


class Ahead(Generic[Item]):
    """Calls items in threads, in their order and at most `width` at once.

    An item is called when pytest comes to it, or up to `lead` items earlier: more than `width`, so that
    others go on where one takes long, and few, so that a run that is stopped asks little that it does not
    report. Items of which each takes as long as many others are `long`: beside the others they are called one
    after the other, from when the first item is waited for.
    """

    def __init__(
        self,
        items: Sequence[Item],
        call: Callable[[Item], None],
        width: int,
        lead: int | None = None,
        long: Sequence[Item] = (),
    ) -> None:
        self._items = items
        self._call = call
        self._lead = width if lead is None else lead
        self._long = list(long) if width > 1 else []
        self._next = 0
        self._called: set[int] = set()
        self._calls: dict[int, futures.Future[None]] = {}
        self._beside: dict[int, futures.Future[None]] = {}
        if width > 1:
            sys.setswitchinterval(_SWITCH)
            if sys.version_info < _MENDED:
                _parse_one_at_a_time()
        self._executor = futures.ThreadPoolExecutor(width)
        self._one = futures.ThreadPoolExecutor(1)

    def wait(self, item: Item) -> None:
        """Wait until an item was called; raises whatever it raised."""
        while self._long:
            one = self._long.pop(0)
            self._beside[id(one)] = self._one.submit(self._call, one)
        while self._next < len(self._items) and len(self._calls) < self._lead:
            if id(self._items[self._next]) not in self._called:
                self._submit(self._items[self._next])
            self._next += 1
        if id(item) not in self._calls:
            self._submit(item)
        self._calls.pop(id(item)).result()

    def expect(self, item: Item) -> None:
        """Call an item that comes soon, though it was not given."""
        if id(item) not in self._called:
            self._submit(item)

    def stop(self) -> None:
        """Call nothing more, and wait for what is being called."""
        executors = (self._one, self._executor)
        # All are told before any is waited for: otherwise others would begin while a long one ends.
        for executor in executors:
            executor.shutdown(wait=False, cancel_futures=True)
        for executor in executors:
            executor.shutdown(wait=True)

    def _submit(self, item: Item) -> None:
        self._called.add(id(item))
        begun = self._beside.pop(id(item), None)
        if begun is None or begun.cancel():
            begun = self._executor.submit(self._call, item)
        self._calls[id(item)] = begun


def _parse_one_at_a_time() -> None:
    """Put a lock around `ast.parse`, whose recursion counter all threads shared until CPython 3.11.8.

    Hypothesis parses the source of lambdas and modules whenever it likes; two threads at once end in a
    SystemError (https://github.com/python/cpython/issues/106905).
    """
    if not getattr(ast.parse, "is_locked", False):
        parse, lock = ast.parse, threading.RLock()

        @functools.wraps(parse)
        def locked(*arguments: Any, **options: Any) -> Any:
            with lock:
                return parse(*arguments, **options)

        locked.is_locked = True  # type: ignore[attr-defined]  # a mark, so that it is done once
        ast.parse = locked
