import zlib
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from conformance import cases, fixed_cases, minimize
from conformance.model import Case, Credential, Expectation
from conformance.probe import document
from conformance.probe.question import Question
from schema import coercion, sdl, supplement
from schema import contract as contracts
from tests.support import exchanges

SDL = """
type Query { placeholder: Boolean }
type Mutation { brewTea(input: BrewTeaInput!, note: String, cups: [Int!]): BrewTea }
input BrewTeaInput {
  kettleId: ID!
  name: String!
  amount: Int!
  liters: Float
  day: Date
  kind: Kind
  steps: [StepInput!]
  milk: MilkInput
  payload: GenericScalar
  isHot: Boolean
}
input StepInput { seconds: Int!, label: String }
input MilkInput @oneOf { oat: Int, cow: String }
enum Kind { BLACK GREEN EARL_GREY }
type BrewTea { tea: Tea, owner: Owner, log(last: Int): [Entry!]! }
type Tea { id: ID!, name: String, liters: Float, kettle: Kettle }
type Kettle { id: ID!, label: String }
type Entry { at: Date, text: String }
union Owner = Person | Company
type Person { name: String! }
type Company { number: Int }
scalar Date
scalar GenericScalar
"""
SETTINGS = """
[servers.api]
url = "https://kettles.example/graphql/"
snapshot = "api.graphql"

[authorization]
refusal_codes = []

[[limits]]
mutation = "brewTea"
path = "input.amount"
minimum = 100
maximum = 1000
"""


def contract() -> contracts.Contract:
    settings = supplement.read(SETTINGS)
    server = contracts.Server("api", settings.servers["api"].url, sdl.read(SDL))
    return contracts.assemble({"api": server}, settings)


CONTRACT = contract()
EXECUTABLE = coercion.executable(CONTRACT.schema_of("brewTea"))
INPUT = {
    "kettleId": "kettle-12345",
    "name": "a long name",
    "amount": 500,
    "liters": 37.5,
    "day": "2024-02-29",
    "kind": "EARL_GREY",
    "steps": [{"seconds": 4000, "label": "pour"}, {"seconds": 77}, {"seconds": 5}],
    "milk": {"cow": "whole"},
    "payload": {"deep": [{"er": 1}]},
    "isHot": False,
}
CASE = Case(
    "valid_input",
    strategies.operation(CONTRACT, "brewTea"),
    {"input": INPUT, "note": "text", "cups": [1, 2, 3]},
)


def locked(value: Any, place: tuple[str | int, ...], violation: str) -> Case:
    """An input behind locks, with something wrong at a place."""
    question = Question("brewTea", {"input": value, "note": "text"}, "input")
    rendered = document.render(CONTRACT, [question])
    operation = document.operation(CONTRACT, "brewTea", rendered)
    expected = Expectation.REFUSAL if violation else Expectation.ACCEPTANCE
    return Case("invalid_input", operation, rendered.variables, Credential.NONE, expected, place, violation)


def smallest(case: Case, shows: Callable[[Case], bool] = lambda _: True, budget: int = 1_000) -> Case:
    return minimize.minimize(case, CONTRACT, shows, budget=budget).case


def given_input(case: Case) -> Mapping[str, Any]:
    found: Mapping[str, Any] = case.variables.get("input", case.variables.get("input_0"))
    return found


class TestMinimize:
    @given(
        st.sampled_from((CASE, locked({**INPUT, "amount": "1"}, ("input", "amount"), "text"))),
        st.integers(1, 6),
        st.integers(0, 2**32 - 1),
        st.integers(1, 60),
    )
    @settings(max_examples=25)
    def test_gives_a_valid_case_that_shows_and_is_no_larger_within_the_budget(
        self, case: Case, seldom: int, salt: int, budget: int
    ) -> None:
        asked: list[Case] = []

        def shows(candidate: Case) -> bool:
            asked.append(candidate)
            written = f"{salt}{candidate.operation.text}{dict(candidate.variables)}"
            return zlib.crc32(written.encode()) % seldom == 0

        found = minimize.minimize(case, CONTRACT, shows, budget=budget)

        assert found.requests == len(asked) <= budget
        assert found.case == case or (found.case in asked and shows(found.case))
        assert minimize.size(found.case) <= minimize.size(case)
        assert all(problems(candidate) == problems(case) for candidate in asked)
        assert not any(graphql.validate(EXECUTABLE, graphql.parse(one.operation.text)) for one in asked)

    def test_asks_the_same_in_the_same_order_each_time(self) -> None:
        first, second = [], []  # type: ignore[var-annotated]

        smallest(CASE, lambda case: first.append(case) or "steps" in given_input(case))  # type: ignore[func-returns-value]
        smallest(CASE, lambda case: second.append(case) or "steps" in given_input(case))  # type: ignore[func-returns-value]

        assert first == second

    def test_never_asks_the_same_case_twice(self) -> None:
        asked: list[str] = []

        smallest(CASE, lambda case: asked.append(f"{case}") or len(asked) % 3 == 0)  # type: ignore[func-returns-value]

        assert len(asked) == len(set(asked))

    def test_keeps_the_case_if_nothing_smaller_shows(self) -> None:
        assert smallest(CASE, lambda _: False) == CASE

    def test_needs_few_requests_where_everything_shows(self) -> None:
        assert minimize.minimize(CASE, CONTRACT, lambda _: True).requests <= 5


class TestTheSelection:
    def test_becomes_the_name_of_the_type_where_no_field_is_needed(self) -> None:
        assert (
            "brewTea(input: $input, note: $note, cups: $cups) { __typename }" in smallest(CASE).operation.text
        )

    @pytest.mark.parametrize("field", ["label", "number", "at"])
    def test_keeps_the_one_field_that_is_needed(self, field: str) -> None:
        found = smallest(CASE, lambda case: field in case.operation.text.split())

        words = found.operation.text.partition("{")[2].replace("{", " ").replace("}", " ").split()
        assert field in words
        assert not {"name", "liters", "text", "__typename", "id"} & set(words)

    def test_tells_of_the_operation_what_its_text_says(self) -> None:
        found = smallest(CASE, lambda case: "number" in case.operation.text)

        owner = found.operation.root.selection
        assert owner is not None
        assert [field.name for field in owner.fields] == ["owner"]

    def of(self, fields: str) -> Case:
        text = f"mutation T($note: String, $last: Int) {{ brewTea(note: $note) {{ {fields} }} }}"
        return attrs.evolve(CASE, operation=attrs.evolve(CASE.operation, text=text), variables={})

    def test_ends_no_comment_later_than_it_did(self) -> None:
        case = self.of("log(last: $last) { text } # here\n tea { id }")

        found = smallest(case, lambda one: "text" in one.operation.text)

        assert "tea" not in found.operation.text
        assert "# here\n" in found.operation.text

    def test_keeps_fields_that_use_variables(self) -> None:
        found = smallest(self.of("log(last: $last) { text at } tea { id }"))

        assert "log(last: $last)" in found.operation.text
        assert "tea" not in found.operation.text

    def test_is_never_asked_in_a_larger_form(self) -> None:
        text = "mutation T($note: String) { brewTea(note: $note) {tea{id}} }"
        case = attrs.evolve(CASE, operation=attrs.evolve(CASE.operation, text=text), variables={})

        assert smallest(case) == case

    def test_of_a_locked_case_stays(self) -> None:
        case = locked(INPUT, ("input",), "")

        assert smallest(case).operation == case.operation


class TestTheVariables:
    def test_lose_all_that_is_optional(self) -> None:
        found = smallest(CASE)

        assert set(found.variables) == {"input"}
        assert set(given_input(found)) == {"kettleId", "name", "amount"}

    def test_keep_one_item_of_a_list(self) -> None:
        found = smallest(CASE, lambda case: "'seconds': 77" in str(dict(case.variables)))

        assert given_input(found)["steps"] == [{"seconds": 77}]

    def test_have_an_empty_list_where_the_list_is_needed(self) -> None:
        assert smallest(CASE, lambda case: "cups" in case.variables).variables["cups"] == []

    def test_have_empty_and_shortened_texts(self) -> None:
        assert given_input(smallest(CASE))["name"] == ""
        assert given_input(smallest(CASE, lambda case: "g" in given_input(case)["name"]))["name"] == "g"

    def test_have_the_smallest_number_that_shows(self) -> None:
        def shows(case: Case) -> bool:
            steps = given_input(case).get("steps")
            return bool(steps) and steps[0]["seconds"] >= 1_234

        assert given_input(smallest(CASE, shows))["steps"] == [{"seconds": 1_234}]

    def test_have_the_whole_number_nearest_to_zero(self) -> None:
        case = attrs.evolve(CASE, variables={"input": {**INPUT, "liters": -37.5}})

        found = smallest(case, lambda one: given_input(one).get("liters", 0) <= -3)

        assert given_input(found)["liters"] == -3

    def test_keep_the_one_field_of_a_one_of(self) -> None:
        found = smallest(CASE, lambda case: "milk" in given_input(case))

        assert given_input(found)["milk"] == {"cow": ""}

    def test_have_short_values_where_a_part_would_be_none(self) -> None:
        found = smallest(CASE, lambda case: "kind" in given_input(case) and "day" in given_input(case))

        assert (given_input(found)["kind"], given_input(found)["day"]) == ("BLACK", "2024-02-29")

    def test_keep_what_is_either_true_or_false(self) -> None:
        assert given_input(smallest(CASE, lambda case: "isHot" in given_input(case)))["isHot"] is False

    def test_keep_identifiers_where_something_is_executed(self) -> None:
        assert given_input(smallest(CASE))["kettleId"] == "kettle-12345"
        assert given_input(smallest(locked(INPUT, ("input",), "")))["kettleId"] == ""

    def test_keep_values_that_have_a_documented_limit(self) -> None:
        assert given_input(smallest(CASE))["amount"] == 500

    def test_keep_what_is_wrong_and_the_way_to_it(self) -> None:
        steps = [{"seconds": 1}, {"seconds": "two", "label": "pour"}]
        case = locked({**INPUT, "steps": steps}, ("input", "steps", 1, "seconds"), "text")

        found = given_input(smallest(case))

        assert found["steps"] == [{"seconds": 0}, {"seconds": "two"}]
        assert set(found) == {"kettleId", "name", "amount", "steps"}

    def test_keep_the_locks(self) -> None:
        asked: list[Case] = []

        smallest(locked(INPUT, ("input",), ""), lambda case: asked.append(case) is None)

        assert asked
        assert all(document.LOCKS.items() <= case.variables.items() for case in asked)

    def test_stay_where_the_case_is_about_a_value_that_it_does_not_name(self) -> None:
        example = attrs.evolve(CASE, scenario=cases.UNUSUAL_TEXT, violation="a lone surrogate")

        assert smallest(example).variables == CASE.variables


class TestOtherCases:
    def test_of_a_mutation_without_arguments_or_fields_are_left_alone(self) -> None:
        plain = exchanges.contract()
        case = fixed_cases.over_get(plain, "drainKettle")

        found = minimize.minimize(case, plain, lambda _: True)

        assert found == minimize.Minimized(case, 0)


def problems(case: Case) -> list[str]:
    """What a server says against the variables, by the places that it names."""
    return sorted(coercion.variable_errors(EXECUTABLE, case.operation.text, case.variables))
