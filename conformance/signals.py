"""Signals that end a run: a request to end is an interruption, and leaves reports as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def end_as_interrupted(*, is_worker: bool) -> None:
    """Take SIGTERM as Ctrl-C, once; a worker leaves it to the process that started it.

    A CI server that stops a job sends one or both, and kills soon after: a second one must not disturb what
    is being written because of the first. Outside the main thread nothing is changed.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.SIG_IGN if is_worker else _interrupt)


def ignore() -> None:
    """Let neither signal disturb what is written at the end."""
    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt
