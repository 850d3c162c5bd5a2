"""The geometry of small charts; the page draws them as SVG."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

#: Size of a chart in its own units.
WIDTH, HEIGHT = 120.0, 28.0
_MARGIN = 3.0
#: The least difference between the bottom and the top of a line.
_LEAST = 5.0


@attrs.frozen
class Line:
    """A line through values, oldest first: `points` as SVG takes them, the last one also by itself."""

    points: str
    last: tuple[float, float]
    values: tuple[float, ...]


@attrs.frozen
class Bar:
    """One bar, with the value that it stands for."""

    x: float
    y: float
    width: float
    height: float
    value: int
    label: str


def line(values: Sequence[float]) -> Line | None:
    """A line through percentages, between the lowest and the highest; None where there are less than two."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    # A change of a tenth of a percent is none to look at.
    span = max(high - low, _LEAST)
    step = (WIDTH - 2 * _MARGIN) / (len(values) - 1)
    placed = [
        (
            round(_MARGIN + index * step, 1),
            round(HEIGHT - _MARGIN - (value - low) / span * (HEIGHT - 2 * _MARGIN), 1),
        )
        for index, value in enumerate(values)
    ]
    return Line(" ".join(f"{x},{y}" for x, y in placed), placed[-1], tuple(values))


def bars(values: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """A bar for each value with its label, the highest as high as the chart."""
    highest = max((value for _, value in values), default=0) or 1
    width = WIDTH / max(len(values), 12)
    return tuple(
        Bar(
            x=round(index * width + width * 0.15, 2),
            y=round(HEIGHT - max(1.0, value / highest * HEIGHT), 2),
            width=round(width * 0.7, 2),
            height=round(max(1.0, value / highest * HEIGHT), 2),
            value=value,
            label=label,
        )
        for index, (label, value) in enumerate(values)
    )
