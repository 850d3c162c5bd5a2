"""`run`: the main job, by pytest with this suite's options."""

from __future__ import annotations

import os
from pathlib import Path

import click

from conformance import checkout, collector
from conformance.verdict import ExitCode

PROFILES = ("small", "ci", "deep", "debug")

#: Profiles of which the whole takes long enough for several processes to be worth their start, and the most
#: of them: a sandbox that all of them ask answers from one.
_LARGE, _MOST = ("ci", "deep"), 4


@click.command(context_settings={"ignore_unknown_options": False})
@click.option(
    "--mutation", multiple=True, help="Ask about this mutation alone; by default about all. Repeatable."
)
@click.option("--target", help="Name in targets.toml, or URL of the API. By default the sandbox is started.")
@click.option("--auth-target", help="URL of the authentication server, beside --target URL.")
@click.option("--targets", type=click.Path(path_type=Path), help="Another file than targets.toml.")
@click.option("--contract", type=click.Path(path_type=Path), help="Another contract directory.")
@click.option(
    "--report-dir", type=click.Path(path_type=Path), help="Where reports go, by default reports/build."
)
@click.option(
    "--profile", type=click.Choice(PROFILES), default="ci", show_default=True, help="How much to ask."
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    help="Requests in flight, by default 4; in each process of several, two test items are asked at once. "
    "The target's pacing bounds the requests of all processes.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    help="Processes; 0: one for all. By default one for each core where the whole of profile ci or deep asks "
    "the sandbox.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Print each request that would be sent, or why not, and send nothing. Exit code 4: it is no pass.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, 1000, min_open=True),
    help="Requests a second, of all processes together; by default as the target's profile says.",
)
@click.option(
    "--budget",
    type=click.IntRange(1),
    help="Requests of this run, spread fairly over tiers and mutations.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should"]),
    help="Which broken rules make it fail, by default must.",
)
@click.option("--shard", metavar="NUMBER/COUNT", help="Ask one part, such as 3/8; see merge.")
@click.option(
    "--shard-durations",
    type=click.Path(path_type=Path),
    help="What shards are balanced by; see the command durations.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    help="github: print annotations, and add the summary to the job's.",
)
@click.option("--waivers", type=click.Path(path_type=Path), help="Another file than waivers.toml.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="An earlier run's coverage.json, to compare with.",
)
@click.option(
    "--fault", multiple=True, help="A fault of the sandbox, ID or ID@MUTATION, to see it found. Repeatable."
)
@click.option(
    "--on", multiple=True, help="A mutation that has the faults; by default all have them. Repeatable."
)
@click.option("--sandbox", help="Options of the sandbox's command, as one text: '--latency 0.05'.")
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def run(  # noqa: PLR0913 -- one parameter an option
    mutation: tuple[str, ...],
    target: str | None,
    auth_target: str | None,
    targets: Path | None,
    contract: Path | None,
    report_dir: Path | None,
    profile: str,
    concurrency: int | None,
    workers: int | None,
    dry_run: bool,
    rate: float | None,
    budget: int | None,
    fail_on: str | None,
    shard: str | None,
    shard_durations: Path | None,
    form: str | None,
    waivers: Path | None,
    baseline: Path | None,
    fault: tuple[str, ...],
    on: tuple[str, ...],
    sandbox: str | None,
    pytest_args: tuple[str, ...],
) -> int:
    """Ask a target about every mutation and judge its answers.

    Arguments after -- go to pytest: run -- -k test_valid_input -n 2
    """
    collector.keep()
    import pytest

    chosen = {
        "--target": target,
        "--auth-target": auth_target,
        "--targets": targets,
        "--contract": contract,
        "--report-dir": report_dir,
        "--concurrency": concurrency,
        "--rate": rate,
        "--budget": budget,
        "--fail-on": fail_on,
        "--shard": shard,
        "--shard-durations": shard_durations,
        "--format": form,
        "--waivers": waivers,
        "--baseline": baseline,
        "--sandbox": sandbox,
    }
    arguments = [f"{name}={value}" for name, value in chosen.items() if value is not None]
    arguments += ["--dry-run"] if dry_run else []
    many = {"--mutation": mutation, "--fault": fault, "--on": on}
    arguments += [f"{option}={value}" for option, values in many.items() for value in values]
    root = checkout.ROOT
    fixed = [
        "-c",
        str(root / "pyproject.toml"),
        f"--rootdir={root}",
        f"--hypothesis-profile={profile}",
        "-rN",
    ]
    if workers is None and target is None and not (dry_run or concurrency or mutation or pytest_args):
        workers = _cores() if profile in _LARGE else 0
    arguments += [f"--numprocesses={workers}"] if workers else []
    suite = [] if any(_is_path(argument) for argument in pytest_args) else [str(root / "conformance")]
    code = pytest.main([*fixed, *arguments, *pytest_args, *suite])
    # pytest's own codes for usage errors and internal errors are the same as ours.
    return int(code) if int(code) in set(ExitCode) else int(ExitCode.UNUSABLE)


def _cores() -> int:
    """The processes that may run at once, at most `_MOST`; 0 where that is one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if cores > 1 else 0


def _is_path(argument: str) -> bool:
    if argument.startswith("-"):
        return False
    try:
        return Path(argument.split("::", maxsplit=1)[0]).exists()
    except OSError:
        # An expression of -k may be longer than the name of a file can be.
        return False
