import attrs

from reports import closing
from tests.unit.reports.examples import HOSTILE, evidence, figures


class TestTextOf:
    def test_shows_figures_and_reasons(self) -> None:
        said = closing.text_of(attrs.evolve(figures(), change="no change"), 100, color=False)

        assert "1 of 3" in said
        assert "not exercised, valid_input: would execute: 2 (drainKettle, fillKettle)" in said
        assert "inconclusive, limits.respected: the same error inside: 1 (brewTea)" in said
        assert "rules at mutations: not exercised" in said
        assert "the target: reports its first error only" in said
        assert "since the earlier run: no change" in said

    def test_shows_a_cause_once_with_the_scenarios_that_found_it(self) -> None:
        said = closing.text_of(figures(evidence(), evidence(scenario="fuzz", count=3)), 200, color=False)

        assert said.count("MUST errors.documented-code boilKettle") == 1
        assert "(fuzz, valid_input, 4x, 0123456789)" in said

    def test_says_since_when_something_is_broken(self) -> None:
        new = evidence(fingerprint="1111111111", rule="shape.list")
        since = {("boilKettle", "errors.documented-code"): "2026-01-02T03:04:05+00:00"}

        said = closing.text_of(
            attrs.evolve(figures(evidence(), new), change="1 new", since=since), 200, color=False
        )

        assert "0123456789, since 2026-01-02)" in said
        assert "1111111111, new)" in said

    def test_tells_findings_apart_that_differ_in_their_input(self) -> None:
        case = {"place": ["input", "cups"], "violation": "null-for-required"}

        said = closing.text_of(figures(evidence(case=case)), 200, color=False)

        assert "boilKettle $.errors[0].extensions.errorCode, for input.cups: null-for-required (" in said

    def test_counts_what_it_does_not_list(self) -> None:
        many = [evidence(fingerprint=f"{number:010}") for number in range(25)]
        reasons = {f"reason {number}": ("m",) for number in range(22)}

        left = tuple(f"boilKettle {number}" for number in range(23))
        waivers = tuple(f"entry {number}: inconclusive" for number in range(24))
        many_of_all = attrs.evolve(figures(*many), not_exercised=reasons, left_behind=left, unchecked=waivers)

        said = closing.text_of(many_of_all, 100, color=False)

        assert "... and 5 more in violations.jsonl" in said
        assert "not exercised: 2 more reasons in items.jsonl" in said
        assert "not undone: boilKettle 19\nnot undone: 3 more in journal.jsonl" in said
        assert "waivers: entry 19: inconclusive\nwaivers: 4 more in run.json" in said

    def test_shows_hostile_text_as_text(self) -> None:
        said = closing.text_of(figures(evidence(actual=f"[bold] {HOSTILE}")), 300, color=False)

        assert r"[bold] <script>alert(1)</script>\x1b[31m\u202exxx" in said
        assert "\x1b" not in said
        assert "(cut: 1,000,0" in said

    def test_has_codes_only_where_there_is_color(self) -> None:
        assert "\x1b[1m" in closing.text_of(figures(evidence()), 100, color=True)
