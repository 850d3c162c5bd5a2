from pathlib import Path

from conformance.model import Evidence
from reports import summary

HOSTILE = "<script>alert(1)</script> \x1b[31mred\u202e [bold] | `code`\n# heading"

EVIDENCE = Evidence(
    "shape.list",
    "MUST",
    "boilKettle",
    "valid_input",
    "$.data",
    "a list",
    HOSTILE,
    {"body": "", "curl": ""},
    {},
)


def figures(*evidence: Evidence) -> summary.Figures:
    return summary.Figures(
        target="kettles",
        mutations=3,
        exercised=1,
        items=2,
        requests=10,
        places=99,
        findings={("MUST", one.rule): 1 for one in evidence},
        evidence=evidence,
        refused=2,
        not_exercised={"valid_input: would execute": ("drainKettle", "fillKettle")},
        verdict="not conformant",
    )


class TestTerminal:
    def test_shows_figures_and_reasons(self) -> None:
        text = summary.terminal(figures(), 100, color=False)

        assert "1 of 3" in text
        assert "not exercised, valid_input: would execute: 2 (drainKettle, fillKettle)" in text

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
