import json
from pathlib import Path

import attrs
import pytest

from reports import record
from reports.record import Record
from tests.unit.reports.examples import ABOUT

WHOLE = Record(
    about=ABOUT,
    shard=(3, 8),
    fail_on="SHOULD",
    ended=True,
    interrupted=True,
    bugs=("test_valid_input: boom",),
    unreachable="no answer",
    waivers=("entry 1: delete it",),
    unchecked=("entry 2: it was not checked",),
)


class TestRead:
    def test_is_the_inverse_of_write(self, tmp_path: Path) -> None:
        record.write(tmp_path, Record(about=ABOUT))
        record.write(tmp_path, WHOLE)

        assert record.read((tmp_path / record.NAME).read_text()) == WHOLE
        assert [file.name for file in tmp_path.iterdir()] == [record.NAME]

    def test_knows_nothing_of_the_end_of_a_run_that_did_not_come_to_it(self, tmp_path: Path) -> None:
        record.write(tmp_path, Record(about=ABOUT))

        assert not record.read((tmp_path / record.NAME).read_text()).ended

    @pytest.mark.parametrize(
        "changes",
        [
            {"about": 1},
            {"about": {}},
            {"about": {**attrs.asdict(ABOUT), "versions": [1]}},
            {"about": {**attrs.asdict(ABOUT), "unknown": 1}},
            {"shard": [0, 8]},
            {"shard": [9, 8]},
            {"shard": "3/8"},
            {"ended": 1},
            {"bugs": [1]},
            {"other": 1},
        ],
    )
    def test_refuses_what_no_run_writes(self, changes: dict[str, object]) -> None:
        written = {**attrs.asdict(WHOLE), **changes}

        with pytest.raises(ValueError, match=r".+"):
            record.read(json.dumps(written))

    @pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
    def test_refuses_what_is_no_record_at_all(self, text: str) -> None:
        with pytest.raises(ValueError, match=r".+"):
            record.read(text)
