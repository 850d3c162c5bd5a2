"""How many of a profile's examples a scenario takes: a part where one shows little more than another."""

from __future__ import annotations

import hypothesis


def one_in(parts: int) -> hypothesis.settings:
    """Settings of the current profile with one in so many of its examples, at least one.

    For a test file to call when it is read: Hypothesis' plugin has loaded the profile by then.
    """
    return hypothesis.settings(max_examples=max(1, hypothesis.settings().max_examples // parts))


def at_most(examples: int) -> hypothesis.settings:
    """Settings of the current profile with so many examples at most, where more would ask nothing more."""
    return hypothesis.settings(max_examples=min(examples, hypothesis.settings().max_examples))
