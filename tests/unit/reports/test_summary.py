from pathlib import Path

from conformance.model import Evidence
from reports import summary
from tests.unit.reports.examples import ABOUT

HOSTILE = "<script>alert(1)</script> \x1b[31mred\u202e [bold] | `code`\n# heading"

EVIDENCE = Evidence(
    fingerprint="0123456789",
    rule="shape.list",
    level="MUST",
    mutation="boilKettle",
    scenario="valid_input",
    path="$.data",
    expected="a list",
    actual=HOSTILE,
    request={"body": "", "curl": ""},
    response={},
    case={},
)


def figures(*evidence: Evidence) -> summary.Figures:
    return summary.Figures(
        about=ABOUT,
        mutations=3,
        exercised=1,
        items=2,
        refused=2,
        requests=10,
        places=99,
        findings={("MUST", one.rule): 1 for one in evidence},
        evidence=evidence,
        not_exercised={"valid_input: would execute": ("drainKettle", "fillKettle")},
        inconclusive={"limits.respected: the same error inside": ("brewTea",)},
        states={"passed": 40, "not exercised": 2},
        notes=("reports its first error only",),
        verdict="not conformant",
    )


class TestTerminal:
    def test_shows_figures_and_reasons(self) -> None:
        text = summary.terminal(figures(), 100, color=False)

        assert "1 of 3" in text
        assert "not exercised, valid_input: would execute: 2 (drainKettle, fillKettle)" in text
        assert "inconclusive, limits.respected: the same error inside: 1 (brewTea)" in text
        assert "rules at mutations: not exercised" in text
        assert "the target: reports its first error only" in text

    def test_counts_what_it_does_not_list(self) -> None:
        text = summary.terminal(figures(*[EVIDENCE] * 25), 100, color=False)

        assert "... and 5 more in violations.jsonl" in text

    def test_shows_hostile_text_as_text(self) -> None:
        text = summary.terminal(figures(EVIDENCE), 300, color=False)

        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[bold] | `code` # heading" in text


class TestWrite:
    def test_begins_with_the_verdict(self, tmp_path: Path) -> None:
        summary.write(tmp_path, figures())

        assert (tmp_path / "summary.md").read_text().startswith("# not conformant\n")

    def test_escapes_hostile_text(self, tmp_path: Path) -> None:
        summary.write(tmp_path, figures(EVIDENCE))

        text = (tmp_path / "summary.md").read_text()
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
        assert "\\| \\`code\\` # heading" in text

    def test_counts_what_it_does_not_list(self, tmp_path: Path) -> None:
        summary.write(tmp_path, figures(*[EVIDENCE] * 25))

        assert "5 more are in `violations.jsonl`" in (tmp_path / "summary.md").read_text()

    def test_lists_what_could_not_be_judged_and_limits_of_the_target(self, tmp_path: Path) -> None:
        summary.write(tmp_path, figures())

        text = (tmp_path / "summary.md").read_text()
        assert "## Inconclusive\n\n- limits.respected: the same error inside: 1 mutations (brewTea)" in text
        assert "## The target\n\n- reports its first error only" in text
