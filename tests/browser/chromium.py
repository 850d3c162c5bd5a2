"""The machine's own Chromium, as quiet as it can be, and pages that remember what went wrong in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
from playwright import sync_api

from conformance import checkout
from reports.allure import site

HERE = Path(__file__).parent

#: Widths of a desktop's window and of a phone, with their heights.
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}

#: Where screenshots go, for a person to look at.
SCREENSHOTS = checkout.ROOT / "reports" / "build" / "screenshots"

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def started() -> Iterator[sync_api.Browser]:
    """A browser with a profile of its own, which is gone at the end."""
    executable = os.environ.get("CONFORMANCE_CHROMIUM") or shutil.which("chromium")
    assert executable is not None, "no Chromium: apt-get install chromium, or set CONFORMANCE_CHROMIUM"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_QUIET), headless=True)
        try:
            yield browser
        finally:
            browser.close()


@attrs.frozen
class Opened:
    """A page, and what it complained about: errors, failed requests, dialogs, requests to elsewhere."""

    page: sync_api.Page
    complaints: list[str]

    def screenshot(self, name: str) -> Path:
        """Write what is seen, for a person to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        width = next(label for label, (x, _) in SIZES.items() if x == self.page.viewport_size["width"])  # type: ignore[index]
        file = SCREENSHOTS / f"{name}-{width}.png"
        self.page.screenshot(path=file)
        return file

    def inaccessible(self) -> list[str]:
        """What axe-core calls a serious or critical violation: rule, and where and how it is broken."""
        # Not as an element of the page, whose own policy may forbid any script but its own.
        self.page.evaluate((HERE / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
        found = self.page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{one['id']}: {[(node['target'], node['failureSummary']) for node in one['nodes']][:5]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]


def opened(browser: sync_api.Browser, address: str, size: str) -> Opened:
    """A page at an address, in a context of its own, when it has loaded what it wants."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda said: said.type == "error" and complaints.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))

    def dismiss(dialog: sync_api.Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def notice(request: sync_api.Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            complaints.append(f"asks elsewhere: {request.url}")

    page.on("dialog", dismiss)
    page.on("request", notice)
    page.goto(address, wait_until="networkidle")
    return Opened(page, complaints)


def install_axe() -> None:
    """Install what the lock file in this folder pins."""
    site.install(site.find_node(), checkout.ROOT / ".cache", HERE)
