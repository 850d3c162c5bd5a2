"""A long run against the sandbox: memory has to stay flat, and nothing may be found.

    python -m benchmarks.soak [--exchanges 500000] [--seconds 3600]

It asks every mutation in turn, with other examples in each round, and judges every answer. Memory of the last
quarter may be a twentieth above that of the first, the first round left aside. Exit code 1 if it is more, or
if a rule was broken.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import httpx
import hypothesis
from hypothesis import strategies as st

from conformance import cases, embedded, session
from conformance.run import Run
from schema.contract import Contract

_EXAMPLES = 10
_PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20
#: How much more the last quarter may hold than the first.
_FLAT = 1.05


@attrs.frozen
class Sample:
    """Megabytes in memory after so many exchanges."""

    round: int
    exchanges: int
    suite: float
    sandbox: float


def resident(process: int | str) -> float:
    """The memory that a process holds, in MB."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def ask(run: Run, contract: Contract, round_: int) -> Iterator[None]:
    """A round: some examples of every mutation, other ones each time; a pause after each mutation."""
    for mutation in contract.mutations:
        for make in (cases.valid, cases.unknown_objects):

            @hypothesis.seed(round_)
            @hypothesis.settings(
                max_examples=_EXAMPLES,
                database=None,
                deadline=None,
                phases=(hypothesis.Phase.generate,),
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            @hypothesis.given(st.data())
            def draw(data: st.DataObject) -> None:
                run.ask(run.case(data, make, mutation))  # noqa: B023 -- called before the next one is made

            draw()
        yield


def soaked(exchanges: int, seconds: float, directory: Path) -> tuple[list[Sample], int, float]:
    """Samples, the number of findings, and how long it took. The journal goes into the directory."""
    options = session.Options(report_dir=directory)
    contract = session.load_contract(options)
    target = session.open_target(options, contract, os.environ)
    run = session.open_run(options, contract, target)
    assert isinstance(target.embedded, embedded.Embedded)
    sandbox = target.embedded.process.pid
    base = next(iter(target.profile.urls.values())).rsplit("/", 3)[0]
    samples: list[Sample] = []
    started = time.monotonic()
    try:
        for round_ in itertools.count():
            for _ in ask(run, contract, round_):
                done = sum(item.requests for item in run.items.values())
                samples.append(Sample(round_, done, resident("self"), resident(sandbox)))
                elapsed = time.monotonic() - started
                if done >= exchanges or elapsed >= seconds:
                    return samples, sum(len(item.found) for item in run.items.values()), elapsed
            # The sandbox notes everything that it is asked, which is not what is measured.
            httpx.delete(f"{base}/ledger", timeout=30)
            sys.stderr.write(f"{done} exchanges, {elapsed:.0f} s, {samples[-1].suite:.0f} MB\n")
    finally:
        run.client.close()
        target.stop()
    raise AssertionError("rounds do not end by themselves")


def main(arguments: list[str]) -> int:
    """Print figures; give the exit code."""
    parser = argparse.ArgumentParser(description="A long run: is memory flat?")
    parser.add_argument("--exchanges", type=int, default=500_000)
    parser.add_argument("--seconds", type=float, default=3600)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as directory:
        samples, found, seconds = soaked(chosen.exchanges, chosen.seconds, Path(directory))
    kept = [one for one in samples if one.round > 0] or samples
    quarter = max(1, len(kept) // 4)
    first, last = kept[:quarter], kept[-quarter:]
    sys.stdout.write(
        f"{samples[-1].exchanges} judged exchanges in {seconds:.0f} s, {found} findings\n\n"
        "| memory in MB | first quarter | last quarter | ratio |\n| --- | ---: | ---: | ---: |\n"
    )
    ratios = []
    for name in ("suite", "sandbox"):
        before, after = (statistics.mean(getattr(one, name) for one in part) for part in (first, last))
        ratios.append(after / before)
        sys.stdout.write(f"| {name} | {before:.1f} | {after:.1f} | {ratios[-1]:.3f} |\n")
    return 1 if found or ratios[0] > _FLAT else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
