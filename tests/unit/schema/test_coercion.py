from __future__ import annotations

from typing import Any

import graphql
import pytest

from schema import coercion, errors, sdl

TEXT = """
type Query { field(thing: Thing, when: Date, any: Odd, id: ID, ratio: Float): Int }
input Thing { required: String!, colors: [Color!], number: Int }
enum Color { RED GREEN }
scalar BigInt
scalar Date
scalar DateTime
scalar Decimal
scalar Email
scalar FloatSafeDecimal
scalar GenericScalar
scalar JSONString
scalar NonEmptyID
scalar NormalizedDecimal
scalar Odd
scalar Time
scalar UUID
"""


@pytest.fixture(scope="module")
def schema() -> graphql.GraphQLSchema:
    return coercion.executable(sdl.read(TEXT))


class TestProblems:
    @pytest.mark.parametrize(
        ("type_", "value"),
        [
            ("Int", 1.0),
            ("ID", 5),
            ("ID", "five"),
            ("Float", 1),
            ("Boolean", True),
            ("Date", "2024-01-01"),
            ("Date", "20240101"),
            ("DateTime", "2024-01-01"),
            ("DateTime", "2024-01-01T10:00:00"),
            ("DateTime", "2024-01-01T10:00:00+05:45"),
            ("DateTime", "2024-01-01T10:00:00Z"),
            ("Time", "08:00"),
            ("Decimal", "1.50"),
            ("Decimal", 1.5),
            ("Decimal", True),
            ("Decimal", "NaN"),
            ("NormalizedDecimal", "1.50"),
            ("FloatSafeDecimal", 2),
            ("BigInt", 1.5),
            ("BigInt", 2**62),
            ("BigInt", "12"),
            ("Email", "anything at all"),
            ("NonEmptyID", "x"),
            ("NonEmptyID", 3),
            ("GenericScalar", {"a": [None, 1]}),
            ("JSONString", '{"a": [1]}'),
            ("UUID", "0123456789abcdef0123456789abcdef"),
            ("UUID", "01234567-89ab-cdef-0123-456789abcdef"),
            ("Odd", {"nothing": "is known of it"}),
            ("Color!", "RED"),
            ("[Color!]", "RED"),
            ("Thing!", {"required": "", "colors": ["RED"]}),
            ("Date", None),
        ],
    )
    def test_there_is_none_with_what_the_server_takes(
        self, schema: graphql.GraphQLSchema, type_: str, value: Any
    ) -> None:
        assert coercion.problems(schema, type_, value) == ()

    @pytest.mark.parametrize(
        ("type_", "value"),
        [
            ("Int", "10"),
            ("Int", 1.5),
            ("Int", True),
            ("Int", 2**31),
            ("ID", 1.5),
            ("ID", True),
            ("Float", "1"),
            ("Boolean", "true"),
            ("Boolean", 1),
            ("String", 1),
            ("Date", "2024-01-01T00:00:00"),
            ("Date", "2024-02-30"),
            ("Date", 20240101),
            ("DateTime", "yesterday"),
            ("DateTime", 1704067200),
            ("Time", "25:00"),
            ("Decimal", "twelve"),
            ("Decimal", [1]),
            ("Decimal", {}),
            ("BigInt", "twelve"),
            ("BigInt", float("inf")),
            ("Email", 5),
            ("NonEmptyID", True),
            ("JSONString", "{"),
            ("JSONString", {"a": 1}),
            ("JSONString", "[" * 100_000),
            ("UUID", "0123"),
            ("UUID", 5),
            ("Color", "red"),
            ("Color", 1),
            ("Color!", None),
            ("[Color!]", [None]),
            ("Thing", {"required": "", "other": 1}),
        ],
    )
    def test_there_is_one_with_what_the_server_refuses(
        self, schema: graphql.GraphQLSchema, type_: str, value: Any
    ) -> None:
        assert len(coercion.problems(schema, type_, value)) == 1

    def test_each_is_told_with_its_place(self, schema: graphql.GraphQLSchema) -> None:
        found = coercion.problems(schema, "Thing!", {"required": "", "colors": ["RED", "BLUE"]})

        assert [problem.split(":")[0] for problem in found] == ["$.colors[1]"]

    def test_an_output_type_is_no_question(self, schema: graphql.GraphQLSchema) -> None:
        with pytest.raises(errors.ContractError, match="'Query' is no input type"):
            coercion.problems(schema, "Query", {})


class TestVariableErrors:
    def test_there_are_none_if_all_variables_fit(self, schema: graphql.GraphQLSchema) -> None:
        operation = "query ($thing: Thing, $when: Date!) { field(thing: $thing, when: $when) }"

        assert coercion.variable_errors(schema, operation, {"when": "2024-01-01"}) == ()

    def test_each_variable_that_does_not_fit_is_named(self, schema: graphql.GraphQLSchema) -> None:
        operation = "query ($thing: Thing, $when: Date!) { field(thing: $thing, when: $when) }"

        found = coercion.variable_errors(schema, operation, {"thing": {}, "when": "soon"})

        assert [message.split("'")[1] for message in found] == ["$thing", "$when"]

    def test_a_document_with_two_operations_is_no_question(self, schema: graphql.GraphQLSchema) -> None:
        with pytest.raises(errors.ContractError, match="found 2"):
            coercion.variable_errors(schema, "query A { field } query B { field }", {})


class TestExecutable:
    @pytest.mark.parametrize(("literal", "valid"), [('"2024-01-01"', True), ('"soon"', False), ("5", False)])
    def test_literals_are_coerced_as_variables_are(
        self, schema: graphql.GraphQLSchema, literal: str, valid: bool
    ) -> None:
        found = graphql.validate(schema, graphql.parse(f"{{ field(when: {literal}) }}"))

        assert (found == []) is valid

    def test_built_in_scalars_stay_as_they_are(self, schema: graphql.GraphQLSchema) -> None:
        assert schema.type_map["Int"] is graphql.GraphQLInt
