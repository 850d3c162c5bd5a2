"""Wiring only: Hypothesis profiles, fixtures, and pytest's hooks, which call `conformance.suite`.

The suite's own tests under tests/ see this file as well; nothing here starts a target for them.
"""

from __future__ import annotations

import datetime
import errno
import json
import os
from collections.abc import Generator
from typing import Any

import hypothesis
import pytest

from conformance import (
    collector,
    digests,
    errors,
    examples,
    invalid_inputs,
    listener,
    options,
    signals,
    subject,
    terminal,
    verdict,
)
from conformance.keeper import Reported
from conformance.model import ItemResult
from conformance.provocations.scenario import Provoker
from conformance.run import Run
from conformance.shared import Handed
from conformance.suite import Suite
from reports import annotations as job_annotations
from reports import closing, summary, text

#: How many findings of an item its failure tells, and in how many characters each, with its command line.
MAX_FINDINGS, MAX_SAID = 5, 4_000

_SUITE = pytest.StashKey[Suite]()

#: The key under which a worker hands over what it has not reported.
_UNREPORTED = "conformance_unreported"

#: What the system says where a report cannot be written.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})

_FEW = hypothesis.settings(
    deadline=None,
    database=None,
    derandomize=True,
    print_blob=False,
    report_multiple_bugs=False,
    # Shrinking against a target costs several times the requests: the smallest request seen is kept instead.
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    suppress_health_check=(hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large),
)
hypothesis.settings.register_profile("small", _FEW, max_examples=2)
hypothesis.settings.register_profile("ci", _FEW, max_examples=10)
hypothesis.settings.register_profile("deep", _FEW, max_examples=100, derandomize=False)
hypothesis.settings.register_profile(
    "debug", _FEW, max_examples=100, phases=(*_FEW.phases, hypothesis.Phase.shrink)
)


class _Current:
    """Some hooks below are given no session; pytest runs one in a process."""

    suite: Suite | None = None
    session: pytest.Session | None = None
    said: tuple[verdict.ExitCode, str] | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's options."""
    options.add(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read options and contract, and say where pytest's own reports go, before its plugins look."""
    if not subject.are_selected(config):
        return
    collector.keep()
    # Hypothesis' own plugin comes after this and loads what --hypothesis-profile names.
    hypothesis.settings.load_profile("ci")
    digests.remember()
    try:
        suite = Suite.of(options.read(config), today=datetime.date.today(), handed=Handed.to_worker(config))
    except errors.ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    if not suite.is_worker:
        try:
            suite.begin()
        except OSError as error:
            raise pytest.UsageError(f"{suite.directory.path} cannot be written: {error}") from error
        if not config.option.collectonly:
            suite.launch()
    config.stash[_SUITE] = suite
    signals.end_as_interrupted(is_worker=suite.is_worker)
    option, directory = config.option, suite.directory
    option.allure_report_dir = option.allure_report_dir or str(directory.allure_results)
    option.xmlpath = option.xmlpath or str(directory.junit)


def pytest_configure_node(node: Any) -> None:
    """Hand the target to a worker of pytest-xdist."""
    if _SUITE in node.config.stash:
        node.workerinput.update(node.config.stash[_SUITE].hand_over())


def pytest_testnodedown(node: Any) -> None:
    """Keep what a worker of pytest-xdist had asked ahead and could not report any more."""
    for value in json.loads(getattr(node, "workeroutput", {}).get(_UNREPORTED, "[]")):
        node.config.stash[_SUITE].keep(Reported.from_json(value))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each mutation that a scenario is about, and for each workflow."""
    if _SUITE not in metafunc.config.stash:
        return
    suite = metafunc.config.stash[_SUITE]
    chosen = suite.options.mutations
    if "mutation" in metafunc.fixturenames:
        function = metafunc.definition.originalname
        names = list(subject.mutations(suite.contract, function, chosen))
        metafunc.parametrize("mutation", names, ids=subject.ids(function))
    if "workflow" in metafunc.fixturenames:
        metafunc.parametrize("workflow", list(subject.workflows(suite.workflows, chosen)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop the items of other shards, and what pytest makes of a scenario that is about no mutation.

    After -k and -m, so that what they select is divided.
    """
    kept = [item for item in items if not subject.is_about_nothing(item)]
    if _SUITE in config.stash:
        suite = config.stash[_SUITE]
        kept = sorted(suite.divide(kept), key=suite.turns.of)
    dropped = set(items) - set(kept)
    if dropped:
        config.hook.pytest_deselected(items=[item for item in items if item in dropped])
    items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Find the target before the first item, so that a dead one is said once."""
    if _SUITE in session.config.stash and session.items and not session.config.option.collectonly:
        selected = [
            one for one in session.items if isinstance(one, pytest.Function) and subject.is_of_suite(one)
        ]
        if len(selected) == len(session.items):
            collector.settle()
        session.config.stash[_SUITE].prepare(selected)


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """The run that all items share."""
    return request.config.stash[_SUITE].run()


@pytest.fixture(scope="session")
def provoker(request: pytest.FixtureRequest) -> Provoker:
    """What causes documented errors, for all items."""
    return request.config.stash[_SUITE].provoker()


@pytest.fixture(scope="session")
def surveys(request: pytest.FixtureRequest) -> invalid_inputs.Surveys:
    """What a survey of invalid inputs found out, taken when the first item needs it."""
    found = request.config.stash[_SUITE].surveys
    assert found is not None, "it is made when collection has finished"
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """In a worker of pytest-xdist, call the next item as well: it is the only one that is known."""
    if _Current.suite is not None and subject.is_of_suite(item):
        _Current.suite.expect(item, nextitem)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what safety forbids; the reason stands in every report."""
    if subject.is_of_suite(item):
        suite = item.config.stash[_SUITE]
        suite.told().begin(*suite.agenda.places(item)[0], subject.tier(item))
        reason = suite.agenda.refusal(item)
        if reason is not None:
            suite.told().refuse(suite.agenda.places(item)[0][1])
            pytest.skip(f"not exercised: {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object | None:
    """Wait for an item that is called ahead, and fail it for what was found after all was asked."""
    if not subject.is_of_suite(pyfuncitem):
        return None
    suite = pyfuncitem.config.stash[_SUITE]
    said = []
    try:
        suite.wait(pyfuncitem)
    except errors.ViolationError as error:
        # The target is wrong, and not the test: it fails below, with the request that Hypothesis shrank.
        said = [str(error)]
    except pytest.skip.Exception:
        suite.told().refuse(suite.agenda.places(pyfuncitem)[0][1])
        raise
    result = ItemResult.joined(suite.results(pyfuncitem))
    if result.not_exercised is not None:
        suite.told().refuse(result.mutation)
        pytest.skip(f"not exercised: {result.not_exercised}")
    broken = [one for one in result.evidence if verdict.fails(one, suite.options.fail_on)]
    suite.told().end(result, subject.tier(pyfuncitem), broken)
    said = [str(one) for one in broken] or said
    if said:
        pytest.fail(_bounded(said), pytrace=False)
    return True


def _bounded(said: list[str]) -> str:
    """What a failure says, short enough for a terminal and for a CI server's view of JUnit."""
    told = [text.block(one, MAX_SAID) for one in said[:MAX_FINDINGS]]
    left = len(said) - len(told)
    return "\n".join([*told, f"and {left} more findings, in violations.jsonl"] if left else told)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach what is known of an item to its report, which pytest-xdist carries to the controller."""
    report = yield
    if not subject.is_of_suite(item):
        return report
    blamed = subject.causes(call.excinfo.value) if call.excinfo else ()
    unreachable = subject.unreachable(call.excinfo.value if call.excinfo else None)
    if subject.is_ended_by(report):
        suite = item.config.stash[_SUITE]
        report.conformance = subject.carried(suite.report(item, unreachable), is_worker=suite.is_worker)
    if unreachable is not None and report.failed:
        # Where in this suite nobody answered is of no use to anybody.
        report.longrepr = text.block(unreachable, MAX_SAID)
    if subject.ends_run(call.excinfo.value if call.excinfo else None):
        item.session.shouldstop = f"the target could not be asked: {unreachable}"
    elif (
        unreachable is None
        and report.failed
        and not any(isinstance(one, pytest.fail.Exception) for one in blamed)
    ):
        report.conformance_bug = f"{item.nodeid}: {blamed[0]!r:.300}" if blamed else item.nodeid
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect results in the controlling process, and write findings at once."""
    suite = _Current.suite
    if suite is None or suite.is_worker:
        return
    if hasattr(report, "conformance_bug"):
        suite.tally.bugs.append(report.conformance_bug)
    elif report.failed and not hasattr(report, "conformance"):
        # A worker that died reports its item as failed and knows nothing of it: that is never a success.
        suite.tally.bugs.append(f"{report.nodeid}: {str(report.longrepr)[:300]}")
    for reported in subject.reported_by(report):
        suite.keep(reported)
    if suite.tally.unwritable and _Current.session is not None:
        _Current.session.shouldstop = f"reports cannot be written: {suite.tally.unwritable}"


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A test file that cannot be read is our own bug, and no interruption."""
    if report.failed and _Current.suite is not None:
        _Current.suite.tally.bugs.append(f"{report.nodeid}: {str(report.longrepr)[-300:]}")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember the suite for the hooks that are given no configuration, and take over the terminal."""
    _Current.suite = session.config.stash.get(_SUITE, None)
    _Current.session = session
    if _Current.suite is not None:
        listener.leave_out_fixtures(session.config.pluginmanager)
    if _Current.suite is not None and not _Current.suite.is_worker:
        terminal.register(session.config)
    # Hypothesis' plugin has loaded the profile by now, and no test is defined yet.
    if _Current.suite is not None and os.environ.get(examples.VARIABLE):
        try:
            examples.use(os.environ[examples.VARIABLE])
        except errors.ConfigError as error:
            raise pytest.UsageError(str(error)) from error


def pytest_keyboard_interrupt() -> None:
    """Let nothing disturb the end of an interrupted run, which comes soon: nobody waits for an answer."""
    if _Current.suite is not None:
        signals.ignore()
        _Current.suite.abandon()


def pytest_internalerror(excinfo: pytest.ExceptionInfo[BaseException]) -> bool | None:
    """Tell a disk that is full from a bug of ours; either ends the run, and neither is silent."""
    suite = _Current.suite
    if suite is None or suite.is_worker:
        return None
    if isinstance(excinfo.value, OSError) and excinfo.value.errno in _UNWRITABLE:
        suite.cannot_write(excinfo.value)
        return True
    suite.tally.bugs.append(f"pytest: {excinfo.value!r:.300}")
    return None


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> Generator[None, object, object]:
    """End the target and turn what was found into the exit code; then let others write their reports."""
    suite = session.config.stash.get(_SUITE, None)
    if suite is None:
        return (yield)
    suite.close(judges_waivers=exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED))
    if suite.is_worker:
        left = [one.as_json() for one in suite.unreported()]
        session.config.workeroutput[_UNREPORTED] = json.dumps(left)  # type: ignore[attr-defined]  # xdist's
    collector.keep()
    reports = not suite.is_worker and not session.config.option.collectonly
    if reports and exitstatus != pytest.ExitCode.USAGE_ERROR:
        interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
        session.exitstatus = int(
            suite.conclude(interrupted=interrupted, at=datetime.datetime.now(datetime.UTC))
        )
    # pytest's summary comes after this, and has no place where it failed itself.
    is_said_later = exitstatus != pytest.ExitCode.INTERNAL_ERROR
    try:
        return (yield)
    except OSError as error:
        if suite.is_worker or error.errno not in _UNWRITABLE:
            is_said_later = False
            raise
        suite.cannot_write(error)
        session.exitstatus = int(suite.judge())
        return None
    except BaseException:
        is_said_later = False
        raise
    finally:
        if not is_said_later:
            _say(suite, session.config)
        collector.end()


def pytest_terminal_summary(config: pytest.Config) -> None:
    """End with the table, the path of the report and the verdict, after the failures that pytest tells."""
    suite = config.stash.get(_SUITE, None)
    if suite is not None:
        _say(suite, config)


def _say(suite: Suite, config: pytest.Config) -> None:
    """Say how the run ended, unless this was said already."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if suite.verdict is None or suite.verdict == _Current.said or reporter is None:
        return
    _Current.said = suite.verdict
    code, line = suite.verdict
    if suite.dry is not None:
        reporter.write_line("")
        for planned in suite.dry.lines():
            reporter.write_line(planned)
    elif suite.tally.results:
        writer = reporter._tw
        closed = closing.text_of(suite.figures(), writer.fullwidth, color=writer.hasmarkup)
        reporter.write_line("")
        reporter.write_line(closed.rstrip())
        reporter.write_line(f"report: {suite.directory.path}")
    if suite.options.annotates and suite.dry is None:
        for command in job_annotations.of(suite.figures().causes, fail_on=suite.options.fail_on):
            reporter.write_line(command)
        summary.add_to_job(suite.directory.path, os.environ)
    is_good = code is verdict.ExitCode.CONFORMANT
    reporter.write_line(f"{line} (exit code {int(code)})", bold=True, green=is_good, red=not is_good)
