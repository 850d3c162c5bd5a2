"""What a run costs as the contract grows, and as examples do: time, and the memory of the largest."""

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
    """CPU time at the largest contract and with most examples, each beside less of them; peak memory."""
    yield _examples(chosen)
    costs: list[tuple[int, clients.Done]] = []
    for mutations in chosen.contracts:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
            directory = written(Path(name), mutations)
            with target.running("--contract", str(directory)) as server:
                done = _valid(server, directory, "small").done
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


def _examples(chosen: size.Size) -> Row:
    mutations = chosen.contracts[0]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        directory = written(Path(name), mutations)
        with target.running("--contract", str(directory)) as server:
            runs = [_valid(server, directory, profile) for profile in _PROFILES]
    few, some, many = ((run.requests, run.done.cpu) for run in runs)
    slope = (some[1] - few[1]) / (some[0] - few[0])
    expected = few[1] + slope * (many[0] - few[0])
    return Row(
        measure=f"CPU time of {many[0]} requests, 100 examples for each of {mutations} mutations",
        against=f"the line through {few[0]} and {some[0]}, 2 and 10 examples",
        ours=f"{many[1]:.1f} s",
        theirs=f"{expected:.1f} s",
        ratio=many[1] / expected,
        must=1.2,
        aim=1.1,
        more=False,
    )


#: Profiles with 2, 10 and 100 examples.
_PROFILES = ("small", "ci", "deep")


def _valid(server: target.Recorded, directory: Path, profile: str) -> clients.Run:
    arguments = ("--contract", str(directory), "--profile", profile)
    return clients.suite(server, *arguments, pytest=clients.VALID)


def written(directory: Path, mutations: int) -> Path:
    """A contract directory with so many mutations, each with an input, a result and an enum."""
    (directory / "api.graphql").write_text(readers.generated(mutations), encoding="utf-8")
    names = ", ".join(f'"change{number}"' for number in range(mutations))
    text = _SETTINGS.replace("{mutations}", names)
    (directory / "contract.toml").write_text(text, encoding="utf-8")
    return directory
