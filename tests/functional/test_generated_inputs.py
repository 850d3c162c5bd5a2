"""Every mutation's generated variables are accepted by graphql-core with the server's scalar semantics."""

import graphql
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import strategies
from schema import coercion
from schema import contract as contracts

CONTRACT = contracts.load()
SCHEMAS = {name: coercion.executable(server.schema) for name, server in CONTRACT.servers.items()}

#: Over 170 mutations, about 10,000 inputs.
EXAMPLES = 60


class TestVariables:
    @pytest.mark.parametrize("mutation", CONTRACT.mutations)
    def test_coerce(self, mutation: str) -> None:
        operation = strategies.operation(CONTRACT, mutation)
        definition = graphql.parse(operation.text).definitions[0]
        assert isinstance(definition, graphql.OperationDefinitionNode)
        schema = SCHEMAS[CONTRACT.mutation(mutation).server]

        @settings(
            max_examples=EXAMPLES,
            database=None,
            derandomize=True,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(strategies.variables(CONTRACT, mutation))
        def coerces(variables: dict[str, object]) -> None:
            given_values = graphql.get_variable_values(
                schema, definition.variable_definitions or (), variables
            )

            assert not isinstance(given_values, list), given_values

        coerces()
