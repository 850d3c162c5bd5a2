from typing import Any

import pytest

import strategies
from schema import contract as contracts
from strategies import formats, known
from tests.support import schemas
from tests.support.draws import drawn

CONTRACT: contracts.Contract = schemas.contract_from(
    """
    type Mutation { brew(accountNumber: String!, order: Order!): Boolean }
    input Order {
      idempotencyKey: String!, accountNumber: String, kettles: [String!]!, amount: Int!, size: Size
    }
    enum Size { SMALL MEDIUM LARGE }
    """
)


def values(knowing: strategies.Known) -> list[dict[str, Any]]:
    return drawn(strategies.variables(CONTRACT, "brew", knowing=knowing), 150)


class TestKnown:
    def test_values_are_preferred_but_not_the_only_ones(self) -> None:
        real = ("A-00000001", "A-00000002")

        found = [one["accountNumber"] for one in values(strategies.Known({"accountNumber": real}))]

        share = sum(number in real for number in found) / len(found)
        assert set(real) < set(found)
        assert 0.4 < share < 0.95

    def test_values_are_used_at_every_depth_and_inside_lists(self) -> None:
        knowing = strategies.Known({"accountNumber": ("A-00000001",), "kettles": ("K-1",)})

        orders = [one["order"] for one in values(knowing)]

        assert "A-00000001" in {order.get("accountNumber") for order in orders}
        assert "K-1" in {kettle for order in orders for kettle in order["kettles"]}

    def test_nonce_makes_unique_fields_unlike_each_other_and_touches_no_others(self) -> None:
        found = values(strategies.Known(nonce="run7"))

        keys = [one["order"]["idempotencyKey"] for one in found]
        assert all(key.startswith("run7-") for key in keys)
        assert len(set(keys)) == len(keys)
        assert not any("run7" in one["accountNumber"] for one in found)

    def test_two_nonces_share_no_value_of_a_unique_field(self) -> None:
        keys = [
            {one["order"]["idempotencyKey"] for one in values(strategies.Known(nonce=nonce))}
            for nonce in ("a", "b")
        ]

        assert not keys[0] & keys[1]

    def test_nonce_changes_nothing_else_that_is_drawn(self) -> None:
        once, again = values(strategies.Known(nonce="a")), values(strategies.Known(nonce="b"))

        for variables in (*once, *again):
            del variables["order"]["idempotencyKey"]
        assert once == again

    def test_nothing_is_known_unless_it_is_said(self) -> None:
        found = values(known.NOTHING)

        assert all(len(one["order"]["idempotencyKey"]) == 12 for one in found)

    def test_cannot_be_changed(self) -> None:
        given_values = {"accountNumber": ("A-00000001",)}
        knowing = strategies.Known(given_values)

        given_values["accountNumber"] = ()

        assert knowing.values == {"accountNumber": ("A-00000001",)}
        with pytest.raises(TypeError):
            knowing.values["other"] = ()  # type: ignore[index]


class TestTwins:
    def test_differ_in_nothing_but_what_one_knows_more_of(self) -> None:
        one = strategies.Known({"accountNumber": ("my-own",)}, nonce="run7")
        other = strategies.Known({}, nonce="run7")

        found = drawn(strategies.twins(CONTRACT, "brew", knowing=one, other=other), 150)

        def without_account(variables: dict[str, Any]) -> dict[str, Any]:
            order = {**variables["order"], "accountNumber": variables["order"].get("accountNumber") is None}
            return {"order": order}

        assert all(without_account(first) == without_account(second) for first, second in found)
        assert all(second["accountNumber"] != "my-own" for _, second in found)
        assert sum(first["accountNumber"] == "my-own" for first, _ in found) > 50
        assert sum(first["accountNumber"] == second["accountNumber"] for first, second in found) < 50

    def test_are_each_as_varied_as_what_is_drawn_for_one(self) -> None:
        knowing = strategies.Known({"kettles": ("K-1",)})

        found = drawn(strategies.twins(CONTRACT, "brew", knowing=knowing, other=known.NOTHING), 150)

        for variables in (list(side) for side in zip(*found, strict=True)):
            orders = [one["order"] for one in variables]
            assert {len(order["kettles"]) for order in orders} == {0, 1, 2, 3}
            assert {order.get("size", "absent") for order in orders} == {
                *("absent", None, "SMALL", "MEDIUM", "LARGE")
            }

    def test_have_each_of_the_values_that_are_listed_for_a_field(self) -> None:
        row = '[[format]]\nscalar = "String"\nfield = "accountNumber"\nvalues = ["A-0", "B-0", "C-0"]'
        other = strategies.Known(formats=formats.read_table(row))

        found = drawn(strategies.twins(CONTRACT, "brew", knowing=known.NOTHING, other=other), 60)

        assert {second["accountNumber"] for _, second in found} == {"A-0", "B-0", "C-0"}
        assert not {first["accountNumber"] for first, _ in found} & {"A-0", "B-0", "C-0"}
