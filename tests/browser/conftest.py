"""One browser, and one set of reports, for all tests in it."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright import sync_api

from conformance import checkout
from tests.browser import chromium, hostile

Open = Callable[[str, str], chromium.Opened]

#: Faults of the sandbox and the mutations that have them.
FAULTS = ("errors.undocumented-code@acceptGoodsQuote", "shape.null-in-non-null@backendScreenEvent")


# A machine that does other things beside draws a page of thousands of rows in its own time.
sync_api.expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    """The machine's Chromium."""
    chromium.install_axe()
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def opened(browser: sync_api.Browser) -> Iterator[Open]:
    """`opened(address, "phone")` gives a page; at the end no page may have complained about anything."""
    pages: list[chromium.Opened] = []

    def call(address: str, size: str = "desktop") -> chromium.Opened:
        pages.append(chromium.opened(browser, address, size))
        return pages[-1]

    yield call
    complaints = [one for page in pages for one in page.complaints]
    for page in pages:
        page.page.close()
    assert complaints == []


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report directory of a run against a sandbox with faults."""
    directory = tmp_path_factory.mktemp("faulty")
    faults = [f"--fault={fault}" for fault in FAULTS]
    selected = " or ".join([*(fault.partition("@")[2] for fault in FAULTS), "createMfaDevice"])
    small = ("--profile", "small", "--report-dir", str(directory))
    conformance("run", *small, *faults, "--", "-k", selected, code=1)
    return directory


@pytest.fixture(scope="session")
def threatened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report directory of a run against a target whose answers are hostile."""
    directory = tmp_path_factory.mktemp("hostile")
    with hostile.serving() as url:
        targets = directory / "targets.toml"
        servers = f'api = "{url}"\nauth = "{url}"\ntier = "guard"\n'
        targets.write_text(f"[targets.hostile]\n{servers}", encoding="utf-8")
        target = ("--target", "hostile", "--targets", str(targets))
        small = ("--profile", "small", "--report-dir", str(directory))
        conformance("run", *small, *target, "--", "-k", "no_credential and Goods", code=1)
    return directory


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """`served(folder)` gives the address of a folder, as a CI server shows its artefacts."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def call(folder: Path) -> str:
        handler = functools.partial(_Silent, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield call
    for server in servers:
        server.shutdown()
        server.server_close()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


def conformance(*arguments: str, code: int) -> str:
    """What a command of the suite says, which has to end with a code."""
    command = [sys.executable, "-m", "conformance", *arguments]
    done = subprocess.run(
        command, cwd=checkout.ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == code, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout
