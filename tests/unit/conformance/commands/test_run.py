from pathlib import Path

import click.testing
import pytest

from conformance.commands import run


class TestRun:
    @pytest.mark.parametrize(
        ("arguments", "takes_all"),
        [
            (("-k", " or ".join(f"mutation{number}" for number in range(500))), True),
            (("-n", "2"), True),
            ((str(Path(__file__)),), False),
            ((f"{Path(__file__)}::TestRun",), False),
        ],
    )
    def test_takes_the_whole_suite_where_pytest_is_given_no_path(
        self, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], takes_all: bool
    ) -> None:
        given: list[str] = []

        def called(taken: list[str]) -> int:
            given.extend(taken)
            return 0

        monkeypatch.setattr(pytest, "main", called)

        done = click.testing.CliRunner().invoke(run.run, ["--", *arguments], standalone_mode=False)

        assert done.exception is None
        assert given[-1].endswith("conformance") is takes_all
