"""A pytest plugin: whoever runs a test dies of it, as a worker does that runs out of memory."""

import os


def pytest_runtest_call() -> None:
    os._exit(9)
