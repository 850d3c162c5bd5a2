from __future__ import annotations

from typing import Any

import pytest

from sandbox import faults
from sandbox.misbehavior.declaration import DomainFault, LenientFault, StrictFault
from tests.unit.sandbox import small

INVALID: dict[str, dict[str, Any]] = {
    "inputs.null-for-required": {"name": None},
    "inputs.null-item": {"name": "a", "names": [None]},
    "inputs.missing-required": {"name": "a", "line": {"count": 1}},
    "inputs.missing-last-required": {"name": "a", "line": {"code": "a"}},
    "inputs.unknown-field": {"name": "a", "unheardOf": 1},
    "inputs.unknown-enum-value": {"name": "a", "kind": "WIND"},
    "inputs.enum-in-other-case": {"name": "a", "kind": "gas"},
    "inputs.int-from-text": {"name": "a", "int": "1"},
    "inputs.int-from-fraction": {"name": "a", "int": 1.5},
    "inputs.int-from-boolean": {"name": "a", "int": True},
    "inputs.int-out-of-range": {"name": "a", "int": 2**31},
    "inputs.float-from-text": {"name": "a", "float": "1.5"},
    "inputs.boolean-from-text": {"name": "a", "boolean": "true"},
    "inputs.boolean-from-number": {"name": "a", "boolean": 1},
    "inputs.string-from-number": {"name": "a", "text": 1},
    "inputs.string-from-boolean": {"name": "a", "text": True},
    "inputs.id-from-fraction": {"name": "a", "id": 1.5},
    "inputs.malformed-date": {"name": "a", "date": "soon"},
    "inputs.malformed-datetime": {"name": "a", "dateTime": "soon"},
    "inputs.malformed-time": {"name": "a", "time": "soon"},
    "inputs.malformed-decimal": {"name": "a", "decimal": "much"},
    "inputs.malformed-uuid": {"name": "a", "uuid": "mine"},
    "inputs.malformed-json": {"name": "a", "json": "{"},
    "inputs.object-for-scalar": {"name": "a", "int": {"value": 1}},
    "inputs.list-for-scalar": {"name": "a", "int": [1]},
    "inputs.scalar-for-object": {"name": "a", "line": "one"},
    "inputs.list-for-object": {"name": "a", "line": [{"code": "a", "count": 1}]},
    "inputs.unchecked-depth": {
        "name": "a",
        "line": {"code": "a", "count": 1, "nested": {"inner": {"flag": 1.5, "last": 1}}},
    },
}
#: What a fault overlooks beside its own case: it is the wider one of two.
ALSO = {
    "inputs.missing-required": {"inputs.missing-last-required"},
    "inputs.unknown-enum-value": {"inputs.enum-in-other-case"},
}
FILL_KIND = "mutation F($input: FillInput!) { fill(input: $input) { kind } }"


class TestInputFaults:
    def test_every_lenient_fault_has_an_example_here(self) -> None:
        assert {n for n, one in faults.ALL.items() if isinstance(one, LenientFault)} == set(INVALID)

    @pytest.mark.parametrize("name", sorted(INVALID))
    def test_the_clean_sandbox_refuses_the_example(self, name: str) -> None:
        client = small.client()

        answer = client.ask(FILL_KIND, {"input": INVALID[name]})

        assert (answer.status, len(answer.messages)) == (400, 1)
        assert client.sandbox.ledger.entries == ()

    @pytest.mark.parametrize("name", sorted(INVALID))
    def test_a_fault_takes_its_own_example_and_no_other(self, name: str) -> None:
        client = small.client(fault=name)

        taken = {
            other for other, given in INVALID.items() if client.ask(FILL_KIND, {"input": given}).status == 200
        }

        assert taken == {name} | ALSO.get(name, set())

    def test_a_variable_of_another_mutation_is_checked_as_ever(self) -> None:
        switched = faults.parse(["inputs.unknown-field"], on=["fill"])
        client = small.client(faults=switched)
        document = (
            "mutation ($a: FillInput!, $b: QuoteInput!) "
            "{ fill(input: $a) { kind } createQuote(input: $b) { kind } }"
        )

        answer = client.ask(document, {"a": {"name": "a", "other": 1}, "b": {"other": 1}})

        assert [message.split("'")[1] for message in answer.messages] == ["$b"]

    @pytest.mark.parametrize(
        ("name", "valid"),
        [
            ("inputs.last-enum-value-refused", {"name": "a", "kind": "STEAM"}),
            ("inputs.integer-id-refused", {"name": "a", "id": 5}),
        ],
    )
    def test_a_valid_input_is_refused(self, name: str, valid: dict[str, Any]) -> None:
        client = small.client(fault=name)

        assert client.ask(FILL_KIND, {"input": valid}).status == 400
        assert client.ask(FILL_KIND, {"input": {"name": "a", "kind": "GAS", "id": "5"}}).status == 200
        assert isinstance(faults.ALL[name], StrictFault)

    @pytest.mark.parametrize(
        ("name", "given"),
        [
            ("inputs.limits-unchecked", 'accountNumber: "A-1", ledgerId: 1, amount: 99'),
            ("inputs.foreign-account-accepted", 'accountNumber: "A-FFFFFFFF", ledgerId: 1'),
        ],
    )
    def test_a_reason_is_overlooked(self, name: str, given: str) -> None:
        document = f"mutation {{ pay(input: {{{given}}}) {{ id }} }}"

        assert "errors" in small.client().ask(document).json
        assert "errors" not in small.client(fault=name).ask(document).json
        assert isinstance(faults.ALL[name], DomainFault)
