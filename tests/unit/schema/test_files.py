from pathlib import Path

import pytest

from schema import errors, files


class TestRead:
    def test_gives_the_text_without_a_byte_order_mark(self, tmp_path: Path) -> None:
        file = tmp_path / "schema.graphql"
        file.write_bytes(b"\xef\xbb\xbftype A")

        assert files.read(file) == "type A"

    def test_refuses_a_file_of_100_mb_unread(self, tmp_path: Path) -> None:
        file = tmp_path / "schema.graphql"
        with file.open("wb") as sparse:
            sparse.truncate(100_000_000)

        with pytest.raises(errors.ContractError, match=r"schema\.graphql: it is larger than"):
            files.read(file)

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"caf\xe9"])
    def test_refuses_what_is_not_utf_8(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "schema.graphql"
        file.write_bytes(content)

        with pytest.raises(errors.ContractError, match="cannot be read"):
            files.read(file)

    def test_refuses_a_folder_and_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(errors.ContractError, match="cannot be read"):
            files.read(tmp_path)
        with pytest.raises(errors.ContractError, match="there is no such file"):
            files.read(tmp_path / "nothing")
