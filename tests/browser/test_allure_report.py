"""The report that Allure makes of real runs, as somebody opens it who did not write the suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import SIZES
from tests.browser.conftest import Open, conformance


@pytest.fixture(scope="module")
def report(faulty: Path, threatened: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of both runs together, as of two shards."""
    directory = tmp_path_factory.mktemp("report")
    folders = [str(run / "allure-results") for run in (faulty, threatened)]
    conformance("report", "--report-dir", str(directory), *folders, code=0)
    return directory / "allure-report"


@pytest.fixture(scope="module")
def address(report: Path, served: Callable[[Path], str]) -> str:
    return served(report)


@pytest.mark.parametrize("size", SIZES)
class TestAllureReport:
    def test_leads_to_both_views(self, opened: Open, address: str, size: str) -> None:
        start = opened(f"{address}/index.html", size)

        expect(start.page.get_by_text("By mutation", exact=True)).to_be_visible()
        expect(start.page.get_by_text("By rule: what failed", exact=True)).to_be_visible()
        start.screenshot("allure-start")

    def test_shows_by_mutation_what_failed_first(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)

        expect(view.page.get_by_text("Quotes and goods", exact=True)).to_be_visible()
        expect(view.page.get_by_text("Messages, forms and files", exact=True)).to_be_visible()
        expect(view.page.get_by_text("valid input (backendScreenEvent)", exact=True)).to_be_visible()
        view.screenshot("allure-mutations")

    def test_finds_items_by_text(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)

        view.page.get_by_placeholder("Search tests").fill("valid input (accept")

        expect(view.page.get_by_text("valid input (acceptGoodsQuote)", exact=True)).to_be_visible()
        expect(view.page.get_by_text("valid input (backendScreenEvent)", exact=True)).to_have_count(0)

    def test_filters_what_failed(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)
        passed = view.page.get_by_text("over get (acceptGoodsQuote)", exact=True)
        expect(passed).to_be_visible()

        view.page.get_by_test_id("tab-failed").click()

        expect(passed).to_have_count(0)
        expect(view.page.get_by_text("valid input (acceptGoodsQuote)", exact=True)).to_be_visible()

    def test_shows_by_rule_nothing_that_passed(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/rules/index.html", size)

        expect(view.page.get_by_text("shape.non-null", exact=True)).to_be_visible()
        expect(view.page.get_by_text("errors.documented-code", exact=True)).to_be_visible()
        expect(view.page.get_by_text("over get (acceptGoodsQuote)", exact=True)).to_have_count(0)
        view.screenshot("allure-rules")

    def test_shows_a_finding_with_the_answer_marked(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)

        view.page.get_by_text("valid input (acceptGoodsQuote)", exact=True).click()

        expect(view.page.get_by_text("Actual: KT-CT-99999", exact=False).first).to_be_visible()
        expect(view.page.get_by_text("Documented: KT-CT-1111", exact=False).first).to_be_visible()
        view.screenshot("allure-finding")
        expected = view.page.get_by_text("Expected: a documented code", exact=False).first.bounding_box()
        assert expected is not None
        assert expected["width"] > 200
        names = view.page.get_by_test_id("test-result-attachment-header")
        assert max(box["height"] for box in (name.bounding_box() for name in names.all()) if box) < 90
        view.page.get_by_text("the place is marked").first.click()
        expect(view.page.get_by_text("◀ expected a documented code", exact=False).first).to_be_visible()
        view.page.get_by_text("curl and replay").first.click()
        expect(view.page.get_by_text("python -m conformance replay", exact=False).first).to_be_visible()
        view.screenshot("allure-finding-opened")

    def test_sorts_items_by_name(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)
        leaves = view.page.get_by_test_id("tree-leaf").filter(has_text="(acceptGoodsQuote)")
        expect(leaves.first).to_be_visible()
        by_status = leaves.all_inner_texts()

        view.page.get_by_role("button", name="Status Regular").click()
        view.page.get_by_role("button", name="Status", exact=True).click()
        view.page.get_by_role("button", name="Alphabet").click()

        expect(view.page.get_by_role("button", name="Alphabet A")).to_be_visible()
        by_name = [text.split("\n")[1] for text in leaves.all_inner_texts()]
        assert by_name == sorted(by_name, key=str.lower)
        assert by_name != [text.split("\n")[1] for text in by_status]

    @pytest.mark.parametrize("view", ["mutations", "rules"])
    def test_can_be_used_without_looking(self, opened: Open, address: str, size: str, view: str) -> None:
        page = opened(f"{address}/{view}/index.html", size)
        expect(page.page.get_by_text("acceptGoodsQuote", exact=False).first).to_be_visible()
        assert page.inaccessible() == []

        page.page.get_by_text("valid input (acceptGoodsQuote)", exact=True).first.click()
        expect(page.page.get_by_text("Actual: KT-CT-99999", exact=False).first).to_be_visible()

        assert page.inaccessible() == []

    def test_shows_both_sides_of_the_exchange(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)
        view.page.get_by_text("valid input (acceptGoodsQuote)", exact=True).click()

        view.page.get_by_text("exchange", exact=True).first.click()

        expect(view.page.get_by_text("Response", exact=True).first).to_be_visible()
        view.screenshot("allure-exchange")

    def test_shows_hostile_text_as_text(self, opened: Open, address: str, size: str) -> None:
        view = opened(f"{address}/mutations/index.html", size)

        view.page.get_by_text("no credential (acceptGoodsQuote)", exact=True).first.click()
        view.page.get_by_text("answer, status 200").first.click()

        expect(view.page.get_by_text("<script>window.hacked", exact=False).first).to_be_visible()
        expect(view.page.get_by_text("… (cut: ", exact=False).first).to_be_attached()
        seen = view.page.content()
        assert "\u202e" not in seen
        assert "\x1b" not in seen
        assert view.page.evaluate("window.hacked") is None
        view.screenshot("allure-hostile")


def test_a_single_file_opens_without_a_server(opened: Open, faulty: Path) -> None:
    conformance("report", "--single-file", "--report-dir", str(faulty), code=0)

    view = opened((faulty / "allure-report" / "mutations" / "index.html").as_uri())

    expect(view.page.get_by_text("valid input (acceptGoodsQuote)", exact=True)).to_be_visible()


def test_a_second_run_knows_the_first(faulty: Path) -> None:
    """The gate fails for the same, and history has learned another run."""
    history = faulty / "allure-history.jsonl"

    said = conformance("report", "--gate", "--report-dir", str(faulty), code=1)
    before = len(history.read_text(encoding="utf-8").splitlines())
    conformance("report", "--report-dir", str(faulty), code=0)

    assert "exceeds the allowed threshold value 0" in said
    assert len(history.read_text(encoding="utf-8").splitlines()) == before + 1
