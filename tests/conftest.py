"""Hypothesis settings of the suite's own tests: the same examples each time, however slow the machine."""

from hypothesis import settings

settings.register_profile("tests", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("tests")
