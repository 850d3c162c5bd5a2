"""Many values of a strategy at once, for questions such as 'does each of these ever occur'."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

_T = TypeVar("_T")


def drawn(strategy: st.SearchStrategy[_T], count: int = 100) -> list[_T]:
    """The same values each time."""
    found: list[_T] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: _T) -> None:
        found.append(value)

    collect()
    return found
