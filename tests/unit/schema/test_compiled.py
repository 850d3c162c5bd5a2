import threading
from pathlib import Path

import pytest

from schema import cache, compiled, errors, sdl
from schema import contract as contracts

SDL = '''
type Query { placeholder: Boolean }
type Mutation {
  """
  The possible errors that can be raised are:

  - KT-CT-9001: Kettle not found.
  """
  boil(input: BoilInput!, cups: [[Int!]!] = [[1]]): Kettle! @deprecated(reason: "No.")
}
input BoilInput @oneOf { left: Int, right: Int @deprecated }
interface Node { id: ID! }
type Kettle implements Node { id: ID!, state: State, maker: Maker, at: Moment }
union Maker = Kettle
enum State { COLD BOILING @deprecated(reason: "Hot.") }
scalar Moment @specifiedBy(url: "https://example.com/moment")
'''


def only_file(directory: Path) -> Path:
    (file,) = directory.glob("*.json")
    return file


class TestRead:
    def test_gives_the_same_schema_the_second_time(self, tmp_path: Path) -> None:
        first = compiled.read(SDL, source="a", directory=tmp_path)

        second = compiled.read(SDL, source="a", directory=tmp_path)

        assert second == first == sdl.read(SDL)

    def test_takes_the_compact_form_where_there_is_one(self, tmp_path: Path) -> None:
        compiled.read(SDL, source="a", directory=tmp_path)
        file = only_file(tmp_path)
        digest, text = file.read_text().split("\n")
        renamed = text.replace("Kettle", "Teapot")
        assert digest == cache.digest(text.encode())
        file.write_text(f"{cache.digest(renamed.encode())}\n{renamed}")

        assert "Teapot" in compiled.read(SDL, source="a", directory=tmp_path)

    @pytest.mark.parametrize("damage", ["", "no digest", "cut", "changed", "binary"])
    def test_never_trusts_a_damaged_file(self, tmp_path: Path, damage: str) -> None:
        compiled.read(SDL, source="a", directory=tmp_path)
        file = only_file(tmp_path)
        content = file.read_text()
        damaged = {
            "": b"",
            "no digest": content.split("\n")[1].encode(),
            "cut": content[:-10].encode(),
            "changed": content.replace("Kettle", "Teapot").encode(),
            "binary": b"\xff\x00" * 50,
        }
        file.write_bytes(damaged[damage])

        assert compiled.read(SDL, source="a", directory=tmp_path) == sdl.read(SDL)
        assert file.read_text() == content

    def test_keeps_a_file_for_each_content(self, tmp_path: Path) -> None:
        compiled.read(SDL, source="a", directory=tmp_path)
        compiled.read(SDL.replace("Kettle", "Teapot"), source="a", directory=tmp_path)

        assert len(list(tmp_path.glob("*.json"))) == 2

    def test_works_where_nothing_can_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")

        assert compiled.read(SDL, source="a", directory=tmp_path / "file" / "below") == sdl.read(SDL)

    def test_names_the_source_of_what_cannot_be_read_and_stores_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(errors.ContractError, match=r"^kettles\.graphql:1: "):
            compiled.read("type {", source="kettles.graphql", directory=tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_is_safe_where_several_write_at_once(self, tmp_path: Path) -> None:
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(compiled.read(SDL, source="a", directory=tmp_path)))
            for _ in range(8)
        ]

        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert found == [sdl.read(SDL)] * 8
        assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


class TestDump:
    def test_keeps_everything_of_the_committed_contract(self) -> None:
        for server in contracts.load().servers.values():
            assert compiled.parse(compiled.dump(server.schema)) == server.schema
