"""What stands beside Allure's results: categories, the environment, the run's figures, and the CI job."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from reports import text
from reports.about import About

CATEGORIES = Path(__file__).with_name("categories.json")


def write(directory: Path, about: About, figures: Mapping[str, int], environment: Mapping[str, str]) -> None:
    """Write all into the folder of results, which exists if any item ran.

    `figures` are the run's, by the keys that `allurerc.mjs` gives titles to; Allure compares them with
    those of earlier runs.
    """
    if not directory.is_dir():
        return
    shutil.copyfile(CATEGORIES, directory / CATEGORIES.name)
    used = figures.get("requests", 0)
    (directory / "environment.properties").write_text(properties(about, used), encoding="ascii")
    # Shards that were put into one folder had theirs: now these are the figures of the whole.
    for file in directory.glob("*-perf.json"):
        file.unlink()
    samples = [
        {"id": key, "key": key, "value": value, "start": 0, "stop": 0} for key, value in figures.items()
    ]
    (directory / f"{uuid.uuid4()}-perf.json").write_text(json.dumps(samples), encoding="ascii")
    job = executor(environment)
    if job is not None:
        (directory / "executor.json").write_text(json.dumps(job), encoding="utf-8")


def properties(about: About, requests: int) -> str:
    """What was asked, of whom, with what, and in how many requests, in the form of Java's properties."""
    limit = "without a limit" if about.budget is None else f"of {about.budget}"
    values = {
        "target": about.target,
        "tier": about.tier,
        "hazards": ", ".join(about.hazards) or "none",
        "snapshot": about.snapshot,
        "snapshot.date": about.snapshot_date or "unknown",
        "profile": about.profile,
        "budget.used": f"{requests} requests {limit}",
        **{f"version.{name}": version for name, version in about.versions},
    }
    return "".join(f"{_escaped(name, is_key=True)}={_escaped(value)}\n" for name, value in values.items())


def executor(environment: Mapping[str, str]) -> dict[str, object] | None:
    """Which CI job made the results, by the variables of GitHub, GitLab or Jenkins; None elsewhere."""
    get = environment.get
    if get("GITHUB_ACTIONS") == "true":
        run = f"{get('GITHUB_SERVER_URL')}/{get('GITHUB_REPOSITORY')}/actions/runs/{get('GITHUB_RUN_ID')}"
        number, name = get("GITHUB_RUN_NUMBER", ""), get("GITHUB_WORKFLOW", "GitHub Actions")
        return _executor("github", "GitHub Actions", name, number, run)
    if get("GITLAB_CI") == "true":
        number, name = get("CI_PIPELINE_IID", ""), get("CI_JOB_NAME", "GitLab CI")
        return _executor("gitlab", "GitLab CI", name, number, get("CI_JOB_URL", ""))
    if get("JENKINS_URL"):
        number, name = get("BUILD_NUMBER", ""), get("JOB_NAME", "Jenkins")
        return _executor("jenkins", "Jenkins", name, number, get("BUILD_URL", ""))
    return None


def _executor(kind: str, name: str, job: str, number: str, url: str) -> dict[str, object]:
    found: dict[str, object] = {"type": kind, "name": name, "buildName": f"{text.line(job)} #{number}"}
    if number.isascii() and number.isdigit():
        found["buildOrder"] = int(number)
    if url.startswith(("https://", "http://")):
        found["buildUrl"] = url
    return found


def _escaped(value: str, *, is_key: bool = False) -> str:
    """Text for a properties file, which is ASCII: UTF-16 escapes, and no character that it acts on."""
    shown = text.line(value).replace("\\", "\\\\")
    if is_key:
        shown = shown.replace(" ", "\\ ").replace("=", "\\=").replace(":", "\\:")
    return "".join(one if one.isascii() else json.dumps(one)[1:-1] for one in shown)
