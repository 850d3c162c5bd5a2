from __future__ import annotations

from typing import Any

import attrs
import pytest

from conformance.model import Exchange
from conformance.rules import state
from conformance.rules.declaration import Rule
from conformance.sequence import Demand, Move, Shown, Step
from schema import contract as contracts
from tests.support import exchanges

CONTRACT = exchanges.contract()
USUAL = Step(workflow="kettle", move=Move("boil"), state="cold", demand=Demand.TAKEN, taken=True)


def call(**changed: Any) -> Exchange:
    """A call of a sequence, answered with a result."""
    answered = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})
    return attrs.evolve(answered, step=attrs.evolve(USUAL, **changed))


def judged(rule: Rule, exchange: Exchange) -> tuple[int, list[str]]:
    """How many places a rule has in an exchange, and the mutations that it blames."""
    findings = rule.judge(exchange, CONTRACT)
    return findings.opportunities, [one.mutation for one in findings.violations]


class TestAll:
    @pytest.mark.parametrize("rule", state.RULES, ids=lambda rule: rule.id)
    def test_has_nothing_to_say_of_a_call_that_is_in_no_sequence(self, rule: Rule) -> None:
        exchange = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})

        assert judged(rule, exchange) == (0, [])

    @pytest.mark.parametrize("rule", state.RULES, ids=lambda rule: rule.id)
    def test_has_nothing_to_say_where_nothing_is_known_of_the_thing(self, rule: Rule) -> None:
        assert judged(rule, call(taken=None, made="fillKettle", is_joined=True)) == (0, [])

    @pytest.mark.parametrize("changed", [{"taken": None}, {"taken": False, "is_joined": True}])
    def test_only_judges_a_call_that_was_answered_for_itself(self, changed: dict[str, Any]) -> None:
        assert judged(state.created_is_seen, call(made="fillKettle", **changed)) == (0, [])

    @pytest.mark.parametrize(
        ("rule", "changed", "blamed"),
        [
            (state.created_is_seen, {"made": "fillKettle"}, "fillKettle"),
            (state.ended_is_gone, {"ended": "breakKettle"}, "breakKettle"),
            (state.refusal_changes_nothing, {"made": "fillKettle", "refused": "drainKettle"}, "drainKettle"),
            (state.one_is_ended, {"made": "fillKettle", "beside": "breakKettle"}, "breakKettle"),
        ],
        ids=lambda value: getattr(value, "id", None),
    )
    def test_what_should_be_taken_is_a_violation_when_it_is_refused(
        self, rule: Rule, changed: dict[str, Any], blamed: str
    ) -> None:
        assert judged(rule, call(**changed)) == (1, [])
        assert judged(rule, call(taken=False, **changed)) == (1, [blamed])

    @pytest.mark.parametrize(
        ("rule", "demand", "blamed"),
        [
            (state.ended_is_gone, Demand.GONE, "boilKettle"),
            (state.retry_does_not_duplicate, Demand.TWICE, "boilKettle"),
            (state.steps_in_order, Demand.TURN, "boilKettle"),
            (state.once_at_the_same_time, Demand.ONCE, "boilKettle"),
            (state.others_see_nothing, Demand.OTHERS, "boilKettle"),
        ],
        ids=lambda value: getattr(value, "id", None),
    )
    def test_what_should_be_refused_is_a_violation_when_it_is_taken(
        self, rule: Rule, demand: Demand, blamed: str
    ) -> None:
        assert judged(rule, call(demand=demand, taken=False)) == (1, [])
        assert judged(rule, call(demand=demand, taken=True)) == (1, [blamed])

    @pytest.mark.parametrize("changed", [{}, {"made": "a", "refused": "b"}, {"made": "a", "beside": "b"}])
    def test_one_breach_is_blamed_once(self, changed: dict[str, str]) -> None:
        exchange = call(taken=False, **{"made": "a", **changed})

        assert sum(len(judged(rule, exchange)[1]) for rule in state.RULES) == 1


class TestEndedIsGone:
    def test_blames_whoever_ended_what_is_still_there(self) -> None:
        exchange = call(demand=Demand.GONE, ended="breakKettle")

        assert judged(state.ended_is_gone, exchange) == (1, ["breakKettle"])

    def test_a_refusal_before_matters_only_where_something_should_be_taken(self) -> None:
        gone = call(demand=Demand.GONE, ended="breakKettle", refused="drainKettle")
        in_the_way = call(ended="breakKettle", refused="drainKettle", taken=False)

        assert judged(state.ended_is_gone, gone) == (1, ["breakKettle"])
        assert judged(state.ended_is_gone, in_the_way) == (0, [])

    @pytest.mark.parametrize(
        "changed",
        [
            {"demand": Demand.NOTHING},
            {"demand": Demand.NOTHING, "ended": "breakKettle"},
            {"demand": Demand.TAKEN},
            {"demand": Demand.TAKEN, "ended": "breakKettle", "made": "fillKettle"},
        ],
    )
    def test_says_nothing_where_nothing_was_ended_last(self, changed: dict[str, Any]) -> None:
        assert judged(state.ended_is_gone, call(taken=False, **changed)) == (0, [])


class TestRetryDoesNotDuplicate:
    @pytest.mark.parametrize(("actual", "blamed"), [("7", []), ("8", ["boilKettle"])])
    def test_the_same_answer_again_is_none(self, actual: str, blamed: list[str]) -> None:
        shown = (Shown(path="kettle.id", expected="7", actual=actual),)

        assert judged(state.retry_does_not_duplicate, call(demand=Demand.SAME, shown=shown)) == (1, blamed)

    @pytest.mark.parametrize(("expected", "actual"), [("8", "7"), ("7", "8")])
    def test_any_other_answer_is_a_violation(self, expected: str, actual: str) -> None:
        shown = (Shown(path="kettle.id", expected=expected, actual=actual),)

        found = judged(state.retry_does_not_duplicate, call(demand=Demand.SAME, shown=shown))

        assert found == (1, ["boilKettle"])

    def test_an_equal_value_is_the_same(self) -> None:
        shown = (Shown(path="kettle", expected={"id": "7"}, actual={"id": "7"}),)

        assert judged(state.retry_does_not_duplicate, call(demand=Demand.SAME, shown=shown)) == (1, [])

    def test_says_nothing_after_a_refusal_that_may_have_had_its_effect(self) -> None:
        assert judged(state.retry_does_not_duplicate, call(demand=Demand.TWICE, refused="a")) == (0, [])


class TestRootFieldsInOrder:
    def test_blames_the_first_field(self) -> None:
        first = exchanges.exchange({"data": {"drainKettle": None}}, mutation="drainKettle")
        others = exchanges.exchange({"data": {"rekeyLid": "new"}}, mutation="rekeyLid")
        exchange = attrs.evolve(call(is_joined=True, taken=False), before=(others, first))

        assert judged(state.root_fields_in_order, exchange) == (1, ["drainKettle"])
        assert judged(state.created_is_seen, exchange) == (0, [])


class TestAnswerShowsChange:
    def test_the_value_that_was_sent_is_right(self) -> None:
        shown = (Shown(path="kettle.label", expected="steel", actual="steel"),)

        assert judged(state.answer_shows_change, call(shown=shown)) == (1, [])

    def test_an_equal_value_is_the_one_that_was_sent(self) -> None:
        shown = (Shown(path="kettle", expected={"label": "steel"}, actual={"label": "steel"}),)

        assert judged(state.answer_shows_change, call(shown=shown)) == (1, [])

    @pytest.mark.parametrize(("expected", "actual"), [("steel", "copper"), ("copper", "steel")])
    def test_another_value_is_a_violation_at_its_path(self, expected: str, actual: str) -> None:
        shown = (Shown(path="kettle.label", expected=expected, actual=actual),)

        (violation,) = state.answer_shows_change.judge(call(shown=shown), CONTRACT).violations

        assert (violation.path, violation.expected) == ("$.data.boilKettle.kettle.label", f'"{expected}"')

    @pytest.mark.parametrize("changed", [{"demand": Demand.SAME}, {"taken": False}])
    def test_says_nothing_of_what_changes_nothing(self, changed: dict[str, Any]) -> None:
        shown = (Shown(path="kettle.label", expected="steel", actual="copper"),)

        assert judged(state.answer_shows_change, call(shown=shown, **changed)) == (0, [])


class TestAnswered:
    def test_names_the_code_that_a_call_was_refused_with(self) -> None:
        refused = exchanges.failed(exchanges.error("KT-CT-9001", "Some.", "NOT_FOUND"))
        exchange = attrs.evolve(refused, step=attrs.evolve(USUAL, taken=False, made="fillKettle"))

        (violation,) = state.created_is_seen.judge(exchange, CONTRACT).violations

        assert violation.actual == "boilKettle (boil 0, when cold): KT-CT-9001"


class TestPlaces:
    def test_a_mutation_of_no_workflow_has_none(self) -> None:
        contract = contracts.load()

        assert not any(rule.applies(contract, contract.mutation("requote")) for rule in state.RULES)

    def test_each_rule_has_a_place_in_a_committed_workflow(self) -> None:
        contract = contracts.load()

        for rule in state.RULES:
            assert any(rule.applies(contract, one) for one in contract.mutations.values()), rule.id

    def test_a_contract_without_the_mutations_has_none(self) -> None:
        assert not any(rule.applies(CONTRACT, CONTRACT.mutation("brewTea")) for rule in state.RULES)
