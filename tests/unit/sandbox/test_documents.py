from __future__ import annotations

import graphql

from sandbox import documents, options
from schema import coercion
from tests.unit.sandbox import small


def library(remembered: int = 512) -> documents.Library:
    executable = coercion.executable(small.contract().servers["api"].schema)
    return documents.Library(executable, options.Options(contract=small.contract()), remembered)


class TestLibrary:
    def test_reads_a_document_once(self) -> None:
        shelf = library()

        assert shelf.read("{ __typename }") is shelf.read("{ __typename }")

    def test_forgets_the_document_that_was_used_least_recently(self) -> None:
        shelf = library(remembered=5)
        kept, forgotten = shelf.read("{ kept: __typename }"), shelf.read("{ __typename }")

        for number in range(4):
            shelf.read(f"{{ a{number}: __typename }}")
            shelf.read("{ kept: __typename }")

        assert shelf.read("{ kept: __typename }") is kept
        assert shelf.read("{ __typename }") is not forgotten

    def test_plans_depend_on_the_variables_that_decide_what_is_included(self) -> None:
        schema = small.contract().servers["api"].schema
        document = library().read("query ($on: Boolean!) { a: __typename @include(if: $on) b: __typename }")
        (operation,) = document.operations

        with_a = document.roots(operation, schema, {"on": True})
        without_a = document.roots(operation, schema, {"on": False})

        assert [node.key for node in with_a] == ["a", "b"]
        assert [node.key for node in without_a] == ["b"]
        assert document.roots(operation, schema, {"on": True}) is with_a

    def test_a_document_that_is_nested_too_deeply_is_an_error_and_no_crash(self) -> None:
        document = library().read("{ a" * 20_000)

        assert len(document.errors) == 1
        assert isinstance(document.errors[0], graphql.GraphQLError)
