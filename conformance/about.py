"""What a run is, for its reports: target, snapshot, options, versions."""

from __future__ import annotations

import datetime
import functools
import hashlib
import platform
import subprocess
from importlib import metadata
from pathlib import Path

import hypothesis

from conformance.session import Options
from conformance.target.profile import Profile
from reports.about import About
from schema import contract as contracts

#: What a difference between two runs may come from, beside target and snapshot.
_PACKAGES = ("graphql-core", "httpx", "hypothesis", "pytest", "schemathesis")


def of(options: Options, profile: Profile | None) -> About:
    """What is known of a run; without a profile, that it has no target."""
    snapshot, day = _snapshot(contracts.DEFAULT_DIRECTORY if options.contract is None else options.contract)
    examples = hypothesis.settings.get_current_profile_name()
    return About(
        target="none" if profile is None else profile.name,
        tier="none" if profile is None else profile.tier.value,
        hazards=() if profile is None else tuple(sorted(profile.hazards)),
        profile=examples,
        snapshot=snapshot,
        snapshot_date=day,
        versions=_versions(),
        options=_arguments(options),
        selection=("--profile", examples, *options.selection),
        is_embedded=options.target is None and options.auth_target is None,
        budget=None if profile is None else profile.pacing.budget,
        report_dir="" if options.report_dir == Options().report_dir else str(options.report_dir),
    )


@functools.cache
def _snapshot(directory: Path) -> tuple[str, str | None]:
    """The digest and the day of the contract that a process asks by: as it was when a run began."""
    return digest(directory), _date(directory)


@functools.cache
def _versions() -> tuple[tuple[str, str], ...]:
    return ("python", platform.python_version()), *((name, metadata.version(name)) for name in _PACKAGES)


def digest(directory: Path) -> str:
    """Twelve digits that tell one contract directory's content from another's."""
    found = hashlib.sha256()
    for file in sorted((*directory.glob("*.toml"), *directory.glob("*.graphql"))):
        found.update(file.name.encode() + b"\x00" + file.read_bytes() + b"\x00")
    return found.hexdigest()[:12]


def _date(directory: Path) -> str | None:
    """The day of the last change that was committed; without git, that of the newest snapshot's file."""
    command = ["git", "-C", str(directory), "log", "-1", "--format=%cs", "--", "*.graphql"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    else:
        said = done.stdout.strip()
    if said:
        return said
    times = [file.stat().st_mtime for file in directory.glob("*.graphql")]
    return datetime.date.fromtimestamp(max(times)).isoformat() if times else None


def _arguments(options: Options) -> tuple[str, ...]:
    """The options of the command line that name target and contract again."""
    single = {
        "--target": options.target,
        "--auth-target": options.auth_target,
        "--targets": options.targets,
        "--contract": options.contract,
        "--sandbox": options.sandbox or None,
    }
    given = [part for name, value in single.items() if value is not None for part in (name, str(value))]
    given += [part for fault in options.faults for part in ("--fault", fault)]
    given += [part for mutation in options.faults_on for part in ("--on", mutation)]
    return tuple(given)
