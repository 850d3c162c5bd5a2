"""A run against the sandbox, from the command line to the files that it writes."""

import json
import socket
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from tests.functional.conftest import Command

FAULTS = {
    "boilKettle": ("errors.undocumented-code", "errors.documented-code"),
    "brewTea": ("shape.null-in-non-null", "shape.non-null"),
    "drainKettle": ("scalars.unknown-enum-value", "scalars.enum"),
}


def found(directory: Path) -> list[dict[str, object]]:
    lines = (directory / "violations.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


class TestCleanSandbox:
    def test_ends_with_the_table_and_exit_code_0(self, conformance: Command, tmp_path: Path) -> None:
        done = conformance(
            "run",
            "--profile",
            "small",
            "--report-dir",
            str(tmp_path),
            "--",
            "-k",
            "acceptGoodsQuote or createMfaDevice",
        )

        assert done.returncode == 0, done.stdout + done.stderr
        assert "mutations exercised" in done.stdout
        assert "2 of 170" in done.stdout
        assert str(tmp_path) in done.stdout
        assert found(tmp_path) == []
        assert (tmp_path / "junit.xml").stat().st_size > 0
        items = (tmp_path / "items.jsonl").read_text().splitlines()
        assert {json.loads(line)["mutation"] for line in items} == {"acceptGoodsQuote", "createMfaDevice"}
        assert len(list((tmp_path / "allure-results").glob("*-result.json"))) == len(items)
        assert (tmp_path / "summary.md").read_text().startswith("# conformant")
        coverage = json.loads((tmp_path / "coverage.json").read_text())["coverage"]
        assert (coverage["mutations"]["covered"], coverage["mutations"]["total"]) == (2, 170)
        assert coverage["inputs-invalid"]["covered"] == 48
        assert "<h1>" in (tmp_path / "coverage.html").read_text()

    def test_gives_the_same_with_two_workers(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        selected = ("--", "-k", "valid_input", "-n", "2")

        done = conformance("run", *kettles, "--profile", "small", "--report-dir", str(tmp_path), *selected)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "conformant" in done.stdout

    def test_loses_nothing_that_a_worker_asked_ahead_when_it_ends_early(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        fault = "--fault=errors.undocumented-code@boilKettle"

        done = conformance(
            "run", *kettles, fault, "--report-dir", str(tmp_path), "--", "-n", "2", "-x", "-k", "valid_input"
        )

        # pytest-xdist takes -x for an interruption.
        assert done.returncode == 2, done.stdout + done.stderr
        journal = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
        sent = {(one["scenario"], one["mutation"]) for one in journal if one["event"] == "sent"}
        items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
        assert len(sent) > 1
        assert sent <= {(one["scenario"], one["mutation"]) for one in items}
        assert len(items) == len({(one["scenario"], one["mutation"]) for one in items})


class TestFaultySandbox:
    def test_is_found_wrong_in_each_fault_and_nothing_else(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        faults = [f"--fault={fault}@{mutation}" for mutation, (fault, _) in FAULTS.items()]

        job = {"GITHUB_STEP_SUMMARY": str(tmp_path / "job.md")}

        done = conformance(
            "run", *kettles, *faults, "--report-dir", str(tmp_path), "--format", "github", environment=job
        )

        assert done.returncode == 1, done.stdout + done.stderr
        violations = found(tmp_path)
        expected = {(rule, mutation) for mutation, (_, rule) in FAULTS.items()}
        assert {(one["rule"], one["mutation"]) for one in violations} == expected
        assert all("curl -sS http://127.0.0.1:" in one["request"]["curl"] for one in violations)  # type: ignore[index]
        with_token = [one for one in violations if one["case"]["credential"] == "valid"]  # type: ignore[index]
        assert all("$KRAKEN_TOKEN" in one["request"]["curl"] for one in with_token)  # type: ignore[index]
        assert with_token
        rules = {rule for _, rule in FAULTS.values()}
        assert failed_in_allure(tmp_path) == expected
        assert gitlab_reads(tmp_path / "junit.xml") == {
            (one["scenario"], one["mutation"]) for one in violations
        }
        assert sum(f"::error title={rule} at " in done.stdout for rule in rules) == len(rules)
        summary = (tmp_path / "job.md").read_text(encoding="utf-8")
        assert summary.startswith("# not conformant: ")
        assert all(f"`{rule}`" in summary for rule in rules)


def failed_in_allure(directory: Path) -> set[tuple[str, str]]:
    """The rules and mutations of what failed in Allure, of which each item has a history of its own."""
    files = (directory / "allure-results").glob("*-result.json")
    results = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    for key in ("historyId", "testCaseId", "name"):
        assert len({one[key] for one in results}) == len(results)
    labels = [
        {(label["name"], label["value"]) for label in one["labels"]}
        for one in results
        if one["status"] == "failed"
    ]
    return {
        (rule, story)
        for listed in labels
        for name, rule in listed
        if name == "rule"
        for key, story in listed
        if key == "story"
    }


def gitlab_reads(junit: Path) -> set[tuple[str, str]]:
    """The scenarios and mutations that failed, in a file that keeps the rules of GitLab's reader."""
    cases = list(ElementTree.parse(junit).iter("testcase"))  # noqa: S314 -- our own file
    # Of two with the same name GitLab reads one, and it takes attachments from what was printed.
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    assert not any(case.find("system-out") is not None for case in cases)
    failures = {case.get("name", ""): case.find("failure") for case in cases}
    texts = [failure.text or "" for failure in failures.values() if failure is not None]
    assert all(line.isprintable() for text in texts for line in text.splitlines())
    assert max(map(len, texts)) < 25_000
    failed = [name for name, failure in failures.items() if failure is not None]
    places = [name.removeprefix("test_").removesuffix("]").split("[") for name in failed]
    return {(scenario, mutation) for scenario, mutation in places}


class TestWhatCannotBeJudged:
    def test_is_never_a_success_where_nothing_is_selected(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        done = conformance("run", *kettles, "--report-dir", str(tmp_path), "--", "-k", "nothing")

        assert done.returncode == 4
        assert "nothing could be judged" in done.stdout

    def test_says_in_one_line_that_the_target_is_dead(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        url = ("--target", "http://127.0.0.1:9/v1/graphql/")

        done = conformance("run", *kettles, *url, "--report-dir", str(tmp_path))

        assert done.returncode == 4
        assert "no answer from http://127.0.0.1:9/v1/graphql/" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr


class TestForeignTarget:
    def test_without_a_profile_is_asked_only_what_cannot_execute(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path, sandbox: str
    ) -> None:
        url = ("--target", f"{sandbox}/api/graphql/")
        before = httpx.get(f"{sandbox}/ledger").json()

        done = conformance("run", *kettles, *url, "--report-dir", str(tmp_path))

        items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
        assert done.returncode == 0, done.stdout + done.stderr
        assert "would execute" in done.stdout
        assert {one["scenario"] for one in items if one["requests"]} == {"drift", "invalid_input", "over_get"}
        assert httpx.get(f"{sandbox}/ledger").json() == before


class TestOurOwnFailure:
    def test_is_exit_code_3_where_a_worker_dies(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        selected = ("--", "-k", "drainKettle and over_get", "-n", "1", "-p", "tests.support.dying_worker")

        done = conformance("run", *kettles, "--report-dir", str(tmp_path), *selected)

        assert done.returncode == 3, done.stdout + done.stderr
        assert "this suite failed in" in done.stdout

    def test_is_exit_code_3_where_a_test_file_cannot_be_read(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        selected = ("--", "-p", "tests.support.broken_collection")

        done = conformance("run", *kettles, "--report-dir", str(tmp_path), *selected)

        assert done.returncode == 3, done.stdout + done.stderr


class TestUsage:
    @pytest.mark.parametrize(
        "arguments", [("run", "--no-such-option"), ("contract", "--contract", "."), ("no-such-command",)]
    )
    def test_errors_are_one_line_with_exit_code_4(
        self, in_process: Command, arguments: tuple[str, ...]
    ) -> None:
        done = in_process(*arguments)

        assert done.returncode == 4, (done.stdout, done.stderr)
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stdout + done.stderr

    def test_errors_of_a_run_are_one_line_with_exit_code_4(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        report = ("--report-dir", str(tmp_path / "report"))
        wrong: tuple[tuple[tuple[str, ...], str], ...] = (
            (("--contract", str(tmp_path / "nowhere")), "nowhere/contract.toml: there is no such file"),
            (("--target", "staging", "--targets", str(tmp_path / "targets.toml")), "targets.toml"),
            ((*kettles, "--fault", "shape.list-for-objec"), "did you mean 'shape.list-for-object'?"),
            ((*kettles, "--fault", "shape.list-for-object@boilKettl"), "did you mean 'boilKettle'?"),
        )
        for arguments, reason in wrong:
            done = conformance("run", *report, *arguments)

            assert done.returncode == 4, (arguments, done.stdout, done.stderr)
            assert reason in done.stdout + done.stderr
            assert "Traceback" not in done.stdout + done.stderr

    def test_says_that_a_port_is_taken(self, in_process: Command, kettles: tuple[str, str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])

            done = in_process("sandbox", *kettles, "--port", port)

        assert done.returncode == 4
        assert (
            done.stderr
            == f"error: --port: {port} cannot be used: Address already in use; 0 picks a free one\n"
        )
