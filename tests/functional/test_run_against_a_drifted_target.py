"""A run against a target whose schema has moved away: told once, taken out, all else exercised."""

import json
from pathlib import Path

import pytest

from schema import sdl
from tests.functional.conftest import Command
from tests.support import exchanges, live

TEXT = (
    sdl.write(live.SCHEMA)
    .replace("No header.", "'Authorization' header not provided.")
    .replace("  closed: Boolean\n", "  closed: Boolean\n  hinge: Hinge\n")
    # Deeper than documented operations ask.
    + "type Hinge { screw: Screw }\ntype Screw {\n  length: Int\n  turns: Int\n}\n"
)
DRIFTED = (
    TEXT.replace("  possibleErrors: [Problem]\n", "")  # a field that everybody asks for
    .replace("  rename(by: Rename, name: String): Boolean\n", "")  # a mutation
    .replace("cups: Int, ", "")  # an argument
    .replace("  HUGE\n", "")  # a name of an enum
    .replace("  turns: Int\n", "")  # a field that no documented operation asks for
)
#: Which codes refuse a credential, and what any field can answer with, is the same as for other kettles.
SETTINGS = """
[servers.api]
url = "https://kettles.example/graphql/"
snapshot = "api.graphql"

[hazards]
read-like = ["brew", "drain", "rename", "search"]

[authorization]
refusal_codes = ["KT-CT-1111", "KT-CT-1112", "KT-CT-1124", "KT-CT-1143"]
""" + exchanges.SETTINGS[exchanges.SETTINGS.index("\n[ambient.") :]


def directory(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "api.graphql").write_text(text)
    (path / "contract.toml").write_text(SETTINGS if "rename(" in text else SETTINGS.replace('"rename", ', ""))
    return path


@pytest.fixture(scope="module")
def reported(conformance: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report directory of a run of the contract against a sandbox that serves the drifted one."""
    folder = tmp_path_factory.mktemp("drifted")
    contract, served = directory(folder / "contract", TEXT), directory(folder / "served", DRIFTED)
    done = conformance(
        *("run", "--contract", str(contract), "--sandbox", f"--contract {served}"),
        *("--profile", "small", "--report-dir", str(folder / "report")),
        *("--", "-k", "drift or valid_input or invalid_input or over_get"),
    )
    (folder / "report" / "said.txt").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}")
    return folder / "report"


def lines(directory: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (directory / name).read_text().splitlines()]


class TestDrift:
    def test_makes_the_run_fail_and_is_all_that_is_found(self, reported: Path) -> None:
        found = lines(reported, "violations.jsonl")

        assert (reported / "said.txt").read_text().startswith("1\n")
        assert {(one["rule"], one["mutation"], one["path"]) for one in found} == {
            ("drift.operation-unbroken", "brew", "BrewOutput.possibleErrors"),
            ("drift.operation-unbroken", "brew", "Mutation.brew(cups:)"),
            ("drift.operation-unbroken", "brew", "Size.HUGE"),
            ("drift.operation-unbroken", "drain", "Size.HUGE"),
            ("drift.operation-unbroken", "rename", "Mutation.rename"),
            ("drift.schema-unchanged", "brew", "Screw.turns"),
        }
        assert len({one["fingerprint"] for one in found}) == len(found)

    def test_is_written_to_a_file_of_its_own(self, reported: Path) -> None:
        found = json.loads((reported / "drift.json").read_text())

        assert [one["coordinate"] for one in found["changes"]] == [
            "BrewOutput.possibleErrors",
            "Mutation.brew(cups:)",
            "Mutation.rename",
            "Screw.turns",
            "Size.HUGE",
        ]
        assert found["affected_operations"] == ["brew", "drain", "rename"]

    def test_leaves_a_mutation_that_is_gone_alone(self, reported: Path) -> None:
        items = [one for one in lines(reported, "items.jsonl") if one["mutation"] == "rename"]

        assert {one["not_exercised"] for one in items if one["scenario"] != "drift"} == {"gone"}
        assert [one["scenario"] for one in items if one["not_exercised"] is None] == ["drift"]
        assert "gone: 1 (rename)" in (reported / "said.txt").read_text()

    def test_leaves_everything_else_to_be_exercised(self, reported: Path) -> None:
        items = lines(reported, "items.jsonl")

        for name in ("brew", "drain", "search"):
            own = [one for one in items if one["mutation"] == name and one["scenario"] == "valid_input"]
            assert [bool(one["opportunities"]) for one in own] == [True]
            assert [one["not_exercised"] for one in own] == [None]
        assert "3 of 4" in (reported / "said.txt").read_text()

    def test_is_a_result_of_each_mutation(self, reported: Path) -> None:
        items = [one for one in lines(reported, "items.jsonl") if one["scenario"] == "drift"]

        assert {one["mutation"]: bool(one["evidence"]) for one in items if "evidence" in one} in (
            {},
            {"brew": True, "drain": True, "rename": True, "search": False},
        )
        assert sorted(str(one["mutation"]) for one in items) == ["brew", "drain", "rename", "search"]

    def test_that_affects_no_operation_has_a_result_of_its_own(self, reported: Path) -> None:
        items = [one for one in lines(reported, "items.jsonl") if one["scenario"] == "drift_elsewhere"]
        found = [one for one in lines(reported, "violations.jsonl") if one["scenario"] == "drift_elsewhere"]
        shown = [json.loads(file.read_text()) for file in (reported / "allure-results").glob("*-result.json")]
        names = [one["name"] for one in shown]
        (rest,) = [one for one in shown if one["name"] == "drift elsewhere (The rest of the schema)"]

        assert [(one["mutation"], one["requests"]) for one in items] == [("brew", 0)]
        assert [one["path"] for one in found] == ["Screw.turns"]
        assert [one["name"] for one in rest["steps"] if "Screw.turns" in one["name"]]
        assert {one["name"]: one["value"] for one in rest["parameters"]}["mutation"] == "all"
        assert sorted(name for name in names if name.startswith("drift (")) == [
            *("drift (brew)", "drift (drain)", "drift (rename)", "drift (search)")
        ]
        (brew,) = [one for one in shown if one["name"] == "drift (brew)"]
        assert not [one for one in brew["steps"] if "Screw.turns" in one["name"]]

    def test_can_be_waived_where_it_is_known(
        self, in_process: Command, reported: Path, tmp_path: Path
    ) -> None:
        found = next(one for one in lines(reported, "violations.jsonl") if one["path"] == "Size.HUGE")
        contract, entries = reported.parent / "contract", tmp_path / "waivers.toml"

        done = in_process(
            *("waive", str(found["fingerprint"]), "--reason", "Known.", "--owner", "me@example.com"),
            *("--expires", "2026-12-31", "--waivers", str(entries), "--report-dir", str(reported)),
            *("--contract", str(contract)),
        )

        assert done.returncode == 0, done.stderr
        assert 'coordinate = "Size.HUGE"' in entries.read_text()
        assert "case" not in entries.read_text()
