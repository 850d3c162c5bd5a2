from __future__ import annotations

import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis_graphql.strategies import mutations

import strategies
from conformance.fuzzing import excerpt, fuzzer, validity
from schema import coercion
from schema import contract as contracts
from tests.support import schemas
from tests.support.draws import drawn

ORCHARD = """
type Mutation { plant(seed: Seed!, rows: [Row!], when: Date, pick: Pick, deep: Int! = 3): Plant, dig: Int }
input Seed { name: String!, row: Row, count: Int! = 2 }
input Row { length: Float!, wet: Boolean }
input Pick @oneOf { red: Int, green: String }
union Plant = Tree | Moss
type Tree { name(upper: Boolean!): String, height: Int, near: Moss }
type Moss { name(upper: Boolean!): String, height: String, height_Int: Boolean, wet: Kind }
enum Kind { OAK FIR }
scalar Date
"""
PARSED = schemas.contract_from(ORCHARD).schema_of("plant")
ALL = coercion.executable(PARSED)
ORCHARDS = validity.Validity.by(PARSED)

SEED = 'seed: {name: "x"}'


def agreed(text: str) -> bool:
    """Whether a document is valid; the same by all rules of graphql-core, by four, and by one pass."""
    document = graphql.parse(text)

    said = graphql.validate(ALL, document)

    assert bool(ORCHARDS.errors(document)) is bool(said)
    assert ORCHARDS.holds(document) is not bool(said)
    return not said


class TestHolds:
    @pytest.mark.parametrize(
        "asked",
        [
            f"plant({SEED}) {{ __typename }}",
            f'plant({SEED}, rows: [{{length: 1}}], when: "2026-01-31") {{ ... on Moss {{ wet }} }}',
            f"plant({SEED}, rows: {{length: 1.5, wet: null}}, deep: 4) {{ __typename }}",
            f'plant({SEED}, pick: {{green: "x"}}) {{ ... on Tree {{ near {{ wet }} }} }}',
            f"plant({SEED}) {{ ... on Tree {{ height near {{ height }} }} ... on Moss {{ wet }} }}",
            f"plant({SEED}) {{ ... on Moss {{ wet wet }} ... on Tree {{ a: height height }} }}",
            "dig again: dig",
            "dig dig",
        ],
    )
    def test_is_so_of_a_valid_document(self, asked: str) -> None:
        assert agreed(f"mutation Fuzz {{ {asked} }}")

    @pytest.mark.parametrize(
        "asked",
        [
            "plant { __typename }",
            "plant(seed: null) { __typename }",
            "plant(seed: {row: null}) { __typename }",
            f"plant({SEED}, rows: [null]) {{ __typename }}",
            f"plant({SEED}, rows: [{{wet: true}}]) {{ __typename }}",
            f'plant({SEED}, when: "31st of January") {{ __typename }}',
            f'plant({SEED}, pick: {{green: "x", red: 1}}) {{ __typename }}',
            f"plant({SEED}, pick: {{red: null}}) {{ __typename }}",
            f"plant({SEED}, deep: null) {{ __typename }}",
            f"plant({SEED}, deep: 2147483648) {{ __typename }}",
            f"plant({SEED})",
            "dig { deeper }",
            f"plant({SEED}) {{ ... on Tree {{ name }} }}",
            f"plant({SEED}) {{ ... on Tree {{ near {{ name(upper: 1) }} }} }}",
            f"plant({SEED}) {{ ... on Tree {{ height }} ... on Moss {{ height }} }}",
            f"plant({SEED}) {{ ... on Tree {{ height_Int: height }} ... on Moss {{ height_Int }} }}",
            f'plant({SEED}) {{ __typename }} plant(seed: {{name: "y"}}) {{ __typename }}',
        ],
    )
    def test_is_not_so_of_one_that_is_wrong(self, asked: str) -> None:
        assert not agreed(f"mutation Fuzz {{ {asked} }}")

    @settings(max_examples=30, deadline=None, derandomize=True)
    @given(
        mutations(
            ALL,
            custom_scalars={
                "Date": st.sampled_from(("2026-01-31", "x")).map(
                    lambda text: graphql.StringValueNode(value=text)
                )
            },
        )
    )
    def test_is_so_where_all_rules_say_nothing(self, text: str) -> None:
        agreed(text)

    @pytest.mark.parametrize(
        ("asked", "times"),
        [("height near { wet }", 0), ("height near { height }", 0), ("near { wet } wet: height", 1)],
    )
    def test_asks_the_rules_where_a_key_is_there_twice(
        self, asked: str, times: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fields = f"__typename ... on Tree {{ {asked} }} ... on Moss {{ wet __typename }}"
        text = f"mutation {{ plant({SEED}) {{ {fields} }} }}"
        said: list[object] = []
        monkeypatch.setattr(graphql, "validate", lambda *given: said.append(given) or [])

        assert ORCHARDS.holds(graphql.parse(text))
        assert len(said) == times

    def test_refuses_what_is_never_drawn(self) -> None:
        with pytest.raises(TypeError, match="no fragment_spread"):
            ORCHARDS.holds(graphql.parse("mutation { ...one } fragment one on Mutation { dig }"))


class TestErrors:
    def test_are_what_all_rules_say(self) -> None:
        contract = contracts.load()
        many = fuzzer.Fuzzer(contract, strategies.Known())
        for mutation in ("backendScreenEvent", "acceptGoodsQuote", "unlinkUserFromLine"):
            schema = excerpt.of(contract, mutation)
            built, ours = coercion.executable(schema), validity.Validity.by(schema)
            invalid = many.invalid(mutation)
            for case in [
                *drawn(many.valid(mutation), 15),
                *(drawn(invalid, 15) if invalid is not None else ()),
            ]:
                document = graphql.parse(case.operation.text)

                said = graphql.validate(built, document)

                assert bool(ours.errors(document)) is bool(said)
                assert ours.holds(document) is not bool(said)
