from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from conformance import cases
from conformance.commands.provocations import provocations
from conformance.provocations import figures, table
from schema import contract as contracts

ITEMS = [
    {"scenario": cases.DOMAIN_ERRORS, "seen": {"errors": {"acceptGoodsQuote": ["KT-CT-8201", "KT-CT-1112"]}}},
    {"scenario": cases.RESERVED, "seen": {"errors": {"acceptGoodsQuote": ["KT-CT-8201", "KT-CT-1113"]}}},
    {"scenario": cases.VALID, "seen": {"errors": {"acceptGoodsQuote": ["KT-CT-99999"], "gone": ["KT-CT-1"]}}},
    {"scenario": cases.OVER_GET},
]
CONTRACT = contracts.load()


class TestSeen:
    def test_what_callers_cause_and_what_reserved_values_raise_are_two_figures(self) -> None:
        found = figures.seen(CONTRACT, ITEMS)

        assert found.caused == {("acceptGoodsQuote", "KT-CT-8201"), ("acceptGoodsQuote", "KT-CT-1112")}
        assert found.reserved == {("acceptGoodsQuote", "KT-CT-8201"), ("acceptGoodsQuote", "KT-CT-1113")}
        assert len(found.together) == 3


class TestMarkdown:
    def test_tells_both_figures_and_a_row_for_each_code(self) -> None:
        page = figures.markdown(CONTRACT, table.default(), figures.seen(CONTRACT, ITEMS))

        assert "| documented | 680 |" in page
        assert "| caused by what any caller can do | 2 |" in page
        assert "| raised by reserved values of the sandbox | 2 |" in page
        assert page.count("\n| KT-") == 233

    def test_the_committed_page_lists_what_the_committed_table_says(self) -> None:
        page = (Path(__file__).parents[4] / "docs" / "provocations.md").read_text(encoding="utf-8")

        for code, row in table.default().items():
            assert f"| {code} |" in page
            assert str(row) in page


class TestCommand:
    def test_reads_the_report_of_a_run(self, tmp_path: Path) -> None:
        lines = "".join(f"{json.dumps(one)}\n" for one in ITEMS)
        (tmp_path / "items.jsonl").write_text(lines, encoding="utf-8")

        done = CliRunner().invoke(provocations, ["--report-dir", str(tmp_path)], standalone_mode=False)

        assert done.exit_code == 0
        assert "caused by what any caller can do: 2" in done.output
        assert "acceptGoodsQuote KT-CT-8224: not seen: a value that nothing can have" in done.output

    def test_without_a_report_says_what_to_do(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(provocations, ["--report-dir", str(tmp_path)], standalone_mode=False)

        assert "run `python -m conformance run` first" in str(done.exception)
