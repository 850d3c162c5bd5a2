"""The detection matrix on a small contract: faults are caught, and without any nothing is found."""

import json

from tests.functional.conftest import Command


class TestMatrix:
    def test_catches_each_fault_by_the_rule_that_names_it(
        self, conformance: Command, kettles: tuple[str, str]
    ) -> None:
        options = (
            *kettles,
            "--faults",
            "shape.*-field",
            "--profile",
            "small",
            "--json",
        )

        done = conformance("matrix", *options)

        found = json.loads(done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        assert found["elsewhere"] == []
        assert all(one["caught"] and not one["unexpected"] for one in found["faults"].values())
        assert set(found["faults"]) == {"shape.extra-field", "shape.missing-field"}

    def test_of_a_clean_sandbox_finds_nothing(self, conformance: Command, kettles: tuple[str, str]) -> None:
        done = conformance("matrix", *kettles, "--profile", "small", "--clean", "30")

        assert done.returncode == 0, done.stdout + done.stderr
        assert "0 findings in" in done.stdout

    def test_says_that_a_glob_matches_no_fault(self, in_process: Command) -> None:
        done = in_process("matrix", "--faults", "nothing.*")

        assert done.returncode == 4
        assert "matches no fault" in done.stderr
