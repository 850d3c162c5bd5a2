from conformance.model import Level
from reports import annotations
from tests.unit.reports.examples import HOSTILE, evidence

BINDING = evidence()
SHOULD = evidence(level="SHOULD", rule="errors.message")


class TestOf:
    def test_says_what_is_wrong_and_where(self) -> None:
        (line,) = annotations.of([BINDING])

        assert line.startswith("::error title=errors.documented-code at boilKettle::$.errors[0]")
        assert "expected a documented code, got KT-CT-9" in line
        assert line.endswith("[0123456789]")

    def test_tells_what_binds_from_what_does_not(self) -> None:
        kinds = [line.split()[0] for line in annotations.of([SHOULD, BINDING])]

        assert kinds == ["::error", "::warning"]
        assert all(line.startswith("::error") for line in annotations.of([SHOULD], fail_on=Level.SHOULD))

    def test_leaves_out_what_is_waived(self) -> None:
        assert list(annotations.of([evidence(waived=True)])) == []

    def test_counts_what_the_page_would_not_show(self) -> None:
        lines = list(annotations.of([BINDING] * 25))

        assert len(lines) == annotations.MAX_SHOWN + 1
        assert lines[-1] == "::notice title=errors::15 more stand in violations.jsonl"

    def test_lets_no_text_of_a_target_begin_a_command_of_its_own(self) -> None:
        hostile = f"{HOSTILE}\n::set-output name=x::y\r::error::z%0A::add-mask::"

        (line,) = annotations.of([evidence(actual=hostile, path=hostile, mutation="a,b:c")])

        assert "\n" not in line
        assert "\r" not in line
        assert "%0A" not in line
        assert "title=errors.documented-code at a%2Cb%3Ac::" in line
        assert len(line) < 2_000
