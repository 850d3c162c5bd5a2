"""The suite's options of pytest, and how they become the options of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import merging, session, shards, subject
from conformance.errors import ConfigError
from conformance.model import Level
from conformance.target import targets_file


def add(parser: pytest.Parser) -> None:
    """Say which target to ask, how, and where to write."""
    default = session.Options()
    group = parser.getgroup("conformance")
    group.addoption("--mutation", action="append", default=[], help="ask about this one alone; repeatable")
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
    group.addoption("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    group.addoption("--rate", type=float, help="requests a second, of all processes together")
    group.addoption("--budget", type=int, help="requests of this run, spread over mutations and tiers")
    group.addoption(
        "--fail-on", choices=["must", "should"], default="must", help="which broken rules make a run fail"
    )
    group.addoption("--fault", action="append", default=[], help="a fault of the sandbox; repeatable")
    group.addoption("--sandbox", default="", help="options of the sandbox's command, as one text")
    group.addoption("--waivers", type=Path, default=default.waivers, help="another waivers.toml")
    group.addoption("--baseline", type=Path, help="coverage.json of an earlier run, to be compared with")
    group.addoption("--shard", default=str(default.shard), help="the part of the run to ask, such as 3/8")
    group.addoption(
        "--shard-durations", type=Path, default=default.durations, help="what shards are balanced by"
    )
    group.addoption(
        "--format",
        choices=["text", "github"],
        default="text",
        help="github: annotations, and the summary into the job's",
    )
    group.addoption("--on", action="append", default=[], help="the mutation that has the faults; repeatable")


def read(config: pytest.Config) -> session.Options:
    """What the user chose; ConfigError if a value can be nothing."""
    option = config.option
    if option.concurrency < 1:
        raise ConfigError(f"--concurrency: {option.concurrency} must be at least 1")
    if option.rate is not None and not 0 < option.rate <= targets_file.MAX_REQUESTS_PER_SECOND:
        raise ConfigError(f"--rate: {option.rate} must be above 0, and at most 1000 requests a second")
    if option.budget is not None and option.budget < 1:
        raise ConfigError(f"--budget: {option.budget} must be at least 1")
    if option.dry_run and getattr(option, "numprocesses", None):
        raise ConfigError("--dry-run takes one process: leave out -n")
    return session.Options(
        mutations=tuple(option.mutation),
        target=option.target,
        auth_target=option.auth_target,
        targets=option.targets,
        contract=option.contract,
        # What an earlier run found is not to be replaced by what another would send.
        report_dir=option.report_dir.resolve() / ("dry-run" if option.dry_run else ""),
        concurrency=option.concurrency,
        faults=tuple(option.fault),
        faults_on=tuple(option.on),
        sandbox=option.sandbox,
        fail_on=Level(option.fail_on.upper()),
        waivers=option.waivers,
        annotates=option.format == "github",
        baseline=option.baseline,
        selection=_selection(config),
        shard=shards.read(option.shard),
        durations=option.shard_durations,
        rate=option.rate,
        dry_run=option.dry_run,
        budget=option.budget,
    )


def _selection(config: pytest.Config) -> tuple[str, ...]:
    """What the user gave to say how much is asked, in the words of the command `run`."""
    option = config.option
    binding = ("--fail-on", option.fail_on) if option.fail_on != "must" else ()
    part = (merging.SHARD, option.shard) if shards.read(option.shard) != shards.WHOLE else ()
    named = [part for name in option.mutation for part in ("--mutation", name)]
    wanted = {"-k": option.keyword, "-m": option.markexpr}
    chosen = [part for name, value in wanted.items() if value for part in (name, value)]
    paths = [one for one in config.args if Path(one.split("::")[0]).resolve() != subject.SUITE]
    waived = ("--waivers", str(option.waivers)) if option.waivers != session.Options().waivers else ()
    limited = ("--budget", str(option.budget)) if option.budget is not None else ()
    given = (*named, *binding, *part, *waived, *limited)
    return (*given, *(("--", *chosen, *paths) if chosen or paths else ()))
