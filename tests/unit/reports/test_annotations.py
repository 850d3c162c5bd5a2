from conformance.model import Level
from reports import annotations
from reports.coverage import ran
from tests.unit.reports.examples import HOSTILE, evidence

BINDING = evidence()
SHOULD = evidence(fingerprint="1111111111", level="SHOULD", rule="errors.message")


class TestOf:
    def test_says_what_is_wrong_and_where(self) -> None:
        (line,) = annotations.of(ran.joined([BINDING]))

        assert line.startswith("::error title=errors.documented-code at boilKettle::$.errors[0]")
        assert "expected a documented code, got KT-CT-9" in line
        assert line.endswith("[0123456789]")

    def test_tells_what_binds_from_what_does_not(self) -> None:
        kinds = [line.split()[0] for line in annotations.of(ran.joined([SHOULD, BINDING]))]

        assert kinds == ["::error", "::warning"]
        binding = annotations.of(ran.joined([SHOULD]), fail_on=Level.SHOULD)
        assert [line.split()[0] for line in binding] == ["::error"]

    def test_leaves_out_what_is_waived(self) -> None:
        assert list(annotations.of(ran.joined([evidence(waived=True)]))) == []

    def test_tells_a_cause_once_with_the_scenarios_and_the_input_that_found_it(self) -> None:
        case = {"place": ["input", "cups"], "violation": "null-for-required"}
        found = [evidence(case=case), evidence(case=case, scenario="fuzz", count=3)]

        (line,) = annotations.of(ran.joined(found))

        assert "errorCode, for input.cups: null-for-required: expected" in line
        assert line.endswith("(fuzz, valid_input, 4x) [0123456789]")

    def test_shows_each_rule_and_mutation_before_more_places_of_one(self) -> None:
        rules = ["errors.documented-code", "shape.list"]
        found = [
            evidence(fingerprint=f"{rule} {mutation} {place}", rule=rule, mutation=mutation)
            for rule in rules
            for mutation in ("boilKettle", "brewTea")
            for place in range(4)
        ]

        titles = [line.partition("::")[2].partition("::")[0] for line in annotations.of(ran.joined(found))]

        assert titles[:4] == [
            f"error title={rule} at {mutation}" for mutation in ("boilKettle", "brewTea") for rule in rules
        ]

    def test_counts_what_the_page_would_not_show(self) -> None:
        lines = list(annotations.of(ran.joined(evidence(fingerprint=str(number)) for number in range(25))))

        assert len(lines) == annotations.MAX_SHOWN + 1
        assert lines[-1] == "::notice title=errors::15 more stand in violations.jsonl"

    def test_lets_no_text_of_a_target_begin_a_command_of_its_own(self) -> None:
        hostile = f"{HOSTILE}\n::set-output name=x::y\r::error::z%0A::add-mask::"

        (line,) = annotations.of(ran.joined([evidence(actual=hostile, path=hostile, mutation="a,b:c")]))

        assert "\n" not in line
        assert "\r" not in line
        assert "%0A" not in line
        assert "title=errors.documented-code at a%2Cb%3Ac::" in line
        assert len(line) < 2_000
