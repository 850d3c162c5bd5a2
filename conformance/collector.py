"""The garbage collector: what lives as long as a run or a comparison of schemas is not looked through."""

from __future__ import annotations

import contextlib
import gc
import types
from collections.abc import Iterator
from typing import Any

#: So many test items, some 25 MB, are worth a tenth of a second.
_MANY = 10_000


def keep() -> None:
    """Look for garbage hardly ever while modules, contract and test items are made, or reports: all is kept.

    Before its first request the main job makes 280,000 objects, and to look through 200,000 takes 0.09 s.
    """
    gc.set_threshold(1_000_000, 20, 50)


def forget(left_out: list[Any]) -> None:
    """Let go of test items that are not asked, before `settle` would keep them; their number stays."""
    # Hypothesis' plugin looks into whatever stands there.
    left_out[:] = [types.SimpleNamespace()] * len(left_out)
    if len(left_out) > _MANY:
        gc.collect()


def settle() -> None:
    """Leave alone what there is by now, and look for garbage less often.

    Modules, contract and test items never become garbage; to look through them again and again takes a fifth
    of the time of a run. To be called before any thread that runs tests of Hypothesis is started: it asks
    who holds the random numbers of the thread, and does not see what is frozen.
    """
    # Without a last look, which takes a tenth of a second and finds some hundred objects.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def end() -> None:
    """Leave alone what a run has made: before it ends, pytest looks for garbage five times."""
    gc.freeze()


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Look for no garbage meanwhile: among very many small values that stay, it takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
