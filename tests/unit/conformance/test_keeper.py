from pathlib import Path

import pytest

from conformance import kept
from conformance.keeper import Keeper, Reported
from conformance.model import ItemResult
from reports import items
from reports.directory import Directory
from tests.support import runs

FOUND = ItemResult("boilKettle", "valid_input", requests=2, evidence=(runs.evidence(),))
CLEAN = ItemResult("brewTea", "valid_input", requests=1)
PLACES = [("valid_input", "boilKettle"), ("valid_input", "brewTea")]


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    made = Directory(tmp_path)
    made.start()
    return made


class TestFinish:
    def test_writes_what_an_item_showed_before_anybody_reports_it(self, directory: Directory) -> None:
        Keeper(directory).finish([FOUND, CLEAN])

        assert kept.results(directory.path) == (FOUND, CLEAN)

    def test_says_that_it_cannot_be_written_and_leaves_it_to_be_reported(self, directory: Directory) -> None:
        (directory.path / items.NAME).unlink()
        (directory.path / items.NAME).symlink_to("/dev/full")
        keeper = Keeper(directory)

        with pytest.raises(OSError, match="No space left"):
            keeper.finish([CLEAN])

        assert keeper.report(PLACES[1:], lambda _: CLEAN) == (Reported(CLEAN),)


class TestResults:
    def test_are_as_they_were_written_and_made_where_none_were(self, directory: Directory) -> None:
        keeper = Keeper(directory)
        keeper.finish([CLEAN])

        known = [keeper.results(PLACES, lambda _: FOUND) for _ in range(2)]

        assert known == [(FOUND, CLEAN), (FOUND, CLEAN)]


class TestReport:
    def test_tells_what_was_written_as_it_was_written(self, directory: Directory) -> None:
        keeper = Keeper(directory)
        keeper.finish([CLEAN])

        told = keeper.report(PLACES[::-1], lambda _: FOUND)

        assert told == (Reported(CLEAN, is_written=True), Reported(FOUND))
        assert tuple(Reported.from_json(one.as_json()) for one in told) == told


class TestLeft:
    def test_is_what_finished_or_was_asked_and_nobody_was_told_of(self, directory: Directory) -> None:
        keeper = Keeper(directory)
        keeper.finish([FOUND, CLEAN])
        keeper.report(PLACES[1:], lambda _: FOUND)

        assert keeper.left([]) == (PLACES[0],)
        assert keeper.left([*PLACES, ("over_get", "brewTea")]) == (PLACES[0], ("over_get", "brewTea"))
