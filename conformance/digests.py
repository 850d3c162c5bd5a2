"""Hypothesis reads, tokenizes and hashes the source of a test function each time that it runs it.

Twice, for the seed and for the key in its database: 2.5 ms an item. This suite runs one function for each
of hundreds of mutations, so that what came out for a function is remembered.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from hypothesis import core

_Digest = Callable[[Any], bytes]


def remember() -> None:
    """Have Hypothesis read each test function once in this process."""
    digest: _Digest = core.function_digest  # type: ignore[attr-defined]  # there is no public hook
    if not hasattr(digest, "is_remembered"):
        core.function_digest = once_a_function(digest)  # type: ignore[attr-defined,assignment]  # as above


def once_a_function(digest: _Digest) -> _Digest:
    """A digest of functions that looks at each once, however often it is asked for.

    Hypothesis' plugin of pytest may write into a function what else its digest is to depend on.
    """
    known: dict[tuple[Any, bytes | None], bytes] = {}

    @functools.wraps(digest)
    def remembered(function: Any) -> bytes:
        key = (function, getattr(function, "_hypothesis_internal_add_digest", None))
        if key not in known:
            known[key] = digest(function)
        return known[key]

    remembered.is_remembered = True  # type: ignore[attr-defined]  # a mark, so that it is done once
    return remembered
