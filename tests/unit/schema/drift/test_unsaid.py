import datetime
import json

import graphql
import pytest

from schema import errors, introspection
from schema.drift import difference, unsaid
from schema.drift.change import Kind
from schema.drift.unsaid import Aspect
from tests.unit.schema.drift import matrix

TODAY = datetime.date(2026, 11, 24)
SDL = """
type Mutation {
  "The possible errors that can be raised are: - KT-CT-1: One."
  brew(leaf: Leaf, old: Int @deprecated): Json
}
input Leaf @oneOf { a: Int @deprecated, b: Int }
scalar Json @specifiedBy(url: "https://a.example")
"""
OPTIONS = {
    Aspect.DESCRIPTIONS: "descriptions",
    Aspect.INPUT_DEPRECATIONS: "input_value_deprecation",
    Aspect.ONE_OF: "one_of",
    Aspect.SPECIFIED_BY: "specified_by_url",
}


def answer(*missing: Aspect) -> str:
    """What a query answers that does not ask for these aspects."""
    asked = {option: aspect not in missing for aspect, option in OPTIONS.items()}
    # graphql-core's own schema of the introspection system defines what can be asked.
    query = graphql.get_introspection_query(**asked)
    built = graphql.build_schema(SDL + "type Query { a: Int }", assume_valid=True)
    return json.dumps({"data": graphql.graphql_sync(built, query).data})


class TestInIntrospection:
    @pytest.mark.parametrize("missing", [(), *((one,) for one in Aspect), tuple(Aspect)])
    def test_tells_what_the_query_did_not_ask_for(self, missing: tuple[Aspect, ...]) -> None:
        assert unsaid.in_introspection(answer(*missing)) == set(missing)

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"__schema": {"types": [1]}}', "null"])
    def test_refuses_what_is_no_introspection_result(self, text: str) -> None:
        with pytest.raises(errors.ContractError, match="no introspection result"):
            unsaid.in_introspection(text)


class TestDifference:
    @pytest.mark.parametrize("missing", [(), *((one,) for one in Aspect), tuple(Aspect)])
    def test_reports_nothing_that_one_side_cannot_say(self, missing: tuple[Aspect, ...]) -> None:
        text = answer(*missing)
        said = matrix.schema(SDL)
        told = introspection.read(text).schema
        old = difference.Side.of_schemas({"api": said})
        new = difference.Side.of_schemas({"api": told}, unsaid=unsaid.in_introspection(text))

        assert difference.between(old, new, today=TODAY).changes == ()
        assert difference.between(new, old, today=TODAY).changes == ()

    @pytest.mark.parametrize(
        ("missing", "kind"),
        [
            (Aspect.DESCRIPTIONS, Kind.ERROR_LIST_REMOVED),
            (Aspect.INPUT_DEPRECATIONS, Kind.ARGUMENT_REMOVED),
            (Aspect.ONE_OF, Kind.ONE_OF_REMOVED),
            (Aspect.SPECIFIED_BY, Kind.SPECIFIED_BY_CHANGED),
        ],
    )
    def test_would_take_silence_for_a_change_if_it_were_not_told(self, missing: Aspect, kind: Kind) -> None:
        told = introspection.read(answer(missing)).schema
        sides = (difference.Side.of_schemas({"api": one}) for one in (matrix.schema(SDL), told))

        assert kind in {one.kind for one in difference.between(*sides, today=TODAY).changes}
