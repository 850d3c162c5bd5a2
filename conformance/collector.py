"""The garbage collector of a run: what lives as long as the run is looked through once."""

from __future__ import annotations

import gc


def begin() -> None:
    """Look for garbage hardly ever while modules, contract and test items are made: all of it is kept."""
    gc.set_threshold(200_000, 20, 50)


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
