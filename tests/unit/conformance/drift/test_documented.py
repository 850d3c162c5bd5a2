import datetime
import functools

from hypothesis import given, settings

from conformance.drift import documented
from schema import sdl
from schema.drift import difference
from schema.drift.affected import Touched
from tests.support import schema_pairs, schemas

TODAY = datetime.date(2026, 11, 24)
CONTRACT = schemas.contract_of(
    sdl.read(
        """
        type Query { placeholder: Boolean }
        type Mutation { brew(leaf: Leaf): Tea steep: Pot boil: Boolean }
        input Leaf { size: Size }
        enum Size { S M }
        type Tea { one: One }
        type One { two: Two }
        type Two { three: Three }
        type Three { four: Int }
        interface Vessel { volume: Float }
        type Pot { held: Vessel }
        type Cup implements Vessel { volume: Float color: Color }
        enum Color { RED }
        """
    )
)


def mutations(*types_: str, mutations: tuple[str, ...] = ()) -> set[str]:
    touched = Touched(frozenset(types_), frozenset(mutations))
    return {one.mutation for one in documented.operations(CONTRACT, touched)}


class TestOperations:
    def test_are_those_of_all_mutations(self) -> None:
        assert {one.mutation for one in documented.operations(CONTRACT)} == {"boil", "brew", "steep"}

    def test_are_left_out_where_nothing_that_is_touched_is_near(self) -> None:
        assert mutations("Size") == {"brew"}
        assert mutations("Tea") == {"brew"}
        assert mutations("Cup") == mutations("Color") == {"steep"}
        assert mutations("Boolean") == {"boil"}
        assert mutations(mutations=("steep",)) == {"steep"}
        assert mutations("Mutation") == {"boil", "brew", "steep"}

    def test_are_made_as_deep_as_their_documents_ask(self) -> None:
        assert mutations("Three") == {"brew"}
        assert mutations("Int") == set()

    @settings(max_examples=8)
    @given(schema_pairs.pairs())
    def test_that_are_left_out_are_affected_by_nothing(self, pair: schema_pairs.Pair) -> None:
        contract = schemas.contract_of(pair.old)
        sides = [difference.Side.of_schemas({"api": one}) for one in (pair.old, pair.new)]

        near = difference.between(
            *sides, today=TODAY, documented=functools.partial(documented.operations, contract)
        )
        every = difference.between(*sides, today=TODAY, documented=lambda _: documented.operations(contract))

        assert near == every
