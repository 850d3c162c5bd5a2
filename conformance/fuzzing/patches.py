"""Schemathesis changes parts of Hypothesis for the whole process. This keeps it from doing so.

With its changes a failure of any scenario would no longer say what was drawn, and how large an example may
be would depend on which scenario came first. One of them is needed, and made here: its generator defines
strategies anew for each document, and Hypothesis parses the source of each. That is slow, and before CPython
3.11.8 parsing in several threads at once fails now and then, with a SystemError
(https://github.com/python/cpython/issues/106905).
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from types import CodeType
from typing import Any

from hypothesis.internal import reflection
from hypothesis.strategies._internal import core

_Check = Callable[[Any], bool]


@functools.cache
def prepare() -> None:
    """Leave Hypothesis as it is but for one check, and keep strategies; before Schemathesis is used."""
    from schemathesis.generation import hypothesis as changes  # noqa: PLC0415 -- it takes 150 ms

    from conformance.fuzzing import kept  # noqa: PLC0415 -- it imports what Schemathesis draws with

    changes.setup._is_patched = True  # type: ignore[attr-defined]  # it marks itself so
    check = once_a_function(reflection.is_first_param_referenced_in_function)
    core.is_first_param_referenced_in_function = check  # type: ignore[assignment,attr-defined]  # no public hook
    kept.install()


def once_a_function(check: _Check) -> _Check:
    """A check of functions that looks at each piece of code once, and in one thread at a time."""
    known: dict[CodeType, bool] = {}
    lock = threading.Lock()

    def remembered(function: Any) -> bool:
        code = getattr(function, "__code__", None)
        with lock:
            if code is None:
                return check(function)
            if code not in known:
                known[code] = check(function)
            return known[code]

    return remembered
