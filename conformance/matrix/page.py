"""The detection matrix as Markdown and as text."""

from __future__ import annotations

from conformance.matrix.detection import Matrix
from conformance.matrix.expectations import Expectation
from sandbox import faults


def text(matrix: Matrix) -> str:
    """One line for each fault that was not caught or caught otherwise, and the sum."""
    lines = []
    for name, one in sorted(matrix.faults.items()):
        if not one.is_caught:
            where = ", ".join(one.missed_on)
            lines.append(f"missed: {name}, caught {one.times} of {one.seeds} times; not on {where}")
        if one.unexpected:
            lines.append(f"unexpected: {name} also broke {', '.join(sorted(one.unexpected))}")
    lines += [f"elsewhere: {found}" for found in matrix.elsewhere]
    if matrix.unplaced:
        lines.append(f"not placed, their rule passed nowhere they fit: {', '.join(matrix.unplaced)}")
    caught = sum(one.is_caught for one in matrix.faults.values())
    lines.append(f"{caught} of {len(matrix.faults)} faults caught by the rule that names them")
    return "\n".join(lines) + "\n"


def markdown(matrix: Matrix, expected: dict[str, Expectation], title: str) -> str:
    """The table of `docs/detection.md`."""
    lines = [
        "# What the rules catch",
        "",
        f"Made by `{title}`. A fault sits on a mutation where it has a place and where the run",
        "without faults says that the rule which names it *passed*; on another one with each seed. Requests",
        "are the median of those sent for that mutation until the rule was broken.",
        "",
        "| fault | what the server does | rule that names it | caught | requests |",
        "| --- | --- | --- | ---: | ---: |",
    ]
    values = matrix.as_json()["faults"]
    for name, one in sorted(matrix.faults.items()):
        sentence, rule = faults.ALL[name].sentence, expected[name].rule
        lines.append(
            f"| `{name}` | {sentence} | `{rule}` | {one.times} of {one.seeds} | {values[name]['requests']} |"
        )
    lines += ["", "## Not placed", ""]
    for name in matrix.unplaced:
        reason = expected[name].later or f"`{expected[name].rule}` passed nowhere it fits"
        lines.append(f"- `{name}`: {reason}")
    return "\n".join(lines) + "\n"
