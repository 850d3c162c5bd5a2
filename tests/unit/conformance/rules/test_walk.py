"""The walk that the rules on shape and scalars share."""

from typing import Any

import pytest

from conformance.rules import walk
from tests.support import exchanges

CONFORMING = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})


class TestNearestNullable:
    @pytest.mark.parametrize(
        ("way", "nearest"),
        [
            (["boilKettle"], ("boilKettle",)),
            (["boilKettle", "kettle", "label"], ("boilKettle", "kettle", "label")),
            (["boilKettle", "kettle", "id"], ("boilKettle", "kettle")),
            (["boilKettle", "cups", 1, "size"], ("boilKettle",)),
            # The fields of an item belong to no list.
            (["boilKettle", "cups", "size"], None),
            (["boilKettle", 0], None),
            (["boilKettle", "other"], None),
        ],
    )
    def test_is_where_a_null_comes_to_rest(self, way: list[Any], nearest: tuple[str, ...] | None) -> None:
        assert walk.nearest_nullable(CONFORMING, way) == nearest


class TestExpectedFields:
    def test_of_what_is_no_object_there_are_none(self) -> None:
        exchange = exchanges.changed(lambda result: result.update(kettle="7"))

        (kettle,) = (one for one in walk.positions(exchange) if one.steps[-1] == "kettle")

        assert kettle.selection is not None
        assert walk.expected_fields(kettle) == ()
