"""Wiring only: options, fixtures, Hypothesis profiles, and hooks from pytest into run and reports.

The suite's own tests under tests/ see this file as well; nothing here starts a target for them.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import attrs
import hypothesis
import pytest

from conformance import cases, errors, invalid_inputs, replay, session, states, verdict, waivers
from conformance.ahead import Ahead
from conformance.model import ItemResult, Level, Tier
from conformance.run import Run
from reports import allure, items, summary, violations
from reports import states as state_file
from schema import contract as contracts

SUITE = Path(__file__).parent / "conformance"

_OPTIONS = pytest.StashKey[session.Options]()
_CONTRACT = pytest.StashKey[contracts.Contract]()
_TARGET = pytest.StashKey[session.Target]()
_RUN = pytest.StashKey[Run]()
_SURVEYS = pytest.StashKey[invalid_inputs.Surveys]()
_DIRECTORY = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
_AHEAD = pytest.StashKey[Ahead[pytest.Function]]()
_WAIVERS = pytest.StashKey[tuple[waivers.Waiver, ...]]()
_TODAY = pytest.StashKey[datetime.date]()
_TALLY = pytest.StashKey[verdict.Tally]()
_VERDICT = pytest.StashKey[tuple[verdict.ExitCode, str]]()

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which target to ask and where to write."""
    default = session.Options()
    group = parser.getgroup("conformance")
    group.addoption("--target", help="name in targets.toml, or URL of the API; by default the sandbox")
    group.addoption("--auth-target", help="URL of the authentication server, beside --target URL")
    group.addoption("--targets", type=Path, default=default.targets, help="another targets.toml")
    group.addoption("--contract", type=Path, help="another contract directory")
    group.addoption("--report-dir", type=Path, default=default.report_dir, help="where reports are written")
    group.addoption(
        "--concurrency",
        type=int,
        default=default.concurrency,
        help="requests in flight; with -n, in a process",
    )
    group.addoption(
        "--fail-on", choices=["must", "should"], default="must", help="which broken rules make a run fail"
    )
    group.addoption("--fault", action="append", default=[], help="a fault of the sandbox; repeatable")
    group.addoption("--sandbox", default="", help="options of the sandbox's command, as one text")
    group.addoption("--waivers", type=Path, default=Path(waivers.NAME), help="another waivers.toml")
    group.addoption("--on", action="append", default=[], help="the mutation that has the faults; repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read options and contract, and say where pytest's own reports go, before its plugins look."""
    if not _concerns_suite(config):
        return
    # Hypothesis' own plugin comes after this and loads what --hypothesis-profile names.
    hypothesis.settings.load_profile("ci")
    option = config.option
    options = session.Options(
        target=option.target,
        auth_target=option.auth_target,
        targets=option.targets,
        contract=option.contract,
        report_dir=option.report_dir.resolve(),
        concurrency=option.concurrency,
        faults=tuple(option.fault),
        faults_on=tuple(option.on),
        sandbox=option.sandbox,
        fail_on=Level(option.fail_on.upper()),
    )
    if options.concurrency < 1:
        raise pytest.UsageError(f"--concurrency: {options.concurrency} must be at least 1")
    config.stash[_OPTIONS] = options
    config.stash[_TALLY] = verdict.Tally(options.fail_on)
    config.stash[_TODAY] = datetime.date.today()
    try:
        config.stash[_CONTRACT] = session.load_contract(options)
        config.stash[_WAIVERS] = waivers.load(option.waivers, config.stash[_CONTRACT])
    except errors.ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    if not _is_worker(config):
        try:
            options.report_dir.mkdir(parents=True, exist_ok=True)
            allure.clean(options.report_dir)
            violations.start(options.report_dir)
            items.start(options.report_dir)
        except OSError as error:
            raise pytest.UsageError(f"{options.report_dir} cannot be written: {error}") from error
    option.allure_report_dir = option.allure_report_dir or str(options.report_dir / allure.NAME)
    option.xmlpath = option.xmlpath or str(options.report_dir / "junit.xml")


def pytest_configure_node(node: Any) -> None:
    """Hand the target to a worker of pytest-xdist: all workers ask the same one."""
    if _OPTIONS in node.config.stash:
        node.workerinput["target"] = json.dumps(_target(node.config).as_json())
        node.workerinput["shared"] = str(_shared(node.config))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each mutation that a scenario is about."""
    if "mutation" not in metafunc.fixturenames or _CONTRACT not in metafunc.config.stash:
        return
    promised = metafunc.config.stash[_CONTRACT].mutations.values()
    is_about = cases.ABOUT.get(_scenario(metafunc.definition.originalname), lambda _: True)
    names = [one.name for one in promised if is_about(one)]
    metafunc.parametrize("mutation", names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop what pytest makes of a scenario that is about no mutation of this contract."""
    empty = [item for item in items if _is_of_suite(item) and not isinstance(_mutation(item), str)]
    if empty:
        config.hook.pytest_deselected(items=empty)
        items[:] = [item for item in items if item not in empty]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Find the target before the first item, so that a dead one is said once."""
    if _OPTIONS in session.config.stash and session.items and not session.config.option.collectonly:
        _prepare(session)


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """The run that all items share."""
    return _run(request.config)


@pytest.fixture(scope="session")
def surveys(request: pytest.FixtureRequest) -> invalid_inputs.Surveys:
    """What a survey of invalid inputs found out, taken when the first item needs it."""
    return request.config.stash[_SURVEYS]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what safety forbids; the reason stands in every report."""
    if _is_of_suite(item):
        scenario, mutation = _place(item)
        reason = _run(item.config).refusal(scenario, mutation, _tier(item))
        if reason is not None:
            pytest.skip(f"not exercised: {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object | None:
    """Wait for an item that is called ahead, and fail it for what was found after all was asked."""
    if not _is_of_suite(pyfuncitem):
        return None
    pyfuncitem.config.stash[_AHEAD].wait(pyfuncitem)
    result = _result(pyfuncitem.config, *_place(pyfuncitem))
    promised = pyfuncitem.config.stash[_CONTRACT].mutation(result.mutation)
    allure.describe(
        result,
        server=promised.server,
        hazard=promised.hazard,
        certainty=promised.certainty,
        tier=_tier(pyfuncitem).value,
    )
    fail_on = pyfuncitem.config.stash[_OPTIONS].fail_on
    broken = [one for one in result.evidence if verdict.fails(one, fail_on)]
    if broken:
        pytest.fail("\n".join(str(one) for one in broken), pytrace=False)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach what is known of an item to its report, which pytest-xdist carries to the controller."""
    report = yield
    if not _is_of_suite(item):
        return report
    blamed = _chain(call.excinfo.value) if call.excinfo else ()
    unreachable = next((str(one) for one in blamed if isinstance(one, errors.TargetError)), None)
    if _ends_item(report):
        scenario, mutation = _place(item)
        result = _result(item.config, scenario, mutation, unreachable)
        report.conformance = result.as_json()
    if unreachable is not None:
        item.session.shouldstop = f"the target could not be asked: {unreachable}"
    elif report.failed and not any(
        isinstance(one, pytest.fail.Exception | errors.ViolationError) for one in blamed
    ):
        report.conformance_bug = f"{item.nodeid}: {blamed[0]!r:.300}" if blamed else item.nodeid
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect results in the controlling process, and write findings at once."""
    config = _Controller.config
    if config is None or _TALLY not in config.stash or _is_worker(config):
        return
    tally = config.stash[_TALLY]
    if hasattr(report, "conformance_bug"):
        tally.bugs.append(report.conformance_bug)
    elif report.failed and not hasattr(report, "conformance"):
        # A worker that died reports its item as failed and knows nothing of it: that is never a success.
        tally.bugs.append(f"{report.nodeid}: {str(report.longrepr)[:300]}")
    if hasattr(report, "conformance"):
        _keep(config, ItemResult.from_json(report.conformance))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A test file that cannot be read is our own bug, and no interruption."""
    config = _Controller.config
    if report.failed and config is not None and _TALLY in config.stash:
        config.stash[_TALLY].bugs.append(f"{report.nodeid}: {str(report.longrepr)[-300:]}")


class _Controller:
    """The hook above is given no config; pytest runs one session in a process."""

    config: pytest.Config | None = None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember the configuration for hooks that are not given it."""
    _Controller.config = session.config


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """End the target and turn what was found into the exit code."""
    config = session.config
    if _AHEAD in config.stash:
        config.stash[_AHEAD].stop()
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        _check_waivers(config)
    if _RUN in config.stash:
        config.stash[_RUN].client.close()
    if _TARGET in config.stash:
        config.stash[_TARGET].stop()
    if _DIRECTORY in config.stash:
        config.stash[_DIRECTORY].cleanup()
    if _TALLY not in config.stash or _is_worker(config) or config.option.collectonly:
        return
    if exitstatus not in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        _keep_unreported(config)
        interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
        code, line = verdict.judge(config.stash[_TALLY], interrupted=interrupted)
        config.stash[_VERDICT] = (code, line)
        session.exitstatus = int(code)
        directory = config.stash[_OPTIONS].report_dir
        summary.write(directory, _figures(config, line))
        state_file.write(directory, states.table(config.stash[_CONTRACT], config.stash[_TALLY].results))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """End with the table, the path of the report and the verdict."""
    if _VERDICT not in config.stash:
        return
    code, line = config.stash[_VERDICT]
    if config.stash[_TALLY].results:
        writer = terminalreporter._tw
        text = summary.terminal(_figures(config, line), writer.fullwidth, color=writer.hasmarkup)
        terminalreporter.write_line("")
        terminalreporter.write_line(text.rstrip())
        terminalreporter.write_line(f"report: {config.stash[_OPTIONS].report_dir}")
    terminalreporter.write_line(f"{line} (exit code {int(code)})")


def _result(
    config: pytest.Config, scenario: str, mutation: str, target_error: str | None = None
) -> ItemResult:
    """What is known of an item, with what is waived of it."""
    result = _run(config).result(scenario, mutation, target_error)
    found = waivers.apply(config.stash[_WAIVERS], result.evidence, config.stash[_TODAY])
    return attrs.evolve(result, evidence=found)


def _check_waivers(config: pytest.Config) -> None:
    """Ask the case of each waiver again, in the process that judges the run."""
    entries = config.stash.get(_WAIVERS, ())
    if not entries or _is_worker(config) or _TARGET not in config.stash:
        return
    tally, contract, client = config.stash[_TALLY], config.stash[_CONTRACT], _run(config).client
    try:
        outcomes = [replay.of_waiver(client, contract, one) for one in entries]
    except errors.TargetError as error:
        tally.unreachable = str(error)
    else:
        tally.waivers = waivers.judge(entries, tally.evidence, outcomes, config.stash[_TODAY])


def _keep(config: pytest.Config, result: ItemResult) -> None:
    config.stash[_TALLY].results.append(result)
    violations.append(config.stash[_OPTIONS].report_dir, result.evidence)
    items.append(config.stash[_OPTIONS].report_dir, result)


def _keep_unreported(config: pytest.Config) -> None:
    """What was found in items that were called ahead of a run that ended early is not lost."""
    reported = {(one.scenario, one.mutation) for one in config.stash[_TALLY].results}
    for place, item in config.stash[_RUN].items.items() if _RUN in config.stash else ():
        if place not in reported and item.requests:
            _keep(config, _result(config, *place))


def _concerns_suite(config: pytest.Config) -> bool:
    """Whether any path on the command line leads into the suite; without paths, testpaths do."""
    roots = [Path(config.invocation_params.dir, arg.split("::")[0]).resolve() for arg in config.args]
    return any(root.is_relative_to(SUITE) or SUITE.is_relative_to(root) for root in roots)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _is_of_suite(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and item.path.is_relative_to(SUITE) and hasattr(item, "callspec")


def _place(item: pytest.Item) -> tuple[str, str]:
    """The scenario and the mutation of an item."""
    assert isinstance(item, pytest.Function)
    return _scenario(item.originalname), str(_mutation(item))


def _mutation(item: pytest.Item) -> object:
    assert isinstance(item, pytest.Function)
    return item.callspec.params["mutation"]


def _scenario(function: str) -> str:
    return function.removeprefix("test_")


def _tier(item: pytest.Item) -> Tier:
    return next(tier for tier in Tier if item.get_closest_marker(tier) is not None)


def _target(config: pytest.Config) -> session.Target:
    if _TARGET not in config.stash:
        if _is_worker(config):
            given = json.loads(config.workerinput["target"])  # type: ignore[attr-defined]  # set by pytest-xdist
            config.stash[_TARGET] = session.Target.from_json(given)
        else:
            config.stash[_TARGET] = _open_target(config)
    return config.stash[_TARGET]


def _open_target(config: pytest.Config) -> session.Target:
    try:
        return session.open_target(config.stash[_OPTIONS], config.stash[_CONTRACT], os.environ)
    except (errors.ConfigError, errors.TargetError) as error:
        config.stash[_VERDICT] = (verdict.ExitCode.UNUSABLE, str(error))
        pytest.exit(str(error), returncode=int(verdict.ExitCode.UNUSABLE))


def _run(config: pytest.Config) -> Run:
    if _RUN not in config.stash:
        shrinks = hypothesis.Phase.shrink in hypothesis.settings().phases
        config.stash[_RUN] = _opened(config, shrinks)
    return config.stash[_RUN]


def _opened(config: pytest.Config, shrinks: bool) -> Run:
    try:
        target = _target(config)
        return session.open_run(
            config.stash[_OPTIONS], config.stash[_CONTRACT], target, stop_at_first=shrinks
        )
    except errors.ConfigError as error:
        config.stash[_VERDICT] = (verdict.ExitCode.UNUSABLE, str(error))
        pytest.exit(str(error), returncode=int(verdict.ExitCode.UNUSABLE))


def _shared(config: pytest.Config) -> Path:
    """Where the processes of this run leave the survey for each other; gone when it ends."""
    if _DIRECTORY not in config.stash:
        config.stash[_DIRECTORY] = tempfile.TemporaryDirectory(prefix="conformance-")
    return Path(config.stash[_DIRECTORY].name, "survey.json")


def _prepare(session: pytest.Session) -> None:
    """Find the target, and say what is asked of it once and what ahead."""
    config, run = session.config, _run(session.config)
    selected = [item for item in session.items if isinstance(item, pytest.Function) and _is_of_suite(item)]
    asked = [item for item in selected if run.refusal(*_place(item), _tier(item)) is None]
    config.stash[_SURVEYS] = invalid_inputs.Surveys(
        run,
        tuple(mutation for scenario, mutation in map(_place, asked) if scenario == invalid_inputs.SCENARIO),
        config.stash[_OPTIONS].concurrency,
        shared=Path(config.workerinput["shared"]) if _is_worker(config) else None,
    )
    known = {"run": run, "surveys": config.stash[_SURVEYS]}

    def call(item: pytest.Function) -> None:
        given = {**known, **item.callspec.params}
        item.obj(**{name: given[name] for name in item.fixturenames if name in given})

    # pytest-xdist gives its workers items in an order of its own: there each is called when its turn comes.
    width = 1 if _is_worker(config) or run.stop_at_first else config.stash[_OPTIONS].concurrency
    config.stash[_AHEAD] = Ahead([] if _is_worker(config) else asked, call, width)


def _ends_item(report: pytest.TestReport) -> bool:
    return report.when == "call" or (report.when == "setup" and not report.passed)


def _chain(error: BaseException) -> tuple[BaseException, ...]:
    """An exception with its causes and, for a group, its parts."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or one in found:
            continue
        found.append(one)
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return tuple(found)


def _figures(config: pytest.Config, line: str) -> summary.Figures:
    tally, contract = config.stash[_TALLY], config.stash[_CONTRACT]
    table = states.table(contract, tally.results)
    target = config.stash[_TARGET].profile.name if _TARGET in config.stash else "none"
    return summary.Figures(
        target=target,
        mutations=len(contract.mutations),
        exercised=len(tally.exercised),
        items=len(tally.results),
        refused=sum(result.not_exercised is not None for result in tally.results),
        requests=tally.requests,
        places=tally.judged,
        findings=tally.by_rule(),
        evidence=tally.evidence,
        not_exercised=tally.not_exercised(contract.mutations),
        inconclusive=tally.inconclusive(),
        states={state.value: count for state, count in states.counts(table).items()},
        notes=tally.notes,
        verdict=line,
    )
