"""The two files, written together."""

from __future__ import annotations

from pathlib import Path

from reports.coverage import baseline as baselines
from reports.coverage import comparison, drifted, record
from reports.coverage.ran import Ran


def write(directory: Path, ran: Ran, baseline: baselines.Baseline | None = None) -> None:
    """Write `coverage.json` and `coverage.html`, compared with an earlier run if there is one."""
    # Jinja takes a tenth of a second to import, and only the end of a run needs it.
    from reports.coverage import page  # noqa: PLC0415

    compared = None if baseline is None else comparison.between(baseline, ran)
    history = record.history(ran, baseline)
    record.write(directory, record.of(ran, history=history, comparison=compared))
    shown = page.Page(ran=ran, history=history, compared=compared, drift=drifted.load(directory))
    page.write(directory, shown)
