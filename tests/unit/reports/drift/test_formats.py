"""Each form says all, fails where the review does, and keeps hostile names from being markup."""

import json
from pathlib import Path
from xml.etree import ElementTree

import attrs
import click
import pytest

from reports.drift import changelog, document, formats, github, junit, markdown, plain, sarif
from schema.drift import review as reviews
from schema.drift.change import SAFE, Change, Kind
from schema.drift.outcome import Drift
from tests.support import drifts

REVIEW = drifts.review()
CLEAN = attrs.evolve(REVIEW, drift=Drift(()))


def read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 -- this project wrote it


class TestAll:
    @pytest.mark.parametrize("name", formats.BY_NAME)
    def test_hold_no_character_that_acts_on_a_terminal(self, name: str) -> None:
        text = click.unstyle(formats.BY_NAME[name](REVIEW))

        assert "\x1b" not in text
        assert text.endswith("\n")

    @pytest.mark.parametrize("name", formats.BY_NAME)
    def test_can_tell_of_no_change(self, name: str) -> None:
        assert formats.BY_NAME[name](CLEAN)

    def test_leave_json_in_a_report_directory(self, tmp_path: Path) -> None:
        formats.write(tmp_path, REVIEW)

        assert json.loads((tmp_path / "drift.json").read_text()) == document.as_json(REVIEW)


class TestDocument:
    def test_has_every_key_of_a_change(self) -> None:
        found = json.loads(document.render(REVIEW))

        assert set(found) == {"changes", "affected_operations", "verdict"}
        assert [set(one) for one in found["changes"]] == [
            {"criticality", "kind", "coordinate", "before", "after", "sentence", "affects"}
        ] * len(REVIEW.shown)
        assert {
            "criticality": "breaking",
            "kind": "argument-removed",
            "coordinate": "Mutation.brew(cups:)",
            "before": "Int",
            "after": None,
            "sentence": "Argument `Mutation.brew(cups:)` was removed.",
            "affects": ["brew"],
        } in found["changes"]

    def test_has_two_numbers_in_the_verdict(self) -> None:
        verdict = document.as_json(REVIEW)["verdict"]

        assert (verdict["changes"], verdict["touching"]) == (9, 6)
        assert verdict["fails"] is True
        assert verdict["noise"] == 1

    def test_names_the_operations_that_break(self) -> None:
        assert document.as_json(REVIEW)["affected_operations"] == ["brew", "pour", "steep"]

    def test_has_kinds_of_the_catalogue_that_say_so(self) -> None:
        kinds = {one["kind"] for one in document.as_json(REVIEW)["changes"]}

        assert {kind for kind in kinds if kind.startswith("error-")} == {"error-added", "error-removed"}


class TestPlain:
    def test_lists_changes_below_the_operations_that_they_affect(self) -> None:
        lines = click.unstyle(plain.render(REVIEW)).splitlines()

        first = lines.index("brew")
        assert lines[first + 3] == "  breaking  Argument `Mutation.brew(cups:)` was removed."
        assert "2 operations: pour, steep" in lines
        assert "touching no documented operation" in lines
        assert lines[-1].startswith("drift: 9 changes (5 breaking, 0 dangerous, 4 safe); 6 of them touch")

    def test_marks_what_is_accepted(self) -> None:
        every = frozenset(map(reviews.fingerprint, REVIEW.shown))

        text = click.unstyle(plain.render(attrs.evolve(REVIEW, accepted=every)))

        assert "(accepted)" in text
        assert "no drift that fails" in text

    def test_shows_both_texts_of_a_message(self) -> None:
        one = Change(
            SAFE, Kind.ERROR_MESSAGE_CHANGED, "Mutation.brew", "Another.", "KT-CT-1: a", "KT-CT-1: b"
        )

        text = click.unstyle(plain.render(attrs.evolve(REVIEW, drift=Drift((one,)))))

        assert "before KT-CT-1: a" in text
        assert "after  KT-CT-1: b" in text


class TestMarkdown:
    def test_has_a_row_for_each_group_of_changes(self) -> None:
        text = markdown.render(REVIEW)

        rows = [line for line in text.splitlines() if line.startswith("| breaking ")]
        assert len(rows) == sum(
            family.first.criticality.name == "BREAKING"
            for group in reviews.groups(REVIEW.shown)
            for family in group.families
        )
        assert "<b>" not in text
        assert "**Fails**" in text


class TestJunit:
    def test_has_a_failed_case_for_each_operation_that_breaks_and_one_for_the_rest(self) -> None:
        suite = read(junit.render(REVIEW)).find("testsuite")

        assert suite is not None
        assert (suite.get("tests"), suite.get("failures")) == ("4", "3")
        failed = [case.get("name") for case in suite if case.find("failure") is not None]
        assert failed == ["brew", "pour", "steep"]
        assert suite[-1].get("name") == junit.OTHERS

    def test_fails_the_rest_for_a_waiver_that_must_go(self) -> None:
        text = junit.render(attrs.evolve(CLEAN, problems=("entry 1",)))

        assert read(text).find("testsuite/testcase/failure") is not None


class TestSarif:
    def test_has_a_result_for_each_change_at_its_coordinate(self) -> None:
        (run,) = json.loads(sarif.render(REVIEW))["runs"]

        places = [one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for one in run["results"]]
        assert places == [one.coordinate for one in REVIEW.shown]
        rules = [one["id"] for one in run["tool"]["driver"]["rules"]]
        assert all(rules[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
        assert {one["level"] for one in run["results"]} == {"error", "warning", "note"}

    def test_suppresses_what_is_accepted(self) -> None:
        one = REVIEW.shown[0]
        accepted = attrs.evolve(REVIEW, accepted=frozenset({reviews.fingerprint(one)}))

        (run,) = json.loads(sarif.render(accepted))["runs"]

        assert [bool(result.get("suppressions")) for result in run["results"]].count(True) == 1


class TestGithub:
    def test_has_an_error_for_what_fails_and_the_verdict_as_a_notice(self) -> None:
        lines = github.render(REVIEW).splitlines()

        assert lines[2] == (
            "::error title=drift%3A argument-removed::"
            "Argument `Mutation.brew(cups:)` was removed. Affects brew."
        )
        assert any(line.startswith("::warning ") for line in lines)
        assert lines[-1].startswith("::notice title=drift::")

    def test_counts_what_github_would_not_show(self) -> None:
        many = [
            attrs.evolve(REVIEW.shown[0], coordinate=f"Mutation.brew(a{index}:)", affects=(f"m{index}",))
            for index in range(30)
        ]

        lines = github.render(attrs.evolve(REVIEW, drift=Drift(tuple(many)))).splitlines()

        assert len(lines) == github.MAX_SHOWN + 2
        assert lines[-2] == "::error title=drift::21 more, see the report"


class TestChangelog:
    @pytest.mark.parametrize(
        ("kind", "coordinate", "before", "after", "said"),
        [
            (Kind.FIELD_ADDED, "Tea.a", None, "Int", "Field a was added to object type Tea"),
            (Kind.FIELD_REMOVED, "Tea.a", "Int", None, "Field a was removed from object type Tea"),
            (
                Kind.INPUT_FIELD_ADDED,
                "Leaf.a",
                None,
                "Int!",
                "Input Field a: Int! was added to input type Leaf",
            ),
            (Kind.ENUM_VALUE_ADDED, "Size.L", None, "L", "Enum value L was added to Size enum"),
            (Kind.FIELD_TYPE_CHANGED, "Tea.a", "Int", "Int!", "Tea.a type changed from Int to Int!"),
            (Kind.ARGUMENT_ADDED, "Query.tea(a:)", None, "Int", "Argument a: Int added to Query.tea"),
        ],
    )
    def test_says_it_as_the_api_does(
        self, kind: Kind, coordinate: str, before: str | None, after: str | None, said: str
    ) -> None:
        assert changelog.sentence(Change(SAFE, kind, coordinate, "", before, after)) == said

    def test_has_a_heading_for_each_criticality(self) -> None:
        titles = [line for line in changelog.render(REVIEW).splitlines() if line.startswith("#")]

        assert titles == ["## Breaking", "## Dangerous", "## Safe"]
