from __future__ import annotations

from typing import Any

import pytest

from sandbox import faults
from sandbox.misbehavior.declaration import FieldErrorFault
from tests.unit.sandbox import small

NAMES = [name for name, fault in faults.ALL.items() if isinstance(fault, FieldErrorFault)]
FILL = """
mutation F($input: FillInput!) {
  it: fill(input: $input) {
    text int history { remark: note receipt { day } } receipt { at day } tariff { name }
  }
}
"""


def fill(name: str, number: int = 0, document: str = FILL) -> Any:
    return small.client(fault=name).ask(document, {"input": {"name": f"n{number}"}}).json


def value(data: Any, path: list[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


class TestFieldErrors:
    @pytest.mark.parametrize("name", NAMES)
    def test_shows_in_every_result_that_has_a_place(self, name: str) -> None:
        client = small.client(fault=name)

        for number in range(10):
            answer = client.ask(FILL, {"input": {"name": f"n{number}"}})

            assert answer.status == 200
            assert answer.json["errors"]
        assert {entry.fault for entry in client.sandbox.ledger.entries} == {name}

    @pytest.mark.parametrize("name", NAMES)
    def test_a_selection_without_a_place_is_answered_correctly(self, name: str) -> None:
        client = small.client(fault=name)

        answer = client.ask('mutation { bareText(text: "a") }')

        assert "errors" not in answer.json
        assert client.sandbox.ledger.entries[0].fault is None

    @pytest.mark.parametrize("name", [name for name in NAMES if "undocumented" not in name])
    def test_the_error_is_one_that_every_mutation_may_raise(self, name: str) -> None:
        codes = {error["extensions"]["errorCode"] for error in fill(name)["errors"]}

        assert codes == {"KT-CT-7899"}


class TestNullTooFar:
    @pytest.mark.parametrize("number", range(10))
    def test_the_whole_mutation_is_null_for_a_field_inside_that_may_be(self, number: int) -> None:
        answer = fill("errors.null-too-far", number)

        (error,) = answer["errors"]
        assert answer["data"] == {"it": None}
        assert error["path"][0] == "it"
        assert error["path"][-1] in ("text", "int", "remark", "receipt", "tariff")

    def test_lists_on_the_way_are_steps_of_the_path(self) -> None:
        document = "mutation F($input: FillInput!) { fill(input: $input) { history { note } } }"

        (error,) = fill("errors.null-too-far", document=document)["errors"]

        assert error["path"] == ["fill", "history", 0, "note"]


class TestNullNotFarEnough:
    @pytest.mark.parametrize("number", range(10))
    def test_a_field_that_is_never_null_is_null_where_its_error_points(self, number: int) -> None:
        answer = fill("errors.null-not-far-enough", number)

        (error,) = answer["errors"]
        assert value(answer["data"], error["path"]) is None
        assert error["path"][-1] in ("history", "receipt", "at", "day", "name")
        assert value(answer["data"], error["path"][:-1]) is not None

    def test_the_mutation_itself_is_no_place(self) -> None:
        client = small.client(fault="errors.null-not-far-enough")

        answer = client.ask("mutation { bookDay(day: 1) { __typename } }")

        assert answer.json == {"data": {"bookDay": {"__typename": "Receipt"}}}


class TestPathToAnotherField:
    @pytest.mark.parametrize("number", range(10))
    def test_the_error_points_to_a_value_beside_the_null(self, number: int) -> None:
        answer = fill("errors.path-to-another-field", number)

        (error,) = answer["errors"]
        assert value(answer["data"], error["path"]) is not None
        assert None in value(answer["data"], error["path"][:-1]).values()


class TestUndocumentedSecondCode:
    @pytest.mark.parametrize("number", range(10))
    def test_the_first_error_is_right_and_so_is_the_data(self, number: int) -> None:
        answer = fill("errors.undocumented-second-code", number)

        first, second = answer["errors"]
        assert first["extensions"]["errorCode"] in small.contract().ambient
        assert second["extensions"]["errorCode"] not in small.contract().ambient
        assert [value(answer["data"], error["path"]) for error in (first, second)] == [None, None]
        assert first["path"] != second["path"]
