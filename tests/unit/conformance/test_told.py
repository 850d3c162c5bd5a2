import allure_commons

from conformance.model import DRIFT, DRIFT_ELSEWHERE, ItemResult, Tier
from conformance.told import Told
from tests.support import exchanges
from tests.unit.reports.allure.recording import recorded
from tests.unit.reports.examples import ABOUT


def told(scenario: str, tier: Tier) -> tuple[str, ...]:
    """The rules that Allure is told an item of a scenario did not exercise."""
    result = ItemResult("boilKettle", scenario, opportunities={"drift.schema-unchanged": 1})
    speaker = Told(exchanges.contract(), ABOUT)
    with recorded() as recording:
        speaker.end(result, tier, ())
    allure_commons.plugin_manager.unregister(speaker._writer.amendments)
    said = [step for step in recording.steps if step.startswith("not exercised")]
    return tuple(said[0].partition("(")[2].removesuffix(")").split(", ")) if said else ()


class TestEnd:
    def test_says_of_an_item_which_rules_of_its_tier_it_did_not_exercise(self) -> None:
        missing = told("invalid_input", Tier.PROBE)

        assert "inputs.invalid-refused" in missing
        assert "drift.schema-unchanged" not in missing

    def test_says_of_drift_which_of_its_own_rules_it_did_not_exercise(self) -> None:
        assert told(DRIFT, Tier.PROBE) == ("drift.operation-unbroken",)

    def test_says_nothing_of_rules_that_the_rest_of_the_schema_cannot_show(self) -> None:
        assert told(DRIFT_ELSEWHERE, Tier.PROBE) == ()
