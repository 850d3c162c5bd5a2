"""What a run costs as the contract grows: time for a mutation, and the memory of the largest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import clients, readers, size, target
from benchmarks.row import Row

_SETTINGS = """
[servers.api]
url = "https://generated.example/graphql/"
snapshot = "api.graphql"

[authorization]
refusal_codes = ["KT-CT-1111", "KT-CT-1112", "KT-CT-1124", "KT-CT-1143"]

[hazards]
read-like = [{mutations}]

[ambient.KT-CT-1111]
message = "Unauthorized."
type = "AUTHORIZATION"

[ambient.KT-CT-1112]
message = "'Authorization' header not provided."
type = "AUTHORIZATION"
"""


def rows(chosen: size.Size) -> Iterator[Row]:
    """CPU time for a mutation at the largest contract beside a smaller one, and peak memory."""
    costs: list[tuple[int, clients.Done]] = []
    for mutations in chosen.contracts:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
            directory = written(Path(name), mutations)
            with target.running("--contract", str(directory)) as server:
                arguments = ("--contract", str(directory), "--profile", "small")
                done = clients.suite(server, *arguments, pytest=["-k", "test_valid_input"]).done
        costs.append((mutations, done))
    (small, first), (large, last) = costs[0], costs[-1]
    for mutations, done in costs[1:-1]:
        # What a run costs whatever it asks is in both: the line goes through the first and this one.
        slope = (done.cpu - first.cpu) / (mutations - small)
        expected = first.cpu + slope * (large - small)
        yield Row(
            measure=f"CPU time of a run of {large} mutations",
            against=f"the line through {small} and {mutations}",
            ours=f"{last.cpu:.1f} s",
            theirs=f"{expected:.1f} s",
            ratio=last.cpu / expected,
            must=1.2,
            aim=1.1,
            more=False,
        )
    yield Row(
        measure=f"peak memory of a run of {large} mutations",
        against="600 MB",
        ours=f"{last.peak_mb:.0f} MB",
        theirs="600 MB",
        ratio=last.peak_mb / 600,
        must=1.0,
        aim=400 / 600,
        more=False,
    )


def written(directory: Path, mutations: int) -> Path:
    """A contract directory with so many mutations, each with an input, a result and an enum."""
    (directory / "api.graphql").write_text(readers.generated(mutations), encoding="utf-8")
    names = ", ".join(f'"change{number}"' for number in range(mutations))
    text = _SETTINGS.replace("{mutations}", names)
    (directory / "contract.toml").write_text(text, encoding="utf-8")
    return directory
