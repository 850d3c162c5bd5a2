"""The suite in a pytest session: what it was given, what it opens, what it found, its verdict.

`conftest.py` calls it from pytest's hooks. One session has one, in the controlling process and in each
worker of pytest-xdist; only the controlling one keeps results.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import attrs
import hypothesis
import pytest

from conformance import (
    about,
    calling,
    conclusion,
    division,
    embedded,
    errors,
    figures,
    invalid_inputs,
    replay,
    session,
    subject,
    verdict,
    waivers,
)
from conformance.agenda import Agenda
from conformance.ahead import Ahead
from conformance.conclusion import Ended
from conformance.drift import judging
from conformance.drift import scenario as drift
from conformance.drift.probing import Probe
from conformance.dry_run import DryRun
from conformance.keeper import Keeper, Reported
from conformance.model import ItemResult, Tier
from conformance.provocations.scenario import Provoker
from conformance.run import Run
from conformance.shared import Handed, Shared
from conformance.target import journal
from conformance.target.budget import SURVEY
from conformance.target.control import Control
from conformance.told import Told
from conformance.turns import Turns
from conformance.verdict import ExitCode
from conformance.workflows import table
from conformance.workflows.table import Workflow
from reports import record
from reports.about import About
from reports.coverage import baseline as baselines
from reports.directory import Directory
from reports.drift import formats
from reports.figures import Figures
from reports.record import Record
from schema.contract import Contract


@attrs.define
class Suite:
    """The state of one session. Nothing is opened before it is needed."""

    options: session.Options
    contract: Contract
    waivers: tuple[waivers.Waiver, ...]
    today: datetime.date
    workflows: Mapping[str, Workflow]
    shared: Shared
    baseline: baselines.Baseline | None = None
    tally: verdict.Tally = attrs.Factory(lambda self: verdict.Tally(self.options.fail_on), takes_self=True)
    surveys: invalid_inputs.Surveys | None = None
    ahead: Ahead[pytest.Function] | None = None
    verdict: tuple[ExitCode, str] | None = None
    _figures: Figures | None = None
    _launched: embedded.Launched | None = None
    _target: session.Target | None = None
    _run: Run | None = None
    _provoker: Provoker | None = None
    _journal_begins: int = 0
    _keeper: Keeper = attrs.Factory(lambda self: Keeper(self.directory), takes_self=True)
    _told: Told | None = None
    _probed: Probe | None = None

    @classmethod
    def of(cls, options: session.Options, *, today: datetime.date, handed: Handed | None) -> Suite:
        """Read what the options name; ConfigError if it cannot be read."""
        contract = session.load_contract(options)
        listed = waivers.load(options.waivers, contract)
        # Only the controlling process writes reports.
        baseline = baselines.load(options.baseline) if options.baseline and handed is None else None
        workflows = {one.name: one for one in table.load(contract, options.contract)}
        return cls(options, contract, listed, today, workflows, Shared(handed), baseline)

    @property
    def is_worker(self) -> bool:
        """Whether another process keeps the results."""
        return self.shared.is_worker

    @property
    def stops_at_first(self) -> bool:
        """Whether the first violation of an item ends it, so that Hypothesis shrinks it."""
        return hypothesis.Phase.shrink in hypothesis.settings().phases

    @property
    def directory(self) -> Directory:
        """Where it reports."""
        return Directory(self.options.report_dir)

    @property
    def dry(self) -> DryRun | None:
        """What would be sent, in a run that sends nothing."""
        return None if self._run is None else self._run.dry

    def begin(self) -> None:
        """Empty the report directory and say that a run has begun; OSError if it cannot be written."""
        self.directory.start()
        self._record(ended=False)

    def launch(self) -> None:
        """Begin to start the sandbox, if it is the target: it takes as long as collecting the items."""
        self._launched = session.launch(self.options)

    def target(self) -> session.Target:
        """The target, opened when it is first asked for; ends the session if there is none."""
        if self._target is None:
            try:
                self._target = self._opened()
            except (errors.ConfigError, errors.TargetError) as error:
                self._give_up(error)
            if not self.is_worker:
                self._record(ended=False)
        return self._target

    def run(self) -> Run:
        """The run that all items share; ends the session if it cannot be opened."""
        if self._run is None:
            target = self.target()
            if not self.is_worker:
                self._journal_begins = journal.begin(self._journal, afresh=target.is_embedded)
            try:
                self._run = session.open_run(
                    self.options,
                    self.contract,
                    target,
                    control=self.control(),
                    stop_at_first=self.stops_at_first,
                )
            except errors.ConfigError as error:
                self._give_up(error)
        return self._run

    @property
    def agenda(self) -> Agenda:
        """What the run is to do, item by item."""
        return Agenda(self.run(), self.workflows)

    def provoker(self) -> Provoker:
        """What causes documented errors, for all items."""
        if self._provoker is None:
            self._provoker = Provoker(self.run())
        return self._provoker

    def about(self) -> About:
        """What reports say of the run as a whole."""
        return about.of(self.options, None if self._target is None else self._target.profile)

    def told(self) -> Told:
        """What speaks to Allure in this process."""
        if self._told is None:
            self._told = Told(self.contract, self.about())
        return self._told

    def hand_over(self) -> Mapping[str, str]:
        """What a worker needs: all workers ask the same target."""
        return self.shared.hand_over(self.target())

    def control(self) -> Control:
        """What decides when a request may be sent, for all processes of the run."""
        return self.shared.control(self.target())

    @property
    def turns(self) -> Turns:
        """When its items are called."""
        width = 1 if self.stops_at_first else self.options.concurrency
        return Turns(self.contract, self.workflows, width, self.is_worker)

    def prepare(self, selected: Sequence[pytest.Function]) -> None:
        """Find the target and what it lacks, and say what is asked of it once and what ahead."""
        run = self.run()
        allowed = [item for item in selected if self.agenda.refusal(item) is None]
        plan = [(subject.tier(item), place) for item in allowed for place in self.agenda.places(item)]
        run.client.control.plan([(Tier.PROBE, SURVEY), *plan])
        if run.dry is None:
            self._probe(run, allowed)
        asked = [item for item in allowed if self.agenda.refusal(item) is None]
        places = map(subject.place, asked)
        surveys = invalid_inputs.Surveys(
            run,
            tuple(mutation for scenario, mutation in places if scenario == invalid_inputs.SCENARIO),
            self.options.concurrency,
            shared=self.shared.file if self.is_worker else None,
        )
        self.surveys = surveys
        if not surveys.mutations:
            run.client.control.finish(SURVEY)

        def call(item: pytest.Function) -> None:
            given = {"run": run, "surveys": surveys, "provoker": self.provoker(), **item.callspec.params}
            ended: BaseException | None = None
            try:
                calling.call(run, item, self.agenda.places(item)[0], given)
            except BaseException as error:
                ended = error
                raise
            finally:
                self._finish(item, ended)

        if run.dry is not None:
            self.agenda.announce(run.dry, selected, surveys.mutations)
        self.ahead = self.turns.ahead(asked, call)
        if self.options.concurrency > 1:
            surveys.begin()

    def _probe(self, run: Run, items: Sequence[pytest.Function]) -> None:
        """Find out what the target lacks, before anything else is asked."""
        shared = self.shared.file if self.is_worker else None
        probe = drift.take(self.contract, run.client, self.agenda.mutations(items), shared)
        run.lacks(probe, functools.partial(drift.claims, shared))

    def divide(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The items that belong to this shard, in their order; ends the session if the options are wrong."""
        try:
            return division.of(items, self.options, self.contract, tuple(self.workflows.values()))
        except errors.ConfigError as error:
            self._give_up(error)

    def expect(self, *coming: pytest.Item | None) -> None:
        """Call items ahead that a worker is about to come to; in one process all are known from the start."""
        for item in self.turns.coming(*coming) if self.is_worker else ():
            if self.ahead is not None and self.agenda.refusal(item) is None:
                self.ahead.expect(item)

    def wait(self, item: pytest.Function) -> None:
        """Wait until an item was called; raises whatever it raised."""
        assert self.ahead is not None, "it is made when collection has finished"
        self.ahead.wait(item)

    def results(self, item: pytest.Item) -> tuple[ItemResult, ...]:
        """What is known of an item, a result for each of its mutations."""
        return self._keeper.results(self.agenda.places(item), lambda place: self.result(*place))

    def _finish(self, item: pytest.Item, ended: BaseException | None) -> None:
        """Write what an item showed, unless it was ended by the end of the run: see `unreported`."""
        if self.run().client.is_abandoned or subject.ends_run(ended):
            return
        unreachable = subject.unreachable(ended)
        try:
            self._keeper.finish(self.result(*place, unreachable) for place in self.agenda.places(item))
        except OSError as error:
            # In a worker this is no matter: the controlling process tries as well, and ends the run.
            if not self.is_worker:
                self.cannot_write(error)

    def report(self, item: pytest.Item, target_error: str | None) -> tuple[Reported, ...]:
        """The same of an item that has ended, for the controlling process."""
        places = self.agenda.places(item)
        return self._keeper.report(places, lambda place: self.result(*place, target_error))

    def unreported(self) -> tuple[Reported, ...]:
        """What was found in items that were called ahead of a run that ended early."""
        known = {} if self._run is None else self._run.items
        left = self._keeper.left([place for place, item in known.items() if item.requests])
        return self._keeper.report(left, lambda place: self.result(*place))

    def result(self, scenario: str, mutation: str, target_error: str | None = None) -> ItemResult:
        """What is known of a mutation in a scenario, with what is waived of it."""
        result = self.run().result(scenario, mutation, target_error)
        return attrs.evolve(result, evidence=waivers.apply(self.waivers, result.evidence, self.today))

    def keep(self, reported: Reported) -> None:
        """Count what is known of an item, and write it if it is not; that it cannot be is remembered."""
        self.tally.results.append(reported.result)
        try:
            if not reported.is_written:
                self.directory.keep(reported.result)
        except OSError as error:
            self.cannot_write(error)

    def cannot_write(self, error: OSError) -> None:
        """Remember why reports cannot be written, and stop asking: what cannot be kept is of no use."""
        self.tally.unwritable = self.tally.unwritable or str(error)
        self.abandon()

    def abandon(self) -> None:
        """Ask nothing more, and wait for no answer."""
        if self._run is not None:
            self._run.client.abandon()

    def close(self, *, judges_waivers: bool) -> None:
        """Ask the case of each waiver again if that is to be judged, and let the target go."""
        if not judges_waivers:
            self.abandon()
        if self.ahead is not None:
            self.ahead.stop()
        if self.surveys is not None:
            self.surveys.stop()
        if judges_waivers:
            self._judge_waivers()
        if self._run is not None:
            self._probed = self._run.probe
            self._run.client.close()
        if self._probed is None and self.shared.is_used:
            self._probed = drift.left_by(self.shared.file)
        self.shared.close()
        if self._target is not None:
            self._target.stop()
        elif self._launched is not None:
            self._launched.stop()

    def conclude(self, *, interrupted: bool, at: datetime.datetime) -> ExitCode:
        """Write what a whole run tells, and give its exit code. `at` is the time now, in UTC."""
        for reported in self.unreported():
            self.keep(reported)
        if self.dry is not None:
            self.tally.dry_run = len(self.dry.planned)
        if self._target is not None and not self._target.is_embedded:
            entries = journal.read(self._journal, begins=self._journal_begins)
            self.tally.left_behind = journal.described(journal.outstanding(entries))
        ended = Ended(
            contract=self.contract,
            tally=self.tally,
            about=self.about(),
            at=at,
            interrupted=interrupted,
            baseline=self.baseline,
            workflows=tuple(self.workflows.values()),
        )
        try:
            self._write_drift()
            code, self._figures = conclusion.write(self.directory, ended)
            self.verdict = code, self._figures.verdict
            self._record(ended=True, interrupted=interrupted)
        except OSError as error:
            self.cannot_write(error)
            return self.judge(interrupted=interrupted)
        return self.verdict[0]

    def _write_drift(self) -> None:
        """Leave what was found about the schema, by this process or by its workers."""
        probe = self._probed
        if probe is not None:
            accepted = judging.accepted(self.waivers, probe.changes, self.today)
            formats.write(self.directory.path, drift.reviewed(probe, self.about().target, accepted=accepted))

    def judge(self, *, interrupted: bool = False) -> ExitCode:
        """The exit code of what is known, where nothing more can be written."""
        self.verdict = verdict.judge(self.tally, interrupted=interrupted)
        return self.verdict[0]

    def figures(self) -> Figures:
        """What the closing table says: as it was concluded, or what is known if that could not be written."""
        if self._figures is not None:
            return self._figures
        line = "" if self.verdict is None else self.verdict[1]
        return figures.of(self.contract, self.tally, about=self.about(), verdict=line)

    @property
    def _journal(self) -> Path:
        return self.directory.path / journal.NAME

    def _opened(self) -> session.Target:
        if self.shared.handed is not None:
            return session.Target.from_json(json.loads(self.shared.handed.target))
        return session.open_target(self.options, self.contract, os.environ, launched=self._launched)

    def _record(self, *, ended: bool, interrupted: bool = False) -> None:
        """Say what this run is, and how it ended."""
        shard, tally = self.options.shard, self.tally
        known = Record(
            about=self.about(),
            shard=(shard.number, shard.count),
            fail_on=tally.fail_on.value,
            ended=ended,
            interrupted=interrupted,
            bugs=tuple(tally.bugs),
            unreachable=tally.unreachable,
            waivers=tally.waivers.problems,
            unchecked=tally.waivers.unchecked,
        )
        record.write(self.directory.path, known)

    def _give_up(self, error: Exception) -> NoReturn:
        self.verdict = (ExitCode.UNUSABLE, str(error))
        if not self.is_worker:
            self.tally.unreachable = str(error)
            self._record(ended=True)
        pytest.exit(str(error), returncode=int(ExitCode.UNUSABLE))

    def _judge_waivers(self) -> None:
        """In the process that judges the run."""
        if not self.waivers or self.is_worker or self._target is None or self.options.dry_run:
            return
        client, shard = self.run().client, self.options.shard
        # Each is asked by one shard: asking it may change something.
        own = self.waivers[shard.number - 1 :: shard.count]
        try:
            outcomes = [replay.of_waiver(client, self.contract, one) for one in own]
        except errors.TargetError as error:
            self.tally.unreachable = str(error)
        else:
            self.tally.waivers = waivers.judge(own, self.tally.evidence, outcomes, self.today)
