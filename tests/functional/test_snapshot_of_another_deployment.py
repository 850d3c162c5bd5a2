"""A contract directory made from what another deployment hands out, and used by every command."""

import json
from pathlib import Path

import graphql
import pytest

from tests.functional.conftest import Command

SDL = '''# A deployment of another brand.
type Query { account(number: String!): Account }
type Account { number: String }
type Unreached { id: ID }
type Mutation {
  """Boil. The possible errors that can be raised are: - KT-CT-9001: Not found. - KT-CT-1112: No header."""
  boilKettle(kettleId: ID!, degrees: Int = 96): Kettle
}
type Kettle { id: ID!, state: State! }
enum State { COLD BOILING }
'''


def introspected() -> str:
    done = graphql.graphql_sync(graphql.build_schema(SDL), graphql.get_introspection_query())
    return json.dumps({"data": done.data})


class TestSnapshot:
    @pytest.mark.parametrize("form", ["schema.graphql", "schema.json"])
    def test_is_the_same_from_sdl_and_from_introspection(
        self, in_process: Command, tmp_path: Path, form: str
    ) -> None:
        (tmp_path / form).write_text(SDL if form.endswith("graphql") else introspected())
        address = ("--server", "kettles", "--url", "https://kettles.example/graphql/")

        made = in_process(
            "snapshot", "--from", str(tmp_path / form), *address, "-o", str(tmp_path / "contract")
        )

        assert made.returncode == 0, made.stderr
        assert "reached by no mutation" in made.stderr
        shown = in_process("contract", "--contract", str(tmp_path / "contract"), "--json")
        mutation = json.loads(shown.stdout)["mutations"]["boilKettle"]
        assert mutation["server"] == "kettles"
        assert [error["code"] for error in mutation["errors"]] == ["KT-CT-1112", "KT-CT-9001"]
        assert mutation["requires_authorization"]
        assert mutation["hazard"] is None
        snapshot = (tmp_path / "contract" / "kettles.graphql").read_text()
        assert "Unreached" not in snapshot
        assert "Account" not in snapshot

    def test_is_stable_when_made_again_from_itself(self, in_process: Command, tmp_path: Path) -> None:
        (tmp_path / "schema.graphql").write_text(SDL)
        directory = tmp_path / "contract"
        address = ("--server", "kettles", "--url", "https://kettles.example/graphql/")
        in_process("snapshot", "--from", str(tmp_path / "schema.graphql"), *address, "-o", str(directory))
        before = {path.name: path.read_bytes() for path in directory.iterdir()}

        again = in_process(
            "snapshot",
            "--from",
            str(directory / "kettles.graphql"),
            "--server",
            "kettles",
            "-o",
            str(directory),
        )

        assert again.returncode == 0, again.stderr
        assert {path.name: path.read_bytes() for path in directory.iterdir()} == before

    def test_is_made_from_a_live_endpoint(
        self, in_process: Command, tmp_path: Path, sandbox: str, kettles: tuple[str, str]
    ) -> None:
        url = f"{sandbox}/api/graphql/"

        made = in_process("snapshot", "--from", url, "--server", "api", "-o", str(tmp_path / "contract"))

        assert made.returncode == 0, made.stderr
        served = json.loads(in_process("contract", *kettles, "--json").stdout)["mutations"]
        found = json.loads(in_process("contract", "--contract", str(tmp_path / "contract"), "--json").stdout)
        assert sorted(found["mutations"]) == ["boilKettle", "brewTea", "drainKettle", "rekeyLid"]
        for name, mutation in found["mutations"].items():
            for key in ("arguments", "returns", "documents_errors"):
                assert mutation[key] == served[name][key]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("type Mutation {", "schema:1: Syntax Error"),
            (
                "<html><body>502 Bad Gateway</body></html>",
                "schema:1: there is no entry of a mutation on this page",
            ),
            ("type Mutation { a: B }", "unknown type 'B'"),
            ("type Mutation { a: Int } type Mutation { b: Int }", "is defined twice"),
            ("{", "this is not JSON"),
            ("type Query { a: Int }", "this schema has no mutation"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(
        self, in_process: Command, tmp_path: Path, content: str, reason: str
    ) -> None:
        (tmp_path / "schema").write_text(content)

        done = in_process(
            "snapshot",
            "--from",
            str(tmp_path / "schema"),
            "--url",
            "https://a.example/",
            "-o",
            str(tmp_path / "to"),
        )

        assert done.returncode == 4
        assert reason in done.stderr
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "to").exists()
