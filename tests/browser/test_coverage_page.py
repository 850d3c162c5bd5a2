"""The coverage page of real runs, as somebody opens it who has ten seconds to see what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import SIZES
from tests.browser.conftest import Open, conformance

#: Faults of the sandbox, the mutations that have them, and the rules that they break.
FAULTS = {
    "acceptGoodsQuote": ("errors.undocumented-code", "errors.documented-code"),
    "backendScreenEvent": ("shape.null-in-non-null", "shape.non-null"),
    "updateDeviceSmartControl": ("scalars.unknown-enum-value", "scalars.enum"),
}
#: What two runs that asked the same say alike.
ALIKE = ("coverage", "states", "findings", "rules", "deprecations")
SELECTED = ("--", "-k", " or ".join([*FAULTS, "createMfaDevice"]))


def run(directory: Path, *options: str, code: int = 0) -> Path:
    """The report directory of a run of four mutations."""
    conformance("run", "--profile", "small", "--report-dir", str(directory), *options, code=code)
    return directory


def record(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "coverage.json").read_text())
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean run in two worker processes."""
    return run(tmp_path_factory.mktemp("first"), *SELECTED, "-n", "2")


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in one process, compared with it."""
    baseline = ("--baseline", str(first / "coverage.json"))
    return run(tmp_path_factory.mktemp("second"), *baseline, *SELECTED)


@pytest.fixture(scope="module")
def third(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with three faults, compared with both."""
    faults = [f"--fault={fault}@{mutation}" for mutation, (fault, _) in FAULTS.items()]
    baseline = ("--baseline", str(second / "coverage.json"))
    return run(tmp_path_factory.mktemp("third"), *faults, *baseline, *SELECTED, code=1)


def address(directory: Path, fragment: str = "") -> str:
    return f"{(directory / 'coverage.html').as_uri()}{fragment}"


def names(page: Page) -> list[str]:
    """The mutations of the matrix from top to bottom."""
    return page.locator("#table tbody th").evaluate_all("all => all.map(one => one.firstChild.textContent)")  # type: ignore[no-any-return]


class TestTwoRuns:
    def test_compare_to_no_change(self, second: Path, opened: Open) -> None:
        shown = opened(address(second), "desktop")

        assert record(second)["comparison"]["sentence"] == "no change"
        expect(shown.page.locator(".news")).to_contain_text("no change since the run of")
        expect(shown.page.locator(".calm")).to_have_text("Nothing was found wrong.")
        shown.screenshot("coverage-no-change")

    def test_of_workers_and_of_one_process_cover_the_same(self, first: Path, second: Path) -> None:
        workers, alone = record(first), record(second)

        assert {key: workers[key] for key in ALIKE} == {key: alone[key] for key in ALIKE}

    def test_of_merged_shards_and_of_one_process_cover_the_same(
        self, second: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        parts = [tmp_path_factory.mktemp(f"shard-{number}") for number in (1, 2)]
        for number, part in enumerate(parts, 1):
            run(part, "--shard", f"{number}/2", *SELECTED)
        whole = tmp_path_factory.mktemp("whole")
        baseline = ("--baseline", str(second / "coverage.json"))

        conformance("merge", *map(str, parts), "--report-dir", str(whole), *baseline, code=0)

        merged, alone = record(whole), record(second)
        assert merged["comparison"]["sentence"] == "no change"
        assert {key: merged[key] for key in ALIKE} == {key: alone[key] for key in ALIKE}


class TestThreeFaults:
    def test_are_exactly_what_is_new(self, third: Path, opened: Open) -> None:
        expected = {(mutation, rule) for mutation, (_, rule) in FAULTS.items()}

        compared = record(third)["comparison"]
        shown = opened(address(third), "desktop")

        assert {(one["mutation"], one["rule"]) for one in compared["new"]} == expected
        assert (compared["still"], compared["fixed"], compared["unchecked"]) == ([], [], [])
        expect(shown.page.locator(".news")).to_contain_text("3 new since the run of")
        marked = shown.page.locator("#findings .finding:has(.badge.new)")
        found = marked.evaluate_all("all => all.map(one => [one.dataset.mutation, one.dataset.rule])")
        assert {tuple(one) for one in found} == expected

    def test_stand_at_the_top_of_the_matrix(self, third: Path, opened: Open) -> None:
        page = opened(address(third), "desktop").page

        assert set(names(page)[:3]) == set(FAULTS)
        expect(page.locator("td.s0")).to_have_count(3)

    def test_are_charted_beside_the_runs_before(self, third: Path, opened: Open) -> None:
        page = opened(address(third), "desktop").page

        expect(page.locator("svg.runs rect")).to_have_count(3)
        assert [entry["findings"] for entry in record(third)["history"]] == [0, 0, 3]


@pytest.mark.parametrize("size", SIZES)
class TestPage:
    def test_says_in_its_first_view_what_is_wrong(self, third: Path, opened: Open, size: str) -> None:
        shown = opened(address(third), size)

        expect(shown.page.get_by_role("heading", level=1)).to_contain_text("not conformant")
        # Without scrolling: what is broken, at which mutation, what was expected and what came.
        expect(shown.page.locator("#findings .finding summary").first).to_be_in_viewport(ratio=1)
        assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown.screenshot("coverage-top")

    def test_shows_a_finding_with_request_answer_and_commands(
        self, third: Path, opened: Open, size: str
    ) -> None:
        shown = opened(address(third), size)
        finding = shown.page.locator("#findings .finding").first

        finding.locator("summary").click()

        for text in ("acceptGoodsQuote(input: {", "curl -sS", "python -m conformance replay", "KT-CT-99999"):
            expect(finding).to_contain_text(text)
        finding.scroll_into_view_if_needed()
        shown.screenshot("coverage-finding")

    def test_opens_a_cell_with_its_finding_by_mouse(self, third: Path, opened: Open, size: str) -> None:
        shown = opened(address(third), size)

        shown.page.get_by_label("updateDeviceSmartControl, scalars: 1 violated").click()

        dialog = shown.page.get_by_role("dialog")
        expect(dialog).to_contain_text("NOT_IN_THE_SCHEMA")
        expect(dialog.locator("pre").first).to_be_visible()
        shown.screenshot("coverage-cell")
        dialog.get_by_label("Close").click()
        expect(dialog).to_be_hidden()

    def test_opens_a_cell_by_keyboard(self, third: Path, opened: Open, size: str) -> None:
        page = opened(address(third), size).page
        page.locator("#table thead button").last.focus()

        page.keyboard.press("Tab")
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press("Enter")

        assert focused.startswith(f"{names(page)[1]}, envelope: ")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == focused

    def test_filters_by_text_area_server_and_state(self, third: Path, opened: Open, size: str) -> None:
        shown = opened(address(third), size)
        page = shown.page
        page.locator("#matrix").scroll_into_view_if_needed()

        page.get_by_role("searchbox", name="Search").fill("goods accept")
        assert names(page) == ["acceptGoodsQuote"]
        expect(page.locator("#shown")).to_have_text("1 of 170 mutations")
        page.get_by_role("button", name="Reset").click()
        page.get_by_role("combobox", name="State").select_option("violated")
        assert set(names(page)) == set(FAULTS)
        shown.screenshot("coverage-filtered")
        page.get_by_role("combobox", name="Area").select_option("Quotes and goods")
        assert names(page) == ["acceptGoodsQuote"]
        page.get_by_role("button", name="Reset").click()
        page.get_by_role("combobox", name="Server").select_option("auth")
        assert sorted(names(page)) == ["createMfaDevice", "deleteMfaDevice", "validateMfaDevice"]
        page.get_by_role("searchbox", name="Search").fill("nothing is called so")
        expect(page.locator("#table")).to_have_text("No mutation is like that.")

    def test_sorts_by_each_column_in_both_directions(self, third: Path, opened: Open, size: str) -> None:
        page = opened(address(third), size).page
        heading = page.get_by_role("columnheader", name="Mutation")

        page.get_by_role("button", name="Mutation", exact=True).click()
        ascending = names(page)
        expect(heading).to_have_attribute("aria-sort", "ascending")
        page.get_by_role("button", name="Mutation", exact=True).click()

        assert ascending == sorted(ascending, key=str.lower)
        assert names(page) == ascending[::-1]
        expect(heading).to_have_attribute("aria-sort", "descending")
        page.get_by_role("button", name="Requests").click()
        asked = [int(text) for text in page.locator("#table tbody td.n:nth-last-child(2)").all_inner_texts()]
        assert asked == sorted(asked, reverse=True)
        page.get_by_role("button", name="scalars", exact=True).click()
        assert names(page)[0] == "updateDeviceSmartControl"

    def test_shows_a_column_for_each_rule(self, third: Path, opened: Open, size: str) -> None:
        shown = opened(address(third), size)
        page = shown.page

        page.get_by_role("combobox", name="Columns").select_option("all rules")

        rules = record(third)["rules"]
        expect(page.locator("#table thead th")).to_have_count(len(rules) + 3)
        page.get_by_label("acceptGoodsQuote, errors.documented-code: violated").click()
        expect(page.get_by_role("dialog")).to_contain_text("KT-CT-99999")
        page.keyboard.press("Escape")
        page.locator("#matrix").scroll_into_view_if_needed()
        shown.screenshot("coverage-all-rules")

    def test_opens_a_finding_that_its_address_names(self, third: Path, opened: Open, size: str) -> None:
        fingerprint = record(third)["findings"][-1]["fingerprint"]

        page = opened(address(third, f"#f-{fingerprint}"), size).page

        assert page.locator(f"#f-{fingerprint}").evaluate("one => one.open")
        expect(page.locator(f"#f-{fingerprint} pre").first).to_be_visible()

    def test_lists_what_is_missing_and_marks_the_schema(self, third: Path, opened: Open, size: str) -> None:
        shown = opened(address(third), size)
        page = shown.page

        page.locator("#c-errors summary").first.click()

        expect(page.locator("#c-errors")).to_contain_text("addCampaignToAccount")
        page.locator("#coverage").evaluate("one => one.scrollIntoView()")
        shown.screenshot("coverage-figures")
        page.locator("#schema summary").first.click()
        assert re.search(
            r"●   - KT-CT-1112.*\n(.*\n)+?[●○]   acceptGoodsQuote\(",
            page.locator("#schema pre").first.inner_text(),
        )
        page.get_by_label("only types of which").check()
        expect(page.locator("#schema details.whole").first).to_be_hidden()
        page.locator("#schema").evaluate("one => one.scrollIntoView()")
        shown.screenshot("coverage-schema")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_has_no_serious_accessibility_violation(
        self, third: Path, opened: Open, size: str, scheme: Any
    ) -> None:
        shown = opened(address(third), size)
        shown.page.emulate_media(color_scheme=scheme)
        shown.page.locator("#findings .finding summary").first.click()
        shown.page.locator("#schema summary").first.click()

        assert shown.inaccessible() == []

        shown.page.get_by_label("updateDeviceSmartControl, scalars: 1 violated").click()
        assert shown.inaccessible() == []
        shown.screenshot(f"coverage-{scheme}")

    def test_shows_hostile_text_as_text_and_cuts_it_with_a_note(
        self, threatened: Path, opened: Open, size: str
    ) -> None:
        shown = opened(address(threatened), size)
        findings = shown.page.locator("#findings .finding")

        findings.evaluate_all("all => all.forEach(one => { one.open = true; })")

        text = shown.page.locator("#findings").inner_text()
        assert "<script>window.hacked = 1; alert(1)</script>" in text
        # As it stands in JSON, or as a report writes it out.
        assert re.search(r"\\(x1b|u001b)\[31m", text)
        assert "\\u202e" in text
        assert not re.search("[\x1b\u202e]", text)
        assert re.search(r"\(cut: [\d,]+ characters\)", text)
        assert shown.page.evaluate("window.hacked") is None
        assert (threatened / "coverage.html").stat().st_size < 2_000_000
        shown.screenshot("coverage-hostile")


class TestWithoutScript:
    def test_still_shows_findings_and_figures(self, third: Path, browser: Browser) -> None:
        page = browser.new_page(java_script_enabled=False)
        page.goto(address(third))

        page.locator("#findings .finding summary").first.click()

        expect(page.locator("#findings .finding pre").first).to_be_visible()
        expect(page.locator("#c-errors")).to_contain_text("never answered")
        page.close()


class TestPolicy:
    def test_runs_no_script_that_is_not_the_page_s_own(self, third: Path, browser: Browser) -> None:
        page = browser.new_page()
        page.goto(address(third))

        page.evaluate(
            "() => { const one = document.createElement('script'); one.textContent = 'window.added = 1';"
            " document.body.append(one); }"
        )

        assert page.evaluate("window.added") is None
        page.close()
