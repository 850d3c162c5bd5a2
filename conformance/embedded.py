"""The embedded target: the sandbox in a process of its own, for as long as a run needs it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import attrs

from conformance import checkout
from conformance.errors import TargetError
from conformance.model import Tier
from conformance.target import client
from conformance.target.credentials import Credentials, Identity, Source
from conformance.target.profile import Profile
from schema import supplement

_ANNOUNCEMENT = "sandbox: "


@attrs.frozen
class Embedded:
    """A running sandbox: its profile, the credential that it accepts, its process."""

    profile: Profile
    credentials: Credentials
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        _end(self.process)


@attrs.frozen
class Launched:
    """A sandbox that is starting: its process, and the file for what it complains about."""

    process: subprocess.Popen[str]
    complaints: IO[str]

    def ready(self) -> Embedded:
        """Wait until it answers; TargetError with its own words if it does not come up."""
        assert self.process.stdout is not None
        announced = self.process.stdout.readline()
        if not announced.startswith(_ANNOUNCEMENT):
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.complaints.seek(0)
            said = self.complaints.read().strip().splitlines() or ["it said nothing"]
            self.complaints.close()
            raise TargetError(f"the sandbox did not start: {said[-1].removeprefix('error: ')}")
        self.complaints.close()
        words = announced.removeprefix(_ANNOUNCEMENT).split()
        urls = dict(zip(words[::2], words[1::2], strict=True))
        base = next(iter(urls.values())).rsplit("/", 3)[0]
        given = client.json_of(f"{base}/profile")
        profile = Profile(
            name="sandbox",
            urls=urls,
            tier=Tier.EXERCISE,
            hazards=frozenset(supplement.HAZARDS),
            provoke=given["provoke"],
            foreign={"accountNumber": given["foreign_account"]},
            workflows=("*",),
            workflow_values={name: tuple(values) for name, values in given["workflow_values"].items()},
        )
        # A sandbox invalidates no token: one is good for whatever may be done with it.
        disposable = Source(Identity.DISPOSABLE, token=given["token"])
        credentials = Credentials(
            given["token"], given["expired_token"], sources={Identity.DISPOSABLE: disposable}
        )
        return Embedded(profile, credentials, self.process)

    def stop(self) -> None:
        """End it, ready or not."""
        _end(self.process)
        self.complaints.close()


def launch(contract_directory: Path | None, arguments: tuple[str, ...] = ()) -> Launched:
    """Begin to start a sandbox on a free port, which takes a second of another core.

    It ends with this process, should nobody stop it before.
    """
    command = [sys.executable, "-m", "conformance", "sandbox", "--port", "0", "--until-eof"]
    if contract_directory is not None:
        command += ["--contract", str(contract_directory.resolve())]
    # What was chosen comes last and wins: a sandbox may serve another contract than the one it is judged by.
    command += arguments
    complaints = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 -- `Launched` closes it
    process = subprocess.Popen(  # noqa: S603 -- our own module
        command,
        cwd=checkout.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        # A Ctrl-C is for the run, which needs its target until it has ended.
        start_new_session=True,
    )
    return Launched(process, complaints)


def start(contract_directory: Path | None, arguments: tuple[str, ...] = ()) -> Embedded:
    """Start a sandbox on a free port; TargetError with its own words if it does not come up."""
    return launch(contract_directory, arguments).ready()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
