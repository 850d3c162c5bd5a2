from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox import small

QUOTE = "mutation Q($input: QuoteInput!) { createQuote(input: $input) { kind } }"


class TestVariables:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({}, "Variable '$input' of required type 'QuoteInput!' was not provided."),
            ({"input": None}, "Variable '$input' of non-null type 'QuoteInput!' must not be null."),
            (
                {"input": "x"},
                "Variable '$input' got invalid value 'x'; Expected type 'QuoteInput' to be a mapping.",
            ),
            (
                {"input": {"lines": [{"code": "a"}]}},
                "Variable '$input' got invalid value {'code': 'a'} at 'input.lines[0]'; "
                "Field 'count' of required type 'Int!' was not provided.",
            ),
            (
                {"input": {"lines": [None]}},
                "Variable '$input' got invalid value None at 'input.lines[0]'; "
                "Expected non-nullable type 'LineInput!' not to be None.",
            ),
            (
                {"input": {"lines": {"code": None, "count": 1}}},
                "Variable '$input' got invalid value None at 'input.lines.code'; "
                "Expected non-nullable type 'String!' not to be None.",
            ),
            (
                {"input": {"accountNumbr": "GAS"}},
                "Variable '$input' got invalid value {'accountNumbr': 'GAS'}; "
                "Field 'accountNumbr' is not defined by type 'QuoteInput'. Did you mean 'accountNumber'?",
            ),
            (
                {"input": {"kind": "gas"}},
                "Variable '$input' got invalid value 'gas' at 'input.kind'; "
                "Value 'gas' does not exist in 'Kind' enum. Did you mean the enum value 'GAS'?",
            ),
            (
                {"input": {"kind": 1}},
                "Variable '$input' got invalid value 1 at 'input.kind'; "
                "Enum 'Kind' cannot represent non-string value: 1.",
            ),
            (
                {"input": {"lines": [{"code": "a", "count": "1"}]}},
                "Variable '$input' got invalid value '1' at 'input.lines[0].count'; "
                "Int cannot represent non-integer value: '1'",
            ),
            (
                {"input": {"when": "2024-01-01T00:00"}},
                "Variable '$input' got invalid value '2024-01-01T00:00' at 'input.when'; "
                "Date cannot represent value: '2024-01-01T00:00'",
            ),
        ],
    )
    def test_a_wrong_value_is_named_with_its_place(self, given: dict[str, Any], message: str) -> None:
        client = small.client()

        answer = client.ask(QUOTE, given)

        assert answer.status == 400
        assert answer.messages == [message]
        assert client.sandbox.ledger.entries == ()

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"accountNumber": None},
            {"lines": []},
            {"lines": {"code": "", "count": 1.0}},
            {"when": "20240101", "kind": "STEAM", "note": 5},
        ],
    )
    def test_a_right_value_is_executed(self, given: dict[str, Any]) -> None:
        answer = small.client().ask(QUOTE, {"input": given})

        assert answer.status == 200

    def test_an_error_has_the_location_of_the_declaration(self) -> None:
        document = (
            "mutation (\n  $a: Int!\n  $b: QuoteInput!\n) "
            "{ bookDay(day: $a) { day } createQuote(input: $b) { kind } }"
        )

        answer = small.client().ask(document, {"a": 1, "b": 2})

        assert answer.json["errors"][0]["locations"] == [{"line": 3, "column": 3}]

    def test_a_default_stands_in_for_a_variable_that_was_not_given(self) -> None:
        client = small.client()

        answer = client.ask("mutation ($day: Int! = 7) { bookDay(day: $day) { day } }")

        assert answer.json["data"]["bookDay"]["day"] == 7

    def test_at_most_fifty_errors_are_told(self) -> None:
        lines = [{"code": "x", "count": "many"}] * 60

        messages = small.client().ask(QUOTE, {"input": {"lines": lines}}).messages

        assert len(messages) == 51
        assert messages[-1] == (
            "Too many errors processing variables, error limit reached. Execution aborted."
        )

    def test_exactly_as_many_errors_as_the_cap_are_not_too_many(self) -> None:
        lines = [{"code": "x", "count": "many"}] * 5

        messages = small.client(error_cap=5).ask(QUOTE, {"input": {"lines": lines}}).messages

        assert len(messages) == 5
        assert not any("Too many" in message for message in messages)

    def test_either_lock_stops_execution(self) -> None:
        client = small.client()
        document = (
            "mutation (\n$first: Boolean!\n$input: QuoteInput!\n$last: Boolean!\n) "
            "{ createQuote(input: $input) @include(if: $first) @skip(if: $last) { kind } }"
        )

        answer = client.ask(document, {"first": "", "input": {}, "last": "never"})

        assert [message.split("'")[1] for message in answer.messages] == ["$first", "$last"]
        assert client.sandbox.ledger.entries == ()
