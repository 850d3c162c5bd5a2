"""Comparing the snapshot with what a release would serve, as a user does it."""

import gc
import json
from pathlib import Path

import graphql
import pytest

from conformance import cli
from tests.functional.conftest import Command
from tests.support import pages

OLD = '''
type Query { placeholder: Boolean }
type Mutation {
  """The possible errors that can be raised are: - KT-CT-9001: Not found."""
  boilKettle(kettleId: ID!, degrees: Int = 96, mode: Mode): Kettle
  drain: Kettle
}
type Kettle { id: ID!, state: State! }
enum State { COLD BOILING }
enum Mode { FAST SLOW }
'''
NEW = OLD.replace("state: State!", "state: State").replace("FAST SLOW", "FAST")
ADDRESS = ("--server", "kettles", "--url", "https://kettles.example/graphql/")


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    (tmp_path / "old.graphql").write_text(OLD)
    cli.main(
        ["snapshot", "--from", str(tmp_path / "old.graphql"), *ADDRESS, "-o", str(tmp_path / "contract")]
    )
    return tmp_path / "contract"


def introspected(text: str) -> str:
    query = graphql.get_introspection_query(input_value_deprecation=True, one_of=True, specified_by_url=True)
    return json.dumps({"data": graphql.graphql_sync(graphql.build_schema(text), query).data})


def drift(contract: Path, *arguments: str) -> int:
    return cli.main(["drift", "--contract", str(contract), *arguments])


class TestDrift:
    @pytest.mark.parametrize("form", ["new.graphql", "new.json"])
    def test_fails_for_what_breaks_a_documented_operation(
        self, contract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
    ) -> None:
        (tmp_path / form).write_text(NEW if form.endswith("graphql") else introspected(NEW))
        capsys.readouterr()

        code = drift(contract, "--against", str(tmp_path / form), "--format", "json")

        found = json.loads(capsys.readouterr().out)
        assert code == 1
        assert [(one["kind"], one["coordinate"], one["affects"]) for one in found["changes"]] == [
            ("field-type-changed", "Kettle.state", ["boilKettle", "drain"]),
            ("enum-value-removed", "Mode.SLOW", ["boilKettle"]),
        ]
        assert found["affected_operations"] == ["boilKettle", "drain"]

    def test_is_silent_about_the_same_schema_in_another_form(
        self, contract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "same.json").write_text(introspected(OLD))

        code = drift(contract, "--against", str(tmp_path / "same.json"), "--fail-on", "any")

        assert code == 0
        assert "no drift: 0 changes" in capsys.readouterr().out

    def test_accepts_what_waivers_name(self, contract: Path, tmp_path: Path) -> None:
        (tmp_path / "new.graphql").write_text(NEW)
        (tmp_path / "waivers.toml").write_text(
            "".join(
                f'[[waivers]]\nrule = "drift.operation-unbroken"\ncoordinate = "{coordinate}"\n'
                'reason = "Known."\nowner = "me@example.com"\nexpires = 2999-01-01\n'
                for coordinate in ("Kettle.state", "Mode.SLOW")
            )
        )
        arguments = ("--against", str(tmp_path / "new.graphql"), "--waivers", str(tmp_path / "waivers.toml"))

        assert drift(contract, *arguments) == 0
        assert drift(contract, *arguments, "--fail-on", "any") == 0
        (tmp_path / "new.graphql").write_text(OLD)
        assert drift(contract, *arguments) == 1

    def test_compares_any_two_and_writes_a_file(self, contract: Path, tmp_path: Path) -> None:
        (tmp_path / "new.graphql").write_text(NEW)
        output = tmp_path / "reports" / "drift.md"

        code = drift(
            contract,
            *("--from", str(tmp_path / "new.graphql"), "--against", str(contract)),
            *("--format", "changelog", "-o", str(output)),
        )

        assert code == 0
        assert "Enum value SLOW was added to Mode enum" in output.read_text().replace("\\_", "_")

    def test_collects_garbage_again_afterwards(self, contract: Path, tmp_path: Path) -> None:
        (tmp_path / "new.graphql").write_text(OLD)

        drift(contract, "--against", str(tmp_path / "new.graphql"))

        assert gc.isenabled()

    def test_names_what_it_cannot_read(self, contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert drift(contract, "--against", "./nowhere.graphql") == 4
        assert capsys.readouterr().err == "error: ./nowhere.graphql: there is no such file\n"


class TestDocumentationPage:
    def test_is_compared_by_its_errors(
        self, contract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "page.txt").write_text(pages.page(pages.entry()))
        capsys.readouterr()

        code = drift(contract, "--against", str(tmp_path / "page.txt"), "--format", "json")

        found = json.loads(capsys.readouterr().out)
        assert code == 1
        assert [(one["kind"], one["after"]) for one in found["changes"]] == [
            ("error-added", "KT-CT-7000: Unauthorized."),
            ("error-added", "KT-CT-7001: No water: add some."),
            ("error-removed", None),
        ]
        assert "not on the page: drain" in found["verdict"]["remarks"]


class TestSnapshotUpdate:
    def test_prints_what_a_review_has_to_look_at(self, contract: Path, tmp_path: Path) -> None:
        (tmp_path / "new.graphql").write_text(NEW)

        code = cli.main(["snapshot", "--from", str(tmp_path / "new.graphql"), *ADDRESS, "-o", str(contract)])

        assert code == 0
        assert "state: State\n" in (contract / "kettles.graphql").read_text()

    def test_tells_the_operations_that_break(
        self, contract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "new.graphql").write_text(NEW)
        capsys.readouterr()

        cli.main(["snapshot", "--from", str(tmp_path / "new.graphql"), *ADDRESS, "-o", str(contract)])

        assert "Field `Kettle.state` changed its type from `State!` to `State`." in capsys.readouterr().out


class TestSandbox:
    def test_can_serve_another_contract_than_it_is_compared_with(
        self, conformance: Command, contract: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "new.graphql").write_text(NEW)
        other = tmp_path / "other"
        cli.main(["snapshot", "--from", str(tmp_path / "new.graphql"), *ADDRESS, "-o", str(other)])

        done = conformance(
            *("drift", "--contract", str(contract), "--sandbox", f"--contract {other}", "--format", "json")
        )

        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout)["affected_operations"] == ["boilKettle", "drain"]
