from pathlib import Path

import attrs

from conformance.model import Evidence
from reports import summary
from reports.figures import Covered, Links
from tests.unit.reports.examples import HOSTILE, evidence, figures


class TestOf:
    def test_begins_with_the_verdict(self) -> None:
        assert summary.of(figures()).startswith("# not conformant: 1 violation\n")

    def test_says_what_was_asked_of_whom(self) -> None:
        said = summary.of(attrs.evolve(figures(), change="1 new, 2 fixed"))

        assert (
            "Target <code>kettles</code>, tier exercise, profile ci, snapshot 0123456789ab of 2026-01-31. "
            "1 of 3 mutations exercised in 10 requests, 99 places judged. "
            "Since the earlier run: 1 new, 2 fixed." in said
        )

    def test_has_a_row_for_each_broken_rule_with_links(self) -> None:
        links = Links(
            mutations={"boilKettle": "https://docs.example/#boilkettle"},
            rules={"errors.documented-code": "https://rules.example/"},
        )
        found = (
            evidence(),
            evidence(fingerprint="1111111111", mutation="brewTea"),
            evidence(scenario="fuzz"),
            evidence(fingerprint="2222222222", rule="shape.list"),
        )

        said = summary.of(attrs.evolve(figures(*found), links=links))

        assert (
            "| MUST [`errors.documented-code`](https://rules.example/) | 2 places at "
            "[`boilKettle`](https://docs.example/#boilkettle), `brewTea` | <code>a documented code</code> | "
            "<code>KT-CT-9</code> | `replay 0123456789` |" in said
        )
        assert said.count("| MUST ") == 2

    def test_says_what_is_new_first_and_since_when_the_rest_is_broken(self) -> None:
        found = (
            evidence(),
            evidence(fingerprint="1111111111", rule="shape.list"),
            evidence(fingerprint="2222222222", mutation="brewTea", rule="shape.object"),
            evidence(fingerprint="3333333333", rule="shape.object"),
        )
        since = {
            ("boilKettle", "errors.documented-code"): "2026-01-02T03:04:05+00:00",
            ("boilKettle", "shape.object"): "2026-01-03T03:04:05+00:00",
        }

        said = summary.of(attrs.evolve(figures(*found), change="2 new", since=since))

        rules = [line.split(" | ")[0] for line in said.splitlines() if line.startswith("| MUST")]
        assert rules == [
            "| MUST `shape.object`<br>since 2026-01-03, 1 new",
            "| MUST `shape.list`<br>new",
            "| MUST `errors.documented-code`<br>since 2026-01-02",
        ]

    def test_counts_waived_findings_apart(self) -> None:
        said = summary.of(figures(evidence(waived=True)))

        assert "## Findings" not in said
        assert "1 more finding waived in `waivers.toml`." in said

    def test_shows_hostile_text_as_text_in_one_row(self) -> None:
        said = summary.of(figures(evidence(actual=f"{HOSTILE} | [a](b)\n# heading")))

        row = next(line for line in said.splitlines() if line.startswith("| MUST"))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in row
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "(cut: 1,000,0" in row

    def test_gives_each_kind_of_coverage_as_a_share(self) -> None:
        covered = (
            Covered(title="codes", covered=1_000, total=4_000),
            Covered(title="none", covered=0, total=0),
        )

        said = summary.of(attrs.evolve(figures(), coverage=covered))

        assert "| codes | 1,000 | 4,000 | 25% |" in said
        assert "| none | 0 | 0 | - |" in said
        assert "Rules at mutations: 40 passed, 2 not exercised." in said

    def test_says_what_was_not_checked_and_why(self) -> None:
        said = summary.of(figures())

        reason = "<code>valid\\_input: would execute</code>"
        assert f"## Not exercised\n\n- {reason}: 2 mutations (drainKettle, fillKettle)" in said
        assert (
            "## Inconclusive\n\n- <code>limits.respected: the same error inside</code>: 1 mutation (brewTea)"
            in said
        )
        unreached = attrs.evolve(figures(), unreached={"scalars.time": ("boilKettle", "brewTea")})
        assert (
            "whether a rule is kept\n\n- <code>scalars.time</code>: 2 mutations (boilKettle, brewTea)"
            in summary.of(unreached)
        )
        assert "## The target\n\n- <code>reports its first error only</code>" in said

    def test_lists_what_was_not_undone(self) -> None:
        left = tuple(f"boilKettle {number}" for number in range(22))

        said = summary.of(attrs.evolve(figures(), left_behind=left))

        assert "## Not undone: see `journal.jsonl`\n\n- <code>boilKettle 0</code>" in said
        assert "- and 2 more" in said

    def test_lists_waivers_of_which_nothing_could_be_said(self) -> None:
        said = summary.of(attrs.evolve(figures(), unchecked=("entry 1: its case is inconclusive",)))

        assert (
            "## Waivers that could not be checked\n\n- <code>entry 1: its case is inconclusive</code>" in said
        )

    def test_ends_with_the_command_that_repeats_it(self) -> None:
        said = summary.of(figures())

        command = "python -m conformance run --target kettles --profile ci -- -k 'boil or brew'"
        assert said.endswith(f"## Again\n\n```sh\n{command}\n```\n")

    def test_counts_what_it_does_not_list(self) -> None:
        rules = [evidence(fingerprint=f"{number:010}", rule=f"a.{number:02}") for number in range(35)]
        mutations = [evidence(fingerprint=f"{number:09}x", mutation=f"m{number}") for number in range(12)]
        reasons = {f"reason {number}": ("m",) for number in range(25)}

        said = summary.of(attrs.evolve(figures(*rules, *mutations), not_exercised=reasons))

        assert "6 more rules broken; see `violations.jsonl`." in said
        assert "- and 5 more, in `coverage.html`" in said
        assert "`m0`, `m1`, `m10`, `m11`, `m2`, `m3`, `m4`, `m5` and 4 more |" in summary.of(
            figures(*mutations)
        )

    def test_is_never_longer_than_a_job_shows(self) -> None:
        many = tuple(
            evidence(fingerprint=f"{number:010}", rule=f"a.{number}", mutation="m" * 9_000)
            for number in range(60)
        )

        said = summary.of(figures(*many))

        assert len(said.encode()) <= summary.MAX_SIZE
        assert said.endswith("is in `coverage.html` and `violations.jsonl`.\n")


def test_is_written_where_the_run_reports(tmp_path: Path) -> None:
    found: Evidence = evidence(actual="\ud800")

    summary.write(tmp_path, figures(found))

    assert r"\\ud800" in (tmp_path / "summary.md").read_text(encoding="utf-8")


class TestAddToJob:
    def test_adds_the_summary_to_that_of_the_job(self, tmp_path: Path) -> None:
        (tmp_path / "summary.md").write_text("# conformant\n", encoding="utf-8")
        job = tmp_path / "job.md"
        job.write_text("before\n", encoding="utf-8")

        summary.add_to_job(tmp_path, {"GITHUB_STEP_SUMMARY": str(job)})

        assert job.read_text(encoding="utf-8") == "before\n# conformant\n\n"

    def test_does_nothing_elsewhere_or_for_a_run_that_wrote_none(self, tmp_path: Path) -> None:
        summary.add_to_job(tmp_path, {})
        summary.add_to_job(tmp_path, {"GITHUB_STEP_SUMMARY": str(tmp_path / "job.md")})

        assert list(tmp_path.iterdir()) == []
