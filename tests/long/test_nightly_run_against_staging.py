"""A target of somebody else, asked every night: what executes, what is written down, what is shown."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.functional.conftest import ROOT, Command
from tests.support import echoing_target, fake_resolver


class Start:
    """Starts sandboxes of the kettles' contract with more options, and gives their base URLs."""

    def __init__(self, kettles: tuple[str, str]) -> None:
        self.kettles = kettles
        self.processes: list[subprocess.Popen[str]] = []

    def __call__(self, *options: str) -> str:
        command = [sys.executable, "-m", "conformance", "sandbox", "--port", "0", *self.kettles, *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        assert process.stdout is not None
        return process.stdout.readline().split()[2].removesuffix("/api/graphql/")


@pytest.fixture
def start(kettles: tuple[str, str]) -> Iterator[Start]:
    made = Start(kettles)
    yield made
    for process in made.processes:
        process.terminate()
        process.communicate()


def targets(folder: Path, url: str, **keys: Any) -> tuple[str, ...]:
    """The options that name a target with these keys of `targets.toml`."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in {"api": url, **keys}.items()]
    file = folder / "targets.toml"
    file.write_text("\n".join(["[targets.staging]", *lines]))
    return "--targets", str(file), "--target", "staging"


def _read_like(events: list[dict[str, Any]]) -> int:
    """How many mutations were executed that leave nothing behind."""
    ids = {event["id"] for event in events if event.get("hazard") == "read-like"}
    return sum(event.get("outcome") == "executed" and event["id"] in ids for event in events)


def executed(base: str) -> set[str]:
    """The mutations that were executed, by the target's own account."""
    return {entry["mutation"] for entry in httpx.get(f"{base}/ledger").json() if entry["executed"]}


class TestWhatExecutes:
    def test_is_of_the_named_hazards_or_an_authorization_fault_and_written_down(
        self, conformance: Command, tmp_path: Path, start: Start
    ) -> None:
        base = start("--fault", "auth.executes-before-refusing@boilKettle")
        token = httpx.get(f"{base}/profile").json()["token"]
        hazards = ["read-like", "account-change"]
        target = targets(tmp_path, f"{base}/api/graphql/", tier="exercise", hazards=hazards)
        report = ("--report-dir", str(tmp_path / "out"), "--profile", "small")

        done = conformance("run", *start.kettles, *target, *report, environment={"KRAKEN_TOKEN": token})

        assert done.returncode == 0, done.stdout + done.stderr
        # One of them for its fault: its hazard is not allowed.
        assert executed(base) == {"drainKettle", "brewTea", "boilKettle"}
        events = [json.loads(line) for line in (tmp_path / "out" / "journal.jsonl").read_text().splitlines()]
        sent = [event for event in events if event["event"] == "sent"]
        assert {event["credential"] for event in sent if event["mutation"] == "boilKettle"} == {
            "none",
            "garbage",
        }
        ledger = Counter(entry["mutation"] for entry in httpx.get(f"{base}/ledger").json())
        assert Counter(event["mutation"] for event in sent) >= ledger
        # What stands in the document instead of in variables is written down as well.
        assert all(event["variables"] or event["document"] for event in sent)
        left = sum(event.get("outcome") == "executed" for event in events) - _read_like(events)
        assert left > 0
        counted = re.findall(r"not undone: \w+ \([a-z-]+\): (\d+) executed, 0 of unknown", done.stdout)
        assert sum(map(int, counted)) == left


class TestProduction:
    def test_by_another_name_gets_nothing_but_probe_whatever_the_options_say(
        self, conformance: Command, tmp_path: Path, start: Start
    ) -> None:
        contract = shutil.copytree(start.kettles[1], tmp_path / "contract")
        with (contract / "contract.toml").open("a") as file:
            file.write(f'\n[production]\nhosts = ["{fake_resolver.PRODUCTION}"]\n')
        base = start()
        everything = ["read-like", "quote-only", "comms", "account-change", "physical", "money", "credential"]
        url = f"http://{fake_resolver.ALIAS}:{base.rpartition(':')[2]}/api/graphql/"
        target = targets(tmp_path, url, tier="exercise", hazards=everything)
        token = httpx.get(f"{base}/profile").json()["token"]
        tokens = {f"KRAKEN_{name}TOKEN": token for name in ("", "SECOND_", "DISPOSABLE_", "EXPIRED_")}

        done = conformance(
            *("run", "--contract", str(contract), *target, "--report-dir", str(tmp_path / "out")),
            *("--profile", "small", "--", "-p", "tests.support.fake_resolver"),
            environment=tokens,
        )

        items = [json.loads(line) for line in (tmp_path / "out" / "items.jsonl").read_text().splitlines()]
        assert done.returncode == 0, done.stdout + done.stderr
        assert "is known as production" in done.stdout
        assert {one["scenario"] for one in items if one["requests"]} == {"drift", "invalid_input", "over_get"}
        assert httpx.get(f"{base}/ledger").json() == []
        assert not (tmp_path / "out" / "journal.jsonl").exists()


class TestDryRun:
    def test_sends_nothing_and_is_no_pass(
        self, conformance: Command, kettles: tuple[str, str], tmp_path: Path
    ) -> None:
        # Nobody listens there.
        target = targets(tmp_path, "http://127.0.0.1:9/graphql/", tier="exercise", hazards=["read-like"])
        report = ("--report-dir", str(tmp_path / "out"), "--profile", "small")

        done = conformance("run", *kettles, *target, *report, "--dry-run")

        assert done.returncode == 4, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        sent = [line for line in lines if line.startswith("would send ")]
        assert any(
            "exercise/valid_input drainKettle as main: POST http://127.0.0.1:9/" in one for one in sent
        )
        assert not any("exercise/valid_input boilKettle" in line for line in sent)
        assert any(
            line.startswith("refused exercise/valid_input boilKettle because would execute: hazard physical")
            for line in lines
        )
        assert f"dry run: {len(sent) - 1} requests would be sent" in done.stdout
        assert "passed" not in done.stdout
        assert not (tmp_path / "out" / "violations.jsonl").exists()


ISSUED = "canary-issued/by+the=login.of-the~target"
TOKENS = {
    "KRAKEN_TOKEN": "eyJ-canary/one+two=three.four",
    "KRAKEN_EXPIRED_TOKEN": 'canary "expired" \\ of/yesterday',
    "KRAKEN_SECOND_TOKEN": "canary&second<of>another~customer",
    "KRAKEN_DISPOSABLE_TOKEN": "canary-disposable+0123456789/==",
}
LOGINS = {
    "KRAKEN_EMAIL": "canary.person+tag@customers.example",
    "KRAKEN_PASSWORD": 'canary pass/word "in quotes" & <more>',
    "KRAKEN_SECOND_API_KEY": "sk_live_canary/second+key==",
    "KRAKEN_DISPOSABLE_TOKEN": TOKENS["KRAKEN_DISPOSABLE_TOKEN"],
}


def with_logins(kettles: tuple[str, str], directory: Path) -> tuple[str, str]:
    """The kettles' contract with the mutation that issues tokens."""
    contract = shutil.copytree(kettles[1], directory / "contract")
    file = contract / "api.graphql"
    issuing = "type Mutation {\n  obtainKrakenToken(input: ObtainJSONWebTokenInput!): ObtainedToken\n"
    types = "input ObtainJSONWebTokenInput { email: String }\ntype ObtainedToken { token: String }\n"
    text = file.read_text(encoding="utf-8").replace("type Mutation {\n", issuing)
    file.write_text(text + types, encoding="utf-8")
    return (kettles[0], str(contract))


class TestSecrecy:
    @pytest.mark.parametrize(
        ("canaries", "shown"),
        [(TOKENS, b"$KRAKEN_TOKEN"), (LOGINS, b"$KRAKEN_EMAIL")],
        ids=["tokens", "logins"],
    )
    def test_no_byte_of_what_a_run_leaves_is_of_a_credential(
        self,
        conformance: Command,
        kettles: tuple[str, str],
        tmp_path: Path,
        canaries: dict[str, str],
        shown: bytes,
    ) -> None:
        kettles = with_logins(kettles, tmp_path)
        secrets = [*canaries.values(), ISSUED]
        out = tmp_path / "out"
        with echoing_target.serving(secrets, issues=ISSUED) as url:
            target = targets(
                tmp_path,
                url,
                tier="exercise",
                hazards=["read-like", "physical", "account-change", "credential"],
                header="Bearer",
            )

            done = conformance(
                "run",
                *kettles,
                *target,
                "--report-dir",
                str(out),
                "--profile",
                "small",
                "--",
                "-n",
                "1",
                "--showlocals",
                environment=canaries,
            )

        assert done.returncode == 1, done.stdout + done.stderr
        files = [file for file in out.rglob("*") if file.is_file()]
        assert {"violations.jsonl", "journal.jsonl", "items.jsonl"} <= {file.name for file in files}
        written = {str(file): file.read_bytes() for file in files}
        written["standard output"] = (done.stdout + done.stderr).encode()
        assert any(shown in content for content in written.values())
        for secret in secrets if canaries is LOGINS else canaries.values():
            # What stands before and behind a base64 text of one alignment is not its own.
            for spelling in echoing_target.spellings(secret):
                core = spelling.strip('"=')[4:-4]
                leaks = [name for name, content in written.items() if core.encode() in content]
                assert leaks == [], f"{core!r} of {secret!r}"
