"""What CI servers are given agrees with what there is, and no input of theirs is run as a script."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from conformance import cli
from tests.functional.conftest import ROOT

BASH = shutil.which("bash") or "/bin/bash"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
EXAMPLES = sorted((ROOT / "examples" / "github").glob("*.yml"))
GITLAB = yaml.safe_load((ROOT / "examples" / "gitlab" / ".gitlab-ci.yml").read_text())


def scripts() -> Iterator[str]:
    """Every shell script of the action and of the examples."""
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            yield step["run"]
    for job in GITLAB.values():
        if isinstance(job, dict):
            yield from job.get("script", ())


def uses(workflow: Path) -> Iterator[dict[str, Any]]:
    """The steps of a workflow that use this action."""
    for job in yaml.safe_load(workflow.read_text())["jobs"].values():
        for step in job["steps"]:
            if "kraken-conformance@" in step.get("uses", ""):
                yield step


class TestScripts:
    def test_name_only_commands_and_options_that_there_are(self) -> None:
        asked = set()
        for script in scripts():
            for line in re.sub(r"\\\n\s*", " ", script).splitlines():
                # The action gives options in a list of its own before it calls the command `run`.
                found = re.search(r"conformance(?:\"?)? (run|drift|merge|annotate|report)\b(.*)", line)
                if found:
                    options = re.findall(r"(?<=\s)--[a-z-]+", found[2])
                    asked.update((found[1], option) for option in options)
        listed = re.findall(r"options\+?=\((.*)\)", "\n".join(scripts()))
        asked.update(("run", option) for line in listed[1:] for option in re.findall(r"--[a-z-]+", line))

        known = {
            (name, option)
            for name, command in cli.cli.commands.items()
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
        }
        assert ("run", "--shard") in asked
        assert ("merge", "--report-dir") in asked
        assert asked - known - {("run", "--against")} == set()

    @pytest.mark.parametrize("number", range(len(list(scripts()))))
    def test_can_be_read_by_their_shell(self, number: int) -> None:
        script = list(scripts())[number]

        done = subprocess.run([BASH, "-n"], input=script, capture_output=True, text=True, check=False)

        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize(
        ("run", "drift", "code"), [("0", "", 0), ("0", "1", 1), ("1", "0", 1), ("4", "1", 4), ("0", "0", 0)]
    )
    def test_end_with_the_exit_code_of_the_run_and_else_of_drift(
        self, run: str, drift: str, code: int
    ) -> None:
        verdict = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Verdict")

        done = subprocess.run(
            [BASH, "-e", "-c", verdict["run"]],
            env={"RUN": run, "DRIFT": drift, "PATH": os.environ["PATH"]},
            capture_output=True,
            check=False,
        )

        assert done.returncode == code

    def test_hold_no_expression_so_that_no_input_is_run(self) -> None:
        assert [script for script in scripts() if "${{" in script] == []


class TestWorkflows:
    @pytest.mark.parametrize("workflow", EXAMPLES, ids=lambda file: file.stem)
    def test_give_the_action_only_inputs_that_it_has(self, workflow: Path) -> None:
        steps = list(uses(workflow))

        assert steps
        for step in steps:
            assert set(step["with"]) <= set(ACTION["inputs"])

    @pytest.mark.parametrize("workflow", EXAMPLES, ids=lambda file: file.stem)
    def test_have_a_limit_of_time_and_no_more_rights_than_they_need(self, workflow: Path) -> None:
        read = yaml.safe_load(workflow.read_text())

        assert read["permissions"] == {"contents": "read"}
        assert all("timeout-minutes" in job for job in read["jobs"].values())

    def test_divide_the_night_into_all_shards(self) -> None:
        nightly = yaml.safe_load((ROOT / "examples" / "github" / "nightly.yml").read_text())

        shard = nightly["jobs"]["shard"]
        numbers = shard["strategy"]["matrix"]["shard"]
        (step,) = (one for one in shard["steps"] if "shard" in one.get("with", {}))
        assert numbers == list(range(1, len(numbers) + 1))
        assert step["with"]["shard"] == f"${{{{ matrix.shard }}}}/{len(numbers)}"


class TestImage:
    def test_is_given_every_room_of_the_suite(self) -> None:
        given = {
            line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
        }

        rooms = {"conformance", "reports", "sandbox", "schema", "strategies", "conftest.py"}
        assert rooms | {"pyproject.toml", "requirements.lock", "tox.ini"} <= given
        assert all((ROOT / name).exists() for name in given)

    def test_runs_as_nobody_who_owns_the_machine(self) -> None:
        lines = (ROOT / "Dockerfile").read_text().splitlines()

        assert any(re.fullmatch(r"USER [1-9]\d*", line) for line in lines)
