import json

import strategies
from conformance import cases, fixed_cases
from conformance.model import Credential, Expectation
from conformance.probe import document
from tests.support import exchanges, schemas

CONTRACT = exchanges.contract()
BREW = strategies.operation(CONTRACT, "brewTea")
BOIL = strategies.operation(CONTRACT, "boilKettle")
DRAIN = strategies.operation(CONTRACT, "drainKettle")
(LIMIT,) = CONTRACT.mutation("brewTea").limits


class TestOverGet:
    def test_is_behind_both_locks_and_without_a_credential(self) -> None:
        case = fixed_cases.over_get(CONTRACT, "boilKettle")

        assert case.expectation is Expectation.METHOD
        assert case.credential is Credential.NONE
        assert set(document.LOCKS) < set(case.variables)
        assert "@include(if: $first) @skip(if: $last)" in case.operation.text

    def test_gives_valid_values_beside_the_locks(self) -> None:
        case = fixed_cases.over_get(CONTRACT, "brewTea")

        assert isinstance(case.variables["input_0"]["strength"], int)


class TestUnusualTexts:
    def test_stand_at_the_first_place_for_text(self) -> None:
        found = list(fixed_cases.unusual_texts(CONTRACT, BOIL))

        texts = {case.violation: case.variables["input"]["kettleId"] for case in found}
        assert set(texts) == {
            "astral characters",
            "a lone surrogate",
            "100 kB of text",
            "text from right to left",
        }
        assert len(texts["100 kB of text"]) == 100_000
        assert "\ud83d" in texts["a lone surrogate"]
        assert {case.expectation for case in found} == {Expectation.ANSWER}

    def test_are_none_where_no_input_takes_a_text(self) -> None:
        assert list(fixed_cases.unusual_texts(CONTRACT, DRAIN)) == []

    def test_are_nested_json_where_an_input_takes_json(self) -> None:
        contract = schemas.contract_from(
            "scalar JSONString type Mutation { pour(settings: JSONString!): Boolean }"
        )
        operation = strategies.operation(contract, "pour")

        (case,) = fixed_cases.unusual_texts(contract, operation)

        assert case.violation == "JSON 100 deep"
        assert json.loads(case.variables["settings"])[0]

    def test_are_harsh_on_demand(self) -> None:
        contract = schemas.contract_from(
            "scalar JSONString type Mutation { pour(note: String!, settings: JSONString!): Boolean }"
        )
        operation = strategies.operation(contract, "pour")

        mild = {case.violation for case in fixed_cases.unusual_texts(contract, operation)}
        harsh = {case.violation: case for case in fixed_cases.unusual_texts(contract, operation, harsh=True)}

        assert set(harsh) - mild == {"a NUL character", "JSON 5000 deep"}
        assert "\0" in harsh["a NUL character"].variables["note"]
        assert harsh["JSON 5000 deep"].variables["settings"].count("[") == 5_000


class TestInside:
    def test_are_the_values_of_the_limit(self) -> None:
        found = list(fixed_cases.inside(CONTRACT, BREW, LIMIT))

        assert [case.variables["input"]["strength"] for case in found] == [1, 5]
        assert {case.expectation for case in found} == {Expectation.EXECUTION}
        assert {case.credential for case in found} == {Credential.VALID}


class TestOutside:
    def test_are_the_next_values_and_an_error(self) -> None:
        found = list(fixed_cases.outside(CONTRACT, BREW, LIMIT))

        assert [case.variables["input"]["strength"] for case in found] == [0, 6]
        assert [case.violation for case in found] == ["0, below 1", "6, above 5"]
        assert {case.expectation for case in found} == {Expectation.ERROR}
        assert {case.place for case in found} == {("input", "strength")}

    def test_differ_from_those_inside_in_that_value_alone(self) -> None:
        inside = next(fixed_cases.inside(CONTRACT, BREW, LIMIT))
        outside = next(fixed_cases.outside(CONTRACT, BREW, LIMIT))

        changed = {**outside.variables, "input": {**outside.variables["input"], "strength": 1}}
        assert changed == dict(inside.variables)


class TestForeignObject:
    def test_has_the_identifier_where_the_mutation_takes_it(self) -> None:
        case = fixed_cases.foreign_object(CONTRACT, BOIL, "kettleId", "theirs")

        assert case is not None
        assert case.scenario == cases.FOREIGN
        assert case.variables["input"]["kettleId"] == "theirs"
        assert case.place == ("input", "kettleId")
        assert case.violation == "somebody else's kettleId"

    def test_is_none_where_the_mutation_takes_no_such_identifier(self) -> None:
        assert fixed_cases.foreign_object(CONTRACT, BREW, "kettleId", "theirs") is None
        assert fixed_cases.foreign_object(CONTRACT, DRAIN, "kettleId", "theirs") is None
