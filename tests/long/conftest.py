"""Tests of whole runs that take longer than the test command may; CI runs them beside it."""

from tests.functional.conftest import conformance, in_process, kettles, sandbox

__all__ = ["conformance", "in_process", "kettles", "sandbox"]
