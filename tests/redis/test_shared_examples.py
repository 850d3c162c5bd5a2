"""What failed on one machine is tried first on another: their example database is a real Redis server."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from conformance import checkout, examples
from sandbox import app, options
from schema import contract as contracts
from tests.support import exchanges, hostile

PASSWORD = "correct-horse"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Redis server that wants a password."""
    binary = shutil.which("redis-server")
    assert binary is not None, "install redis-server, as Debian packages it"
    port = hostile.unused_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD]
    with subprocess.Popen(
        [*command, "--dir", str(tmp_path_factory.mktemp("redis"))], stdout=subprocess.DEVNULL
    ) as process:
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
        process.terminate()


@pytest.fixture
def client(server: int) -> redis.Redis:
    found = redis.Redis(port=server, password=PASSWORD)
    found.flushall()
    return found


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("kettles")
    before, _, behind = exchanges.SETTINGS.partition("[[limits]]")
    (directory / "api.graphql").write_text(exchanges.SDL)
    (directory / "contract.toml").write_text(before + behind[behind.index("\n[") :])
    return str(directory)


def run(
    contract: str, port: int, report_dir: Path, password: str = PASSWORD
) -> subprocess.CompletedProcess[str]:
    """One machine's run, which finds a fault and shrinks what shows it."""
    command = [sys.executable, "-m", "conformance", "run", "--contract", contract, "--profile", "debug"]
    command += ["--fault", "shape.missing-field@brewTea", "--report-dir", str(report_dir)]
    place = f"redis://:{password}@127.0.0.1:{port}/0"
    return subprocess.run(
        [*command, "--", "-k", "test_valid_input and brewTea"],
        cwd=checkout.ROOT,
        env={**os.environ, examples.VARIABLE: place},
        capture_output=True,
        text=True,
        check=False,
    )


def requests(report_dir: Path) -> int:
    lines = (report_dir / "items.jsonl").read_text().splitlines()
    return sum(json.loads(line)["requests"] for line in lines)


class TestSharedExamples:
    def test_of_one_machine_are_tried_first_on_another(
        self, contract: str, server: int, client: redis.Redis, tmp_path: Path
    ) -> None:
        first = run(contract, server, tmp_path / "first")
        kept = client.keys("*")
        second = run(contract, server, tmp_path / "second")

        assert (first.returncode, second.returncode) == (1, 1), first.stdout + second.stdout
        assert kept
        assert all(key.startswith(b"kraken-conformance:") for key in kept)
        assert requests(tmp_path / "second") <= requests(tmp_path / "first")

    def test_hold_no_credential_and_leave_none_in_a_report(
        self, contract: str, server: int, client: redis.Redis, tmp_path: Path
    ) -> None:
        done = run(contract, server, tmp_path)

        stored = b"".join(member for key in client.keys("*") for member in client.smembers(key))
        written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        profile = app.Sandbox(options.Options(contract=contracts.load(Path(contract)))).profile()
        assert stored
        for token in (profile["token"], profile["expired_token"]):
            assert len(token) > 20
            assert token.encode() not in stored
        assert PASSWORD.encode() not in written
        assert PASSWORD not in done.stdout + done.stderr

    def test_are_not_had_with_a_wrong_password(self, contract: str, server: int, tmp_path: Path) -> None:
        done = run(contract, server, tmp_path, password="wrong-horse")

        assert done.returncode == 4
        assert f"{examples.VARIABLE}: 127.0.0.1:{server} does not answer: AuthenticationError" in (
            done.stdout + done.stderr
        )
        assert "wrong-horse" not in done.stdout + done.stderr

    def test_are_given_up_where_the_server_goes_away(self, client: redis.Redis, server: int) -> None:
        found = examples.opened(f"redis://:{PASSWORD}@127.0.0.1:{server}/0")
        found.save(b"key", b"value")
        assert set(found.fetch(b"key")) == {b"value"}

        client.config_set("requirepass", "changed")
        client.client_kill_filter(skipme=False)

        with pytest.warns(UserWarning, match="is gone"):
            assert tuple(found.fetch(b"key")) == ()
        redis.Redis(port=server, password="changed").config_set("requirepass", PASSWORD)
