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
    "inputs.enum-in-other-case": {"name": "a", "kind": "power"},
    "inputs.first-enum-name-in-other-case": {"name": "a", "kind": "gas"},
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
    "inputs.enum-in-other-case": {"inputs.first-enum-name-in-other-case"},
    "inputs.unknown-enum-value": {
        "inputs.enum-in-other-case",
        "inputs.first-enum-name-in-other-case",
    },
}
VALID: dict[str, dict[str, Any]] = {
    "inputs.last-enum-value-refused": {"name": "a", "level": 1, "kind": "STEAM"},
    "inputs.integer-id-refused": {"name": "a", "level": 1, "id": 5},
    "inputs.integer-float-refused": {"name": "a", "level": 1, "float": 5},
    "inputs.null-for-optional-refused": {"name": "a", "level": 1, "text": None},
    "inputs.null-for-default-refused": {"name": "a", "level": None},
    "inputs.default-not-applied": {"name": "a"},
    "inputs.single-value-for-list-refused": {"name": "a", "level": 1, "names": "one"},
    "inputs.empty-list-refused": {"name": "a", "level": 1, "names": []},
    "inputs.datetime-without-offset-refused": {"name": "a", "level": 1, "dateTime": "2024-01-01T00:00:00"},
    "inputs.date-without-hyphens-refused": {"name": "a", "level": 1, "date": "20240101"},
    "inputs.decimal-from-number-refused": {"name": "a", "level": 1, "decimal": 1.5},
    "inputs.uuid-without-hyphens-refused": {"name": "a", "level": 1, "uuid": 32 * "a"},
}
#: What a fault refuses beside its own case.
ALSO_REFUSED = {"inputs.null-for-optional-refused": {"inputs.null-for-default-refused"}}
#: Nothing in it is what a strict fault refuses.
PLAIN = {
    "name": "a",
    "level": 1,
    "kind": "GAS",
    "id": "5",
    "float": 1.5,
    "names": ["one"],
    "notes": [None],
    "date": "2024-01-01",
    "dateTime": "2024-01-01T00:00:00+00:00",
    "decimal": "1.5",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "line": {"code": "a", "count": 1},
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

    def test_every_strict_fault_has_an_example_here(self) -> None:
        assert {n for n, one in faults.ALL.items() if isinstance(one, StrictFault)} == set(VALID)

    @pytest.mark.parametrize("name", sorted(VALID))
    def test_the_clean_sandbox_takes_the_valid_example(self, name: str) -> None:
        assert small.client().ask(FILL_KIND, {"input": VALID[name]}).status == 200

    @pytest.mark.parametrize("name", sorted(VALID))
    def test_a_strict_fault_refuses_its_own_example_and_no_other(self, name: str) -> None:
        client = small.client(fault=name)

        refused = {
            other for other, given in VALID.items() if client.ask(FILL_KIND, {"input": given}).status == 400
        }

        assert refused == {name} | ALSO_REFUSED.get(name, set())
        assert client.ask(FILL_KIND, {"input": PLAIN}).status == 200

    @pytest.mark.parametrize("name", sorted(VALID))
    def test_a_refusal_of_what_is_valid_is_one_error_that_names_the_variable(self, name: str) -> None:
        (message,) = small.client(fault=name).ask(FILL_KIND, {"input": VALID[name]}).messages

        assert message.startswith("Variable '$input' got invalid value ")

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
