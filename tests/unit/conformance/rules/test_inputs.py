"""The rules on inputs behind locks: what a refusal is, what an acceptance, and what tells neither."""

from typing import Any

import pytest

from conformance import rules
from conformance.model import Case, Credential, Exchange, Expectation, Findings, Request, Response
from conformance.probe import document
from conformance.rules.declaration import Rule
from tests.support import probing, schemas

INVALID, EDGE = "inputs.invalid-refused", "inputs.edge-accepted"
ASKED = probing.document_of(probing.boil("degrees", degrees="hot"))
BY_ID = {rule.id: rule for rule in rules.ALL}
UNTELLING: list[Any] = [
    probing.errors(ASKED, ["first"]),
    {"errors": [{"message": "Unexpected error."}]},
    {"errors": [*probing.errors(ASKED, ["first", "last"])["errors"], {"message": "Too many errors."}]},
    {},
    None,
    [],
]


def exchange(expectation: Expectation, answer: Any, place: tuple[str | int, ...] = ("degrees",)) -> Exchange:
    operation = document.operation(probing.CONTRACT, "boil", ASKED)
    case = Case(
        "invalid_input", operation, ASKED.variables, Credential.NONE, expectation, place, "text-for-int"
    )
    answered: Response = probing.response(answer)
    return Exchange(case, Request("https://api.example/graphql/", {}, ""), answered)


def judged(rule: str, one: Exchange) -> Findings:
    found: Rule = BY_ID[rule]
    return found.judge(one, probing.CONTRACT)


class TestInvalidRefused:
    def test_is_kept_where_the_answer_names_the_input(self) -> None:
        answer = probing.errors(ASKED, ["first", "degrees_0", "last"])

        assert judged(INVALID, exchange(Expectation.REFUSAL, answer)) == Findings(1)

    @pytest.mark.parametrize("names", [("first", "last"), ("first", "kettle_0", "last")])
    def test_is_broken_where_the_answer_names_the_locks_and_not_the_input(
        self, names: tuple[str, ...]
    ) -> None:
        answer = probing.errors(ASKED, names)

        (violation,) = judged(INVALID, exchange(Expectation.REFUSAL, answer)).violations

        assert violation.path == "$.variables.degrees"
        assert violation.expected == "a refusal of $.degrees: text-for-int"
        assert violation.actual == "no error names it"

    def test_is_broken_where_something_was_executed(self) -> None:
        assert judged(INVALID, exchange(Expectation.REFUSAL, {"data": {}})).violations

    @pytest.mark.parametrize("answer", UNTELLING)
    def test_has_nothing_to_say_where_the_answer_does_not_tell(self, answer: Any) -> None:
        assert judged(INVALID, exchange(Expectation.REFUSAL, answer)) == Findings(0)

    @pytest.mark.parametrize("expectation", sorted(set(Expectation) - {Expectation.REFUSAL}))
    def test_has_nothing_to_say_of_other_cases(self, expectation: Expectation) -> None:
        answer = probing.errors(ASKED, ["first", "last"])

        assert judged(INVALID, exchange(expectation, answer)) == Findings(0)

    def test_shows_the_way_into_the_input(self) -> None:
        answer = probing.errors(ASKED, ["first", "last"])

        (violation,) = judged(INVALID, exchange(Expectation.REFUSAL, answer, ("degrees", "at", 0))).violations

        assert violation.path == "$.variables.degrees.at[0]"


class TestEdgeAccepted:
    @pytest.mark.parametrize("names", [("first", "last"), ("first", "kettle_0", "last")])
    def test_is_kept_where_the_answer_does_not_name_the_input(self, names: tuple[str, ...]) -> None:
        answer = probing.errors(ASKED, names)

        assert judged(EDGE, exchange(Expectation.ACCEPTANCE, answer)) == Findings(1)

    def test_is_broken_where_the_answer_names_the_input(self) -> None:
        answer = probing.errors(ASKED, ["first", "degrees_0", "last"])

        (violation,) = judged(EDGE, exchange(Expectation.ACCEPTANCE, answer)).violations

        assert violation.path == "$.variables.degrees"
        assert violation.expected == "acceptance of $.degrees, text-for-int"
        assert "Variable '$degrees_0' got invalid value." in violation.actual

    @pytest.mark.parametrize("answer", UNTELLING)
    def test_has_nothing_to_say_where_the_answer_does_not_tell(self, answer: Any) -> None:
        assert judged(EDGE, exchange(Expectation.ACCEPTANCE, answer)) == Findings(0)

    @pytest.mark.parametrize("expectation", sorted(set(Expectation) - {Expectation.ACCEPTANCE}))
    def test_has_nothing_to_say_of_other_cases(self, expectation: Expectation) -> None:
        answer = probing.errors(ASKED, ["first", "degrees_0", "last"])

        assert judged(EDGE, exchange(expectation, answer)) == Findings(0)


class TestApplies:
    @pytest.mark.parametrize("rule", [INVALID, EDGE])
    def test_to_mutations_that_take_input(self, rule: str) -> None:
        without = schemas.contract_from("type Mutation { stop: Boolean }")

        assert BY_ID[rule].applies(probing.CONTRACT, probing.CONTRACT.mutation("boil"))
        assert not BY_ID[rule].applies(without, without.mutation("stop"))
