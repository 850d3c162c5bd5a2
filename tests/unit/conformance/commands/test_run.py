from pathlib import Path

import click.testing
import pytest

from conformance.commands import run


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pytest is called with; nothing is run, on a machine of two cores."""
    taken: list[str] = []

    def called(arguments: list[str]) -> int:
        taken.extend(arguments)
        return 0

    monkeypatch.setattr(pytest, "main", called)
    monkeypatch.setattr(run, "_cores", lambda: 2)
    return taken


def call(*arguments: str) -> None:
    done = click.testing.CliRunner().invoke(run.run, list(arguments), standalone_mode=False)
    assert done.exception is None


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
        self, given: list[str], arguments: tuple[str, ...], takes_all: bool
    ) -> None:
        call("--", *arguments)

        assert given[-1].endswith("conformance") is takes_all

    @pytest.mark.parametrize(
        ("arguments", "workers"),
        [
            ((), "2"),
            (("--profile", "deep"), "2"),
            (("--workers", "3"), "3"),
            (("--workers", "0"), None),
            (("--workers", "3", "--profile", "small"), "3"),
            (("--profile", "small"), None),
            (("--profile", "debug"), None),
            (("--target", "https://staging.example/"), None),
            (("--concurrency", "8"), None),
            (("--dry-run",), None),
            (("--mutation", "boilKettle"), None),
            (("--", "-k", "boilKettle"), None),
        ],
    )
    def test_takes_several_processes_for_the_whole_of_a_large_profile(
        self, given: list[str], arguments: tuple[str, ...], workers: str | None
    ) -> None:
        call(*arguments)

        found = [one.removeprefix("--numprocesses=") for one in given if one.startswith("--numprocesses")]
        assert found == ([] if workers is None else [workers])
