"""The table of measures: each a ratio of two things measured in the same run.

    python -m benchmarks [--small] [--only judging,schemathesis,flight,growth,detection] [--markdown FILE]

The exit code is 1 if a ratio misses what it must reach, or if a theme ends with an error, which takes none of
the other rows along. `--small` measures little of everything, to see that the benchmark works, and judges
nothing by it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs

from benchmarks import beside_schemathesis, detection, growth, in_flight, judging, row, size

THEMES: Mapping[str, Callable[[size.Size], Iterator[row.Row]]] = {
    "judging": judging.rows,
    "schemathesis": beside_schemathesis.rows,
    "flight": in_flight.rows,
    "growth": growth.rows,
    "detection": detection.rows,
}


def machine() -> str:
    """What it was measured on, without a name."""
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


def main(arguments: list[str]) -> int:
    """Print rows as they are measured; give the exit code."""
    parser = argparse.ArgumentParser(description="The table of measures.")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", default=",".join(THEMES))
    parser.add_argument("--repeated", type=int, help="how often costs are measured, for their median")
    parser.add_argument("--markdown", type=Path)
    given = parser.parse_args(arguments)
    chosen = size.SMALL if given.small else size.FULL
    if given.repeated is not None:
        chosen = attrs.evolve(chosen, repeated=given.repeated)
    themes = given.only.split(",")
    if unknown := sorted(set(themes) - set(THEMES)):
        parser.error(f"--only: there is no {unknown[0]!r} but {', '.join(THEMES)}")
    found: list[row.Row] = []
    failed: list[str] = []
    sys.stdout.write(f"{machine()}\n\n{row.table(())}\n")
    for theme in themes:
        try:
            for one in THEMES[theme](chosen):
                found.append(one)
                sys.stdout.write(row.line(one) + "\n")
                sys.stdout.flush()
        except Exception as error:  # noqa: BLE001 -- whatever it is, other themes are measured all the same
            failed.append(theme)
            sys.stderr.write(f"{theme}: {error!r}\n")
        if given.markdown is not None:
            given.markdown.write_text(f"{machine()}\n\n{row.table(found)}\n", encoding="utf-8")
    missed = not given.small and any(one.verdict == "missed" for one in found)
    return 1 if failed or missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
