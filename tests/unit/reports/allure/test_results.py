from pathlib import Path

import attrs
import pytest
from allure_commons import model2

from conformance.model import DRIFT_ELSEWHERE, Evidence, ItemResult, Level, Tier
from reports.allure import findings, results
from reports.allure.amendments import INCONCLUSIVE, NOT_EXERCISED, Amendment, Amendments
from schema import catalogue, types
from schema.contract import Contract, Mutation, Server
from schema.supplement import Certainty
from tests.unit.reports.allure.recording import Recording, recorded
from tests.unit.reports.examples import ABOUT, evidence

BOIL = Mutation(
    name="boilKettle",
    server="api",
    arguments={},
    returns=types.TypeRef("Boolean"),
    documents_errors=True,
    errors=(catalogue.DocumentedError("KT-CT-1", "No water."),),
    requires_authorization=False,
    deprecated=None,
    hazard="physical",
    certainty="published",
    area="Hot drinks",
)
CONTRACT = Contract(
    servers={"api": Server("api", "https://a.example/", types.Schema({}), "https://docs.example/#{anchor}")},
    mutations={"boilKettle": BOIL, "brewTea": attrs.evolve(BOIL, name="brewTea", area=None, hazard=None)},
    ambient={},
    certainty=Certainty(),
    refusal_codes=frozenset(),
    production_hosts=frozenset(),
)
RULES = {"errors.documented-code": results.Rule("https://rules.example/", "A code is documented.")}


def writer() -> results.Writer:
    return results.Writer(CONTRACT, ABOUT, RULES, Amendments(), findings.Budget())


def ended(result: ItemResult, failing: tuple[Evidence, ...] = ()) -> tuple[Recording, model2.TestResult]:
    """What was told, and the result as Allure writes it, which pytest takes for passed or failed."""
    telling = writer()
    written = model2.TestResult(
        fullName=f"conformance.test_{result.scenario}#test_{result.scenario}",
        status="failed" if failing else "passed",
        labels=[
            model2.Label("story", result.mutation),
            model2.Label("suite", result.scenario.replace("_", " ")),
        ],
        parameters=[model2.Parameter("target", "'kettles'")],
    )
    with recorded() as recording:
        telling.end(result, failing=failing, not_exercised=("shape.list",))
    telling.amendments.report_result(written)
    return recording, written


class TestBegin:
    def test_says_where_an_item_belongs(self) -> None:
        with recorded() as recording:
            writer().begin("valid_input", "boilKettle", Tier.EXERCISE)

        assert recording.labels == {
            "epic": ["api"],
            "feature": ["Hot drinks"],
            "story": ["boilKettle"],
            "suite": ["valid input"],
            "tier": ["exercise"],
            "certainty": ["published"],
            "hazard": ["physical"],
        }
        assert list(recording.links) == ["https://docs.example/#boilkettle"]

    def test_lets_the_target_alone_tell_two_histories_apart(self) -> None:
        with recorded() as recording:
            writer().begin("valid_input", "boilKettle", Tier.EXERCISE)

        assert recording.parameters == {
            "target": ("kettles", False),
            "snapshot": ("0123456789ab", True),
            "profile": ("ci", True),
        }

    def test_needs_no_table_of_areas(self) -> None:
        with recorded() as recording:
            writer().begin("valid_input", "brewTea", Tier.PROBE)

        assert recording.labels["feature"] == ["No area"]
        assert "hazard" not in recording.labels


class TestEnd:
    def test_gives_a_passing_item_counts_and_attaches_nothing(self) -> None:
        passing = ItemResult(
            "boilKettle",
            "valid_input",
            requests=3,
            seconds=0.5,
            opportunities={"shape.non-null": 1_234},
            inconclusive={"limits.respected": {"the same error inside": 2}},
        )

        recording, written = ended(passing)

        assert recording.steps == [
            "requests: 3, waiting for the target: 0.50 s",
            "places judged: 1,234, by 1 rules (shape.non-null)",
            "not exercised, though the contract has a place: 1 rules (shape.list)",
            "inconclusive, 2x limits.respected: the same error inside",
        ]
        assert recording.attachments == {}
        assert written.status == "passed"

    def test_gives_a_failing_item_a_step_for_each_finding_and_the_rules(self) -> None:
        found = (evidence(), evidence(path="$.errors[1]"))

        recording, written = ended(ItemResult("boilKettle", "valid_input", evidence=found), found)

        assert [step[:5] for step in recording.steps if step.startswith("!")] == ["!MUST", "!MUST"]
        assert recording.labels["rule"] == ["errors.documented-code"]
        assert recording.labels["severity"] == ["blocker"]
        assert recording.links == {"https://rules.example/": "errors.documented-code: A code is documented."}
        assert written.statusDetails.message == findings.message(found)

    def test_counts_the_findings_that_it_does_not_show(self) -> None:
        found = tuple(evidence(fingerprint=f"{number:010}") for number in range(14))

        recording, _ = ended(ItemResult("boilKettle", "valid_input", evidence=found), found)

        assert sum(step.startswith("!") for step in recording.steps) == results.MAX_FINDINGS
        assert "and 4 more findings, in violations.jsonl" in recording.steps

    def test_never_lets_a_waived_finding_pass(self) -> None:
        recording, written = ended(ItemResult("boilKettle", "valid_input", evidence=(evidence(waived=True),)))

        assert (written.status, written.statusDetails.known, written.statusDetails.muted) == (
            "failed",
            True,
            True,
        )
        assert recording.steps[0].startswith("!waived MUST")
        assert recording.attachments == {}

    def test_does_not_mute_what_fails_beside_a_waived_finding(self) -> None:
        failing = evidence(fingerprint="9876543210")
        both = ItemResult("boilKettle", "valid_input", evidence=(evidence(waived=True), failing))

        _, written = ended(both, (failing,))

        assert (written.status, written.statusDetails.muted) == ("failed", None)

    def test_does_not_pass_an_item_of_which_nothing_could_be_judged(self) -> None:
        _, written = ended(ItemResult("boilKettle", "limits", requests=2, inconclusive={"a": {"why": 1}}))

        assert written.status == "skipped"
        assert written.statusDetails.message == "inconclusive: a: why"

    def test_attaches_nothing_for_what_does_not_make_an_item_fail(self) -> None:
        recording, written = ended(
            ItemResult("boilKettle", "valid_input", evidence=(evidence(level="SHOULD"),))
        )

        assert recording.attachments == {}
        assert written.status == "passed"


class TestRefuse:
    def test_says_how_much_an_item_matters_of_which_nothing_is_asked(self) -> None:
        with recorded() as recording:
            writer().refuse("boilKettle")

        assert recording.labels == {"severity": [results.severity(BOIL.hazard, [])]}


class TestAmendments:
    def test_ties_name_and_test_case_to_the_mutation_in_the_scenario(self) -> None:
        _, first = ended(ItemResult("boilKettle", "valid_input"))
        _, again = ended(ItemResult("boilKettle", "valid_input", requests=5))
        _, other = ended(ItemResult("brewTea", "valid_input"))

        assert first.name == "valid input (boilKettle)"
        assert first.parameters[0].value == "kettles"
        assert first.testCaseId == again.testCaseId != other.testCaseId

    def test_call_no_step_passed_that_says_what_was_not_judged(self) -> None:
        details = model2.StatusDetails(message="AssertionError: KT-CT-9")
        written = model2.TestResult(
            labels=[model2.Label("story", "boilKettle"), model2.Label("suite", "valid input")],
            steps=[
                model2.TestStepResult(name="MUST shape.list", status="failed", statusDetails=details),
                model2.TestStepResult(name="places judged: 3", status="passed"),
                model2.TestStepResult(name=f"{NOT_EXERCISED}, though", status="passed"),
                model2.TestStepResult(name=f"{INCONCLUSIVE}, 2x", status="passed"),
            ],
        )

        Amendments().report_result(written)

        assert [step.status for step in written.steps] == ["failed", "passed", "skipped", "skipped"]
        assert details.message == "KT-CT-9"

    def test_leave_results_of_others_alone(self) -> None:
        written = model2.TestResult(name="theirs", fullName="other#test_it")

        Amendments({("it", "boilKettle"): Amendment("!")}).report_result(written)

        assert (written.name, written.testCaseId, written.statusDetails) == ("theirs", None, None)


class TestSeverity:
    @pytest.mark.parametrize(
        ("hazard", "levels", "expected"),
        [
            ("money", [], "critical"),
            ("money", [Level.SHOULD, Level.MUST], "blocker"),
            ("comms", [Level.MUST], "critical"),
            ("read-like", [], "minor"),
            (None, [Level.MUST], "normal"),
            (None, [Level.MAY], "trivial"),
        ],
    )
    def test_comes_from_hazard_and_level(
        self, hazard: str | None, levels: list[Level], expected: str
    ) -> None:
        assert results.severity(hazard, levels) == expected

    def test_of_what_drifted_elsewhere_comes_from_no_mutation(self) -> None:
        of_mutation, _ = ended(ItemResult("boilKettle", "valid_input"))
        elsewhere, _ = ended(ItemResult("boilKettle", DRIFT_ELSEWHERE))

        assert of_mutation.labels["severity"] == [results.severity(BOIL.hazard, [])]
        assert elsewhere.labels["severity"] == [results.severity(None, [])]
        assert of_mutation.labels["severity"] != elsewhere.labels["severity"]


def test_an_earlier_run_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / results.NAME).mkdir()
    (tmp_path / results.NAME / "x-result.json").write_text("{}", encoding="utf-8")

    results.clean(tmp_path)

    assert not (tmp_path / results.NAME).exists()
