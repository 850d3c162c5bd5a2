"""What a whole run tells, written where it reports: of one run, or of the shards of one read together."""

from __future__ import annotations

import datetime
import os

import attrs

from conformance import figures, rules, states, verdict
from conformance.coverage import table as coverage
from conformance.rules import listing
from conformance.verdict import ExitCode, Tally
from conformance.workflows.table import Workflow
from reports.about import About
from reports.coverage import comparison
from reports.coverage.baseline import Baseline
from reports.coverage.ran import Ran
from reports.directory import Directory
from reports.figures import Figures
from schema.contract import Contract


@attrs.frozen(kw_only=True)
class Ended:
    """A run that came to its end at a time in UTC, and an earlier one that it is held against.

    `workflows` are those of the contract.
    """

    contract: Contract
    tally: Tally
    about: About
    at: datetime.datetime
    interrupted: bool = False
    baseline: Baseline | None = None
    workflows: tuple[Workflow, ...] = ()


def write(directory: Directory, ended: Ended) -> tuple[ExitCode, Figures]:
    """Judge a run and write what it tells as a whole: its exit code, and its figures with the verdict."""
    contract, tally = ended.contract, ended.tally
    code, line = verdict.judge(tally, interrupted=ended.interrupted)
    table = states.table(contract, tally.results)
    ran = Ran(
        about=ended.about,
        verdict=line,
        exit_code=int(code),
        at=ended.at,
        contract=contract,
        results=tuple(tally.results),
        rules=listing.as_json(rules.ALL),
        states=table,
        figures=coverage.figures(contract, tally.results, ended.workflows),
    )
    compared = None if ended.baseline is None else comparison.between(ended.baseline, ran)
    known = figures.of(contract, tally, about=ended.about, verdict=line, table=table)
    shown = figures.covering(known, ran.figures, compared)
    directory.finish(shown, table, os.environ)
    directory.cover(ran, ended.baseline)
    return code, shown
