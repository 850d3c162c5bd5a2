import functools
import json
from collections import Counter

import graphql
import pytest

import strategies
from schema import coercion, sdl, supplement
from schema import contract as contracts
from schema import errors as errors_of_schema

CONTRACT = contracts.load()
SCHEMAS = {name: coercion.executable(server.schema) for name, server in CONTRACT.servers.items()}

SDL = """
type Query { placeholder: Boolean }
type Mutation { fill(kettle: KettleInput!, cups: [CupInput!]!, note: Secret): Boolean, empty: Boolean }
input KettleInput { id: ID!, liters: Float = 1.0, lid: LidInput, state: State! = COLD, tags: [String!] }
input LidInput { inner: LidInput, color: Color, depth: DepthInput }
input DepthInput { millimeters: Int! }
input CupInput { size: Int!, label: String! }
enum State { COLD BOILING }
enum Color { red RED }
scalar Secret
"""


def small() -> contracts.Contract:
    settings = supplement.Supplement({"api": supplement.Address("https://kettles.example/", "api.graphql")})
    server = contracts.Server("api", "https://kettles.example/", sdl.read(SDL))
    return contracts.assemble({"api": server}, settings)


@functools.cache
def definition_of(mutation: str) -> graphql.OperationDefinitionNode:
    definition = graphql.parse(strategies.operation(CONTRACT, mutation).text).definitions[0]
    assert isinstance(definition, graphql.OperationDefinitionNode)
    return definition


def errors(mutation: str, variables: object) -> list[graphql.GraphQLError]:
    definition = definition_of(mutation)
    schema = SCHEMAS[CONTRACT.mutation(mutation).server]
    found = graphql.get_variable_values(schema, definition.variable_definitions or (), variables)  # type: ignore[arg-type]
    return found if isinstance(found, list) else []


def labels(mutation: str) -> set[tuple[str, str]]:
    return {(".".join(map(str, one.path)), one.violation) for one in strategies.invalid(small(), mutation)}


class TestInvalidInTheCommittedContract:
    def test_are_between_5000_and_6500_with_a_median_near_25(self) -> None:
        counts = sorted(len(strategies.invalid(CONTRACT, mutation)) for mutation in CONTRACT.mutations)

        assert 5_000 <= sum(counts) <= 6_500
        assert 20 <= counts[len(counts) // 2] <= 30
        assert counts.count(0) == 3

    @pytest.mark.parametrize("mutation", CONTRACT.mutations)
    def test_are_refused_with_one_error_each_and_their_twins_are_not(self, mutation: str) -> None:
        twins = {}
        for case in strategies.invalid(CONTRACT, mutation):
            found = errors(mutation, dict(case.variables))
            twins[json.dumps(case.twin, sort_keys=True)] = dict(case.twin)

            assert len(found) == 1, (case.path, case.violation, found)
            assert f"'${case.variable}'" in found[0].message

        for twin in twins.values():
            assert errors(mutation, twin) == []


class TestInvalid:
    def test_knows_each_violation_of_a_position(self) -> None:
        found = labels("fill")

        assert {("kettle", "absent"), ("kettle", "null"), ("kettle", "unknown-field")} <= found
        assert {("kettle.liters", "text"), ("kettle.liters", "boolean")} <= found
        assert {("cups", "object-for-list"), ("cups.0", "null"), ("cups.0.size", "absent")} <= found
        assert {("kettle.state", "null"), ("kettle.state", "wrong-case")} <= found

    def test_does_not_call_absent_what_has_a_default_or_may_be_null(self) -> None:
        found = labels("fill")

        assert ("kettle.state", "absent") not in found
        assert ("kettle.liters", "null") not in found

    def test_has_no_wrong_case_where_the_other_case_is_a_value(self) -> None:
        found = labels("fill")

        assert ("kettle.lid.color", "unknown-enum-value") in found
        assert ("kettle.lid.color", "wrong-case") not in found

    def test_reaches_into_nested_optional_objects_once_for_each_type(self) -> None:
        found = labels("fill")

        assert ("kettle.lid.depth.millimeters", "absent") in found
        assert not any(path.startswith("kettle.lid.inner.") for path, _ in found)

    def test_has_no_case_where_nothing_is_known_of_a_scalar(self) -> None:
        assert not any(path == "note" for path, _ in labels("fill"))

    def test_is_empty_for_a_mutation_without_arguments(self) -> None:
        assert strategies.invalid(small(), "empty") == ()

    def test_differs_from_the_twin_in_the_named_place_only(self) -> None:
        for case in strategies.invalid(CONTRACT, "deviceRegistration"):
            given, valid = json.loads(json.dumps(case.variables)), json.loads(json.dumps(case.twin))
            parents = [given], [valid]
            for step in case.path[:-1]:
                parents = [parents[0][0][step]], [parents[1][0][step]]
            inner, outer = parents[0][0], parents[1][0]
            differing = Counter(
                key for key in {*inner, *outer} if json.dumps(inner.get(key)) != json.dumps(outer.get(key))
            )

            assert set(differing) == {case.path[-1]}

    def test_leaves_the_twin_as_it_was(self) -> None:
        before = [json.dumps(case.twin) for case in strategies.invalid(CONTRACT, "createQuote")]

        after = [json.dumps(case.twin) for case in strategies.invalid(CONTRACT, "createQuote")]

        assert before == after

    def test_says_that_an_input_which_requires_itself_has_no_value(self) -> None:
        settings = supplement.Supplement(
            {"api": supplement.Address("https://kettles.example/", "api.graphql")}
        )
        text = "type Query { a: Int }\ninput A { a: A! }\ntype Mutation { fill(a: A!): Int }"
        server = contracts.Server("api", "https://kettles.example/", sdl.read(text))

        with pytest.raises(errors_of_schema.ContractError, match="requires itself"):
            strategies.invalid(contracts.assemble({"api": server}, settings), "fill")
