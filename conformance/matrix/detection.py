"""Running the suite against faults, and reading from its reports what it caught."""

from __future__ import annotations

import fnmatch
import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from conformance import checkout, rules
from conformance.errors import ConfigError
from conformance.matrix import expectations, placement, sequences, visibility
from conformance.matrix.expectations import Expectation
from conformance.states import State
from conformance.verdict import ExitCode
from reports import items, states, violations
from sandbox import faults
from schema import contract as contracts

#: So few faults are asked about alone: nothing fires elsewhere that a run with many would not show.
FEW = 8

#: Prints a line of progress.
Say = Callable[[str], object]


@attrs.define
class Caught:
    """What was seen of a fault over all seeds; `requests` are those of its mutation until it was caught."""

    seeds: int = 0
    times: int = 0
    rules: set[str] = attrs.Factory(set)
    unexpected: set[str] = attrs.Factory(set)
    requests: list[int] = attrs.Factory(list)
    missed_on: list[str] = attrs.Factory(list)

    @property
    def is_caught(self) -> bool:
        """Whether the rule that names it fired in every seed."""
        return 0 < self.seeds == self.times


@attrs.define
class Matrix:
    """The faults and what was seen of each; `elsewhere` are findings at mutations without any fault.

    `unplaced` are faults whose rule the clean run passed at no mutation where they have a place. `stopped`
    is why not all placements were asked, if they were not.
    """

    faults: dict[str, Caught] = attrs.Factory(dict)
    unplaced: list[str] = attrs.Factory(list)
    elsewhere: list[str] = attrs.Factory(list)
    stopped: ConfigError | KeyboardInterrupt | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every placed fault was caught and nothing unrelated fired."""
        silent = not self.elsewhere and not any(one.unexpected for one in self.faults.values())
        if self.stopped is not None:
            return False
        return silent and bool(self.faults) and all(one.is_caught for one in self.faults.values())

    def as_json(self) -> dict[str, Any]:
        """Plain values, by fault."""
        return {
            "faults": {
                name: {
                    "caught": one.is_caught,
                    "seeds": one.seeds,
                    "times": one.times,
                    "rules": sorted(one.rules),
                    "unexpected": sorted(one.unexpected),
                    "requests": sorted(one.requests)[len(one.requests) // 2] if one.requests else None,
                    "missed_on": one.missed_on,
                }
                for name, one in sorted(self.faults.items())
            },
            "unplaced": self.unplaced,
            "elsewhere": self.elsewhere,
        }


@attrs.frozen(kw_only=True)
class Settings:
    """What to run: faults by glob, how many seeds and from which, with which profile, on which contract."""

    glob: str = "*"
    seeds: int = 1
    first_seed: int = 0
    profile: str = "ci"
    directory: Path | None = None
    workers: int = 0


def run(settings: Settings, say: Say) -> Matrix:
    """Find out which faults are caught; ConfigError if the glob matches none, or the clean run does not end.

    A later run that does not end, or Ctrl-C, stops it with what is known by then.
    """
    table = expectations.read(
        expectations.TABLE.read_text(encoding="utf-8"), faults.ALL, [rule.id for rule in rules.ALL]
    )
    chosen = {name: table[name] for name in faults.ALL if fnmatch.fnmatch(name, settings.glob)}
    if not chosen:
        raise ConfigError(
            f"--faults: {settings.glob!r} matches no fault; list them with sandbox --list-faults"
        )
    matrix = Matrix()
    with tempfile.TemporaryDirectory(prefix="conformance-matrix-") as directory:
        clean = _ask(settings, Path(directory), 0, {}, say)
        matrix.elsewhere += [f"clean: {line['mutation']} {line['rule']}" for line in clean.findings]
        known = candidates(contracts.load(settings.directory), chosen, clean.states)
        matrix.unplaced = [name for name in sorted(chosen) if not known[name]]
        for seed in range(settings.first_seed, settings.first_seed + settings.seeds):
            for number, placed in enumerate(placement.place(known, seed, sequences.apart)):
                whole = is_whole(settings, seed, number, len(placed))
                try:
                    reports = _ask(settings, Path(directory), seed, placed, say, whole=whole)
                    learn(matrix, chosen, placed, reports)
                except (ConfigError, KeyboardInterrupt) as error:
                    matrix.stopped = error
                    return matrix
    return matrix


def is_whole(settings: Settings, seed: int, number: int, count: int) -> bool:
    """Whether a round of a placement, with so many faults, asks every mutation, and not only those with one.

    Those are enough for few faults, and in later placements for what found no room in the first round: how
    these faults are seen elsewhere is known from the first placement.
    """
    return count > FEW and (number == 0 or seed == settings.first_seed)


def run_clean(settings: Settings, exchanges: int, say: Say) -> tuple[int, list[str]]:
    """Ask sandboxes without faults, one a seed, until so many exchanges were judged; what was found."""
    sent, found = 0, []
    with tempfile.TemporaryDirectory(prefix="conformance-matrix-") as directory:
        for seed in itertools.count(settings.first_seed):
            if sent >= exchanges:
                break
            reports = _ask(settings, Path(directory), seed, {}, say)
            sent += sum(item["requests"] for item in reports.items)
            found += [
                f"seed {seed}: {line['mutation']} {line['rule']} {line['path']}" for line in reports.findings
            ]
    return sent, found


@attrs.frozen
class Reports:
    """What one run of the suite reported: lines of its files, and states by mutation and rule."""

    findings: Sequence[Mapping[str, Any]]
    items: Sequence[Mapping[str, Any]]
    states: Mapping[str, Mapping[str, str]]


def _ask(
    settings: Settings, directory: Path, seed: int, placed: Mapping[str, str], say: Say, *, whole: bool = True
) -> Reports:
    """One run of the suite, `whole` or of what the faults concern; what it reported."""
    command = [sys.executable, "-m", "conformance", "run", "--profile", settings.profile]
    command += ["--report-dir", str(directory), "--sandbox", f"--seed {seed}"]
    command += [f"--fault={fault}@{mutation}" for fault, mutation in placed.items()]
    if settings.directory is not None:
        command += ["--contract", str(settings.directory)]
    command += ["--", "-q", *(["-n", str(settings.workers)] if settings.workers else [])]
    if not whole:
        command += ["-k", " or ".join(sequences.names(placed))]
    say(f"seed {seed}: {len(placed)} faults" if placed else "without faults")
    done = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode not in (ExitCode.CONFORMANT, ExitCode.VIOLATIONS):
        lines = (done.stdout + done.stderr).strip().splitlines() or ["it said nothing"]
        said = next((line for line in lines if "(exit code" in line), lines[-1])
        raise ConfigError(f"a run of the suite did not end as one should: {said}")
    return Reports(
        findings=list(_lines(directory / violations.NAME)),
        items=list(_lines(directory / items.NAME)),
        states=json.loads((directory / states.NAME).read_text(encoding="utf-8")),
    )


def _lines(file: Path) -> Iterable[Mapping[str, Any]]:
    return (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())


def candidates(
    contract: contracts.Contract,
    chosen: Mapping[str, Expectation],
    clean: Mapping[str, Mapping[str, str]],
) -> dict[str, list[str]]:
    """The mutations at which a fault has a place and the clean run passed the rule that names it.

    `clean` are the states of a run without faults, by mutation and by a rule's id.
    """
    selected = visibility.Selected.of(contract)
    return {
        name: [
            mutation
            for mutation in sorted(contract.mutations)
            if any(clean[mutation][rule] == State.PASSED for rule in expected.names(clean[mutation]))
            and selected.shows(faults.ALL[name], mutation)
            and sequences.shows(name, mutation)
        ]
        for name, expected in chosen.items()
    }


def learn(
    matrix: Matrix, chosen: Mapping[str, Expectation], placed: Mapping[str, str], reports: Reports
) -> None:
    """Add what one run showed of the faults that were placed in it."""
    found: dict[str, set[str]] = {}
    for line in reports.findings:
        found.setdefault(line["mutation"], set()).add(line["rule"])
    for fault, mutation in placed.items():
        one, expected = matrix.faults.setdefault(fault, Caught()), chosen[fault]
        fired = found.pop(mutation, set())
        one.seeds += 1
        one.rules |= fired
        naming = expected.names(fired)
        one.unexpected |= (
            fired - expected.beside - set(naming) - sequences.consequences(fired, mutation, placed)
        )
        if naming:
            one.times += 1
            one.requests.append(_requests_until(reports, mutation, naming))
        else:
            one.missed_on.append(mutation)
    around = {fault: chosen[fault].around for fault in placed}
    matrix.elsewhere += [
        f"{mutation} {rule}"
        for mutation, fired in found.items()
        for rule in sorted(
            fired
            - sequences.consequences(fired, mutation, placed)
            - sequences.known_around(around, mutation, placed)
        )
    ]


def _requests_until(reports: Reports, mutation: str, naming: Sequence[str]) -> int:
    """How many requests were sent for a mutation until one of the rules was broken the first time."""
    first = {
        line["scenario"]: line["first_request"]
        for line in reversed(reports.findings)
        if line["mutation"] == mutation and line["rule"] in naming
    }
    total = 0
    for item in reports.items:
        if item["mutation"] == mutation:
            if item["scenario"] in first:
                return total + int(first[item["scenario"]])
            total += item["requests"]
    return total
