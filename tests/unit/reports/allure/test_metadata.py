import json
import re
from pathlib import Path

import attrs
import pytest

from conformance import rules
from reports.allure import findings, metadata
from tests.unit.reports.examples import ABOUT, evidence

CATEGORIES = json.loads(metadata.CATEGORIES.read_text(encoding="utf-8"))


def category(status: str, message: str) -> str:
    """The first category of a result, as Allure 3 chooses it; Allure 2 wants the whole message to match."""
    return next(
        one["name"]
        for one in CATEGORIES
        if status in one["matchedStatuses"] and re.fullmatch(one["messageRegex"], message)
    )


class TestCategories:
    @pytest.mark.parametrize("rule", [rule.id for rule in rules.ALL])
    def test_put_every_rule_into_a_category_of_the_target(self, rule: str) -> None:
        found = category("failed", findings.message([evidence(rule=rule)]))

        assert found.startswith(("Violated: ", "Drift: "))

    @pytest.mark.parametrize(
        ("status", "message", "expected"),
        [
            ("failed", "[shape.list] a\n[auth.foreign-object-refused] b", "Violated: authorization hole"),
            ("failed", "[errors.documented-code] a", "Violated: undocumented code"),
            ("failed", "[drift] gone", "Drift: the target is not what the snapshot says"),
            ("broken", "conformance.errors.TargetError: no answer", "Target unavailable"),
            ("broken", "ZeroDivisionError: division", "Suite error: please report it"),
            ("skipped", "inconclusive: a: b", "Inconclusive"),
            ("skipped", "Skipped: not exercised: would execute", "Not exercised"),
        ],
    )
    def test_tell_the_most_severe_cause(self, status: str, message: str, expected: str) -> None:
        assert category(status, message) == expected

    def test_have_no_flag_that_only_one_of_two_languages_knows(self) -> None:
        assert "(?" not in metadata.CATEGORIES.read_text(encoding="utf-8")


class TestProperties:
    def test_say_what_was_asked_of_whom(self) -> None:
        assert metadata.properties(ABOUT, 120).splitlines() == [
            "target=kettles",
            "tier=exercise",
            "hazards=physical",
            "snapshot=0123456789ab",
            "snapshot.date=2026-01-31",
            "profile=ci",
            "budget.used=120 requests without a limit",
            "version.python=3.11.9",
        ]

    def test_say_how_much_of_the_budget_was_used(self) -> None:
        shown = metadata.properties(attrs.evolve(ABOUT, budget=500), 120)

        assert "budget.used=120 requests of 500" in shown.splitlines()

    def test_are_ascii_on_one_line_each_whatever_the_values_are(self) -> None:
        shown = metadata.properties(attrs.evolve(ABOUT, target="a\nb=\u00e4\\\U0001f600"), 1)

        assert shown.splitlines()[0] == r"target=a\\nb=\u00e4\\\ud83d\ude00"


class TestExecutor:
    def test_knows_github(self) -> None:
        found = metadata.executor(
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": "https://git.example",
                "GITHUB_REPOSITORY": "a/b",
                "GITHUB_RUN_ID": "77",
                "GITHUB_RUN_NUMBER": "5",
                "GITHUB_WORKFLOW": "nightly",
            }
        )

        assert found == {
            "type": "github",
            "name": "GitHub Actions",
            "buildName": "nightly #5",
            "buildOrder": 5,
            "buildUrl": "https://git.example/a/b/actions/runs/77",
        }

    def test_knows_gitlab(self) -> None:
        found = metadata.executor(
            {
                "GITLAB_CI": "true",
                "CI_PIPELINE_IID": "5",
                "CI_JOB_NAME": "conformance",
                "CI_JOB_URL": "https://lab.example/jobs/7",
            }
        )

        assert found is not None
        assert (found["type"], found["buildName"], found["buildUrl"]) == (
            "gitlab",
            "conformance #5",
            "https://lab.example/jobs/7",
        )

    def test_knows_jenkins(self) -> None:
        variables = {
            "JENKINS_URL": "x",
            "BUILD_NUMBER": "5",
            "JOB_NAME": "c",
            "BUILD_URL": "https://j.example/",
        }

        found = metadata.executor(variables)

        assert found is not None
        assert (found["type"], found["buildOrder"], found["buildUrl"]) == ("jenkins", 5, "https://j.example/")

    def test_takes_no_address_that_could_run(self) -> None:
        found = metadata.executor({"JENKINS_URL": "x", "BUILD_NUMBER": "x", "BUILD_URL": "javascript:x"})

        assert found == {"type": "jenkins", "name": "Jenkins", "buildName": "Jenkins #x"}

    def test_is_none_elsewhere(self) -> None:
        assert metadata.executor({}) is None


class TestWrite:
    def test_writes_beside_the_results(self, tmp_path: Path) -> None:
        (tmp_path / "shard-perf.json").write_text("[]", encoding="ascii")

        metadata.write(tmp_path, ABOUT, {"requests": 7}, {"JENKINS_URL": "x"})

        (figures,) = tmp_path.glob("*-perf.json")
        assert json.loads(figures.read_text(encoding="ascii")) == [
            {"id": "requests", "key": "requests", "value": 7, "start": 0, "stop": 0}
        ]
        assert sorted(file.name for file in tmp_path.iterdir() if file != figures) == [
            "categories.json",
            "environment.properties",
            "executor.json",
        ]

    def test_makes_no_folder_for_a_run_without_items(self, tmp_path: Path) -> None:
        metadata.write(tmp_path / "none", ABOUT, {}, {})

        assert not (tmp_path / "none").exists()
