import json
from concurrent import futures
from pathlib import Path

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import lines


class TestAppend:
    def test_adds_whole_lines(self, tmp_path: Path) -> None:
        file = tmp_path / "a.jsonl"
        lines.start(file)

        lines.append(file, [{"b": 1, "a": "\u2028\n"}])
        lines.append(file, [{"c": None}])
        lines.append(file, [])

        assert file.read_text() == '{"a": "\\u2028\\n", "b": 1}\n{"c": null}\n'

    def test_leaves_the_file_as_it_was_where_there_is_no_room(
        self, tmp_path: Path, file_size_limit: int
    ) -> None:
        file = tmp_path / "a.jsonl"
        lines.start(file)
        lines.append(file, [{"a": "x" * 100}])
        before = file.read_bytes()

        with pytest.raises(OSError, match="File too large"):
            lines.append(file, [{"a": "x" * 100}, {"a": "x" * file_size_limit}])

        assert file.read_bytes() == before

    def test_waits_for_whoever_is_writing(self, tmp_path: Path) -> None:
        file = tmp_path / "a.jsonl"
        lines.start(file)
        with futures.ThreadPoolExecutor() as executor:
            with filelock.FileLock(tmp_path / ".a.jsonl.lock"):
                written = [executor.submit(lines.append, file, [{"a": number}]) for number in range(3)]

                finished, _ = futures.wait(written, timeout=0.1)

            assert not finished
        assert {one["a"] for one in map(json.loads, lines.read(file.read_text()))} == {0, 1, 2}

    @pytest.mark.parametrize("before", ["", '{"a": 1}\n'])
    def test_replaces_a_line_that_somebody_did_not_live_to_end(self, tmp_path: Path, before: str) -> None:
        file = tmp_path / "a.jsonl"
        file.write_text(f'{before}{{"b": "torn')

        lines.append(file, [{"c": 3}])

        assert file.read_text() == f'{before}{{"c": 3}}\n'

    def test_says_so_where_the_disk_is_full(self) -> None:
        with pytest.raises(OSError, match="No space left"):
            lines.append(Path("/dev/full"), [{"a": 1}])


class TestRead:
    @given(
        st.lists(st.dictionaries(st.text(max_size=3), st.integers()), min_size=1), st.integers(min_value=1)
    )
    def test_gives_every_line_that_was_written_whole(self, values: list[dict[str, int]], torn: int) -> None:
        written = "".join(f"{json.dumps(value)}\n" for value in values)
        cut = written[: len(written) - torn % len(written)]

        read = [json.loads(line) for line in lines.read(cut)]

        assert read == values[: len(read)]
        assert len(read) >= cut.count("\n")

    def test_takes_a_last_line_that_only_lacks_its_end(self) -> None:
        assert lines.read('{"a": 1}\n{"b": 2}') == ('{"a": 1}', '{"b": 2}')

    def test_hides_no_line_that_is_wrong_in_the_middle(self) -> None:
        assert lines.read('{"a": 1\n{"b": 2}\n') == ('{"a": 1', '{"b": 2}')
