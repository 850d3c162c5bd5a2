"""A pytest plugin: no test file can be read."""


def pytest_pycollect_makemodule() -> None:
    raise RuntimeError("this file cannot be read")
