from __future__ import annotations

from typing import Any

import attrs
import pytest

from sandbox import faults
from sandbox.misbehavior.declaration import ResultFault
from tests.unit.sandbox import small

CHARGE = "mutation { startCharge { id amount } }"
FILL = "mutation F($input: FillInput!) { fill(input: $input) { kinds text } }"
QUOTE = """
mutation Q($input: QuoteInput!) {
  createQuote(input: $input) {
    kind
    possibleErrors { code message }
    tariffs { __typename name ... on Flat { rate } ... on Tracker { since } }
  }
}
"""


def quote(name: str, document: str = QUOTE) -> Any:
    return small.client(fault=name).ask(document, {"input": {}}).json["data"]["createQuote"]


class TestSecondItem:
    @pytest.mark.parametrize("number", range(6))
    def test_a_leaf_is_wrong_and_the_first_is_not(self, number: int) -> None:
        client = small.client(fault="scalars.wrong-second-item")

        kinds = client.ask(FILL, {"input": {"name": f"n{number}"}}).json["data"]["fill"]["kinds"]

        assert kinds[1] == "NOT_IN_THE_SCHEMA"
        assert kinds.count("NOT_IN_THE_SCHEMA") == 1

    @pytest.mark.parametrize("seed", range(6))
    def test_an_object_has_a_wrong_leaf_and_the_first_has_not(self, seed: int) -> None:
        client = small.client(fault="scalars.wrong-in-second-object", seed=seed)

        tariffs = client.ask(QUOTE, {"input": {}}).json["data"]["createQuote"]["tariffs"]

        assert [tariff["name"] == 42 for tariff in tariffs][:2] == [False, True]
        assert [tariff["name"] for tariff in tariffs].count(42) == 1

    def test_a_list_of_possible_errors_gets_no_second_entry(self) -> None:
        document = (
            "mutation Q($input: QuoteInput!) { createQuote(input: $input) { possibleErrors { code } } }"
        )
        client = small.client(fault="scalars.wrong-in-second-object")

        client.ask(document, {"input": {}})

        assert client.sandbox.ledger.entries[0].fault is None

    def test_an_item_is_null_and_the_first_is_not(self) -> None:
        tariffs = quote("shape.null-second-item")["tariffs"]

        assert [tariff is None for tariff in tariffs][:2] == [False, True]


class TestThirdLevel:
    DOCUMENT = 'mutation { fill(input: {name: "a"}) { text history { note receipt { day } } } }'

    @pytest.mark.parametrize("seed", range(4))
    def test_a_leaf_is_wrong_there_and_nowhere_else(self, seed: int) -> None:
        client = small.client(fault="scalars.wrong-at-third-level", seed=seed)

        filled = client.ask(self.DOCUMENT).json["data"]["fill"]

        assert filled["history"][0]["receipt"] == {"day": "1"}

    def test_a_field_is_missing_there(self) -> None:
        client = small.client(fault="shape.missing-field-at-third-level")

        filled = client.ask(self.DOCUMENT).json["data"]["fill"]

        assert filled["history"][0]["receipt"] == {}

    def test_a_selection_that_ends_before_is_answered_correctly(self) -> None:
        client = small.client(fault="shape.missing-field-at-third-level")

        client.ask(QUOTE, {"input": {}})

        assert client.sandbox.ledger.entries[0].fault is None


class TestAlias:
    def test_one_with_underscores_is_written_in_camel_case(self) -> None:
        client = small.client(fault="shape.alias-in-camel-case")

        answer = client.ask("mutation { startCharge { the_id: id other: amount } }")

        assert answer.json["data"]["startCharge"].keys() == {"theId", "other"}

    def test_the_second_of_one_field_is_left_out(self) -> None:
        client = small.client(fault="shape.second-alias-left-out")

        answer = client.ask("mutation { startCharge { id amount again: id } }")

        assert answer.json["data"]["startCharge"].keys() == {"id", "amount"}

    def test_a_field_with_underscores_of_its_own_is_answered_correctly(self) -> None:
        client = small.client(fault="shape.alias-in-camel-case")

        answer = client.ask('mutation { fill(input: {name: "a"}) { snake_case } }')

        assert answer.json["data"]["fill"].keys() == {"snake_case"}

    @pytest.mark.parametrize("name", ["shape.alias-in-camel-case", "shape.second-alias-left-out"])
    def test_other_aliases_are_answered_correctly(self, name: str) -> None:
        client = small.client(fault=name)

        answer = client.ask("mutation { startCharge { key: id amount } }")

        assert answer.json["data"]["startCharge"].keys() == {"key", "amount"}
        assert client.sandbox.ledger.entries[0].fault is None


class TestOneTypeOfSeveral:
    DOCUMENT = (
        "mutation { createQuote(input: {}) { owner { ... on Person { name } ... on Company { number } } } }"
    )

    def test_a_field_is_missing_on_the_last_type(self) -> None:
        for seed in range(6):
            client = small.client(fault="types.member-without-field", seed=seed)

            owner = client.ask(self.DOCUMENT).json["data"]["createQuote"]["owner"]

            assert owner == {}

    def test_a_leaf_is_wrong_on_the_last_type(self) -> None:
        owner = quote("types.member-with-wrong-leaf", self.DOCUMENT)["owner"]

        assert owner == {"name": 42}

    def test_the_other_types_are_answered_correctly(self) -> None:
        client = small.client(fault="types.member-without-field")

        client.ask("mutation { createQuote(input: {}) { owner { ... on Company { number } } } }")

        assert client.sandbox.ledger.entries[0].fault is None


class TestCalls:
    def test_every_tenth_has_a_null(self) -> None:
        client = small.client(fault="shape.null-every-tenth-call")

        answers = [client.ask(CHARGE).json["data"]["startCharge"] for _ in range(30)]

        wrong = [number for number, answer in enumerate(answers, start=1) if answer["id"] is None]
        assert wrong == [10, 20, 30]

    def test_calls_of_each_mutation_are_counted_apart(self) -> None:
        client = small.client(fault="shape.null-every-tenth-call")
        for _ in range(9):
            client.ask(CHARGE)

        client.ask("mutation { startWizard { wizard { id } } }")
        client.ask(CHARGE)

        assert [entry.fault is not None for entry in client.sandbox.ledger.entries][-2:] == [False, True]


class TestInput:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({}, True),
            ({"kind": "GAS"}, True),
            ({"accountNumber": "A-1"}, False),
            ({"accountNumber": None}, False),
        ],
    )
    def test_a_null_where_the_first_optional_field_is_absent(
        self, given: dict[str, Any], expected: bool
    ) -> None:
        client = small.client(fault="shape.null-without-optional-input")
        document = "mutation Q($input: QuoteInput!) { createQuote(input: $input) { kind } }"

        answer = client.ask(document, {"input": given})

        assert (answer.json["data"]["createQuote"]["kind"] is None) is expected

    def test_an_optional_argument_counts_as_well(self) -> None:
        fault = faults.ALL["shape.null-without-optional-input"]
        assert isinstance(fault, ResultFault)
        anywhere = attrs.evolve(fault, where=lambda _: True)
        client = small.client(faults=(faults.Switched(anywhere),))

        answers = [client.ask("mutation { bareText }"), client.ask('mutation { bareText(text: "a") }')]

        assert [answer.json["data"]["bareText"] is None for answer in answers] == [True, False]

    @pytest.mark.parametrize(("kind", "expected"), [("GAS", False), ("POWER", False), ("STEAM", True)])
    def test_a_field_is_missing_for_the_last_name_of_an_enum(self, kind: str, expected: bool) -> None:
        client = small.client(fault="shape.missing-field-for-one-enum-value")

        answer = client.ask(FILL, {"input": {"name": "a", "kind": kind}})

        filled = answer.json["data"].get("fill", {})
        assert (filled.keys() != {"kinds", "text"}) is expected
        assert (client.sandbox.ledger.entries[0].fault is not None) is expected


class TestPossibleErrors:
    def listed(self, name: str | None) -> list[dict[str, str]]:
        client = small.client(fault=name)
        asked = 'accountNumber: "A-1", ledgerId: 1'
        document = f"mutation {{ pay(input: {{{asked}}}) {{ possibleErrors {{ code message }} }} }}"
        found: list[dict[str, str]] = client.ask(document).json["data"]["pay"]["possibleErrors"]
        return found

    def test_one_is_left_out(self) -> None:
        assert self.listed("errors.possible-error-left-out") == self.listed(None)[:-1]

    def test_one_is_added_that_is_documented_nowhere(self) -> None:
        *right, added = self.listed("errors.possible-error-added")

        assert right == self.listed(None)
        assert added["code"] not in small.contract().mutation("pay").codes | set(small.contract().ambient)

    @pytest.mark.parametrize("name", ["errors.possible-error-left-out", "errors.possible-error-added"])
    def test_nothing_is_wrong_where_no_error_is_documented(self, name: str) -> None:
        assert not faults.applies(faults.ALL[name], small.contract(), "startWizard")
