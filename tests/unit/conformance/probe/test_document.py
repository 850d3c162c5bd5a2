import graphql
import pytest

from conformance.probe import document
from conformance.probe.question import Question
from schema import coercion
from tests.support import probing

SCHEMA = coercion.executable(probing.CONTRACT.schema_of("boil"))
QUESTIONS = (probing.boil("degrees", degrees="hot"), probing.drain(), probing.boil())


class TestRender:
    def test_is_valid_by_the_schema(self) -> None:
        asked = document.render(probing.CONTRACT, QUESTIONS)

        assert graphql.validate(SCHEMA, graphql.parse(asked.text)) == []

    def test_is_valid_without_questions(self) -> None:
        asked = document.render(probing.CONTRACT, ())

        assert graphql.validate(SCHEMA, graphql.parse(asked.text)) == []
        assert asked.variables == {"first": "", "last": "never"}

    def test_gives_each_variable_its_value_and_its_owner(self) -> None:
        asked = document.render(probing.CONTRACT, QUESTIONS)

        assert asked.variables == {
            "kettle_0": "7",
            "degrees_0": "hot",
            "kettle_1": "7",
            "kettle_2": "7",
            "degrees_2": 96,
            "first": "",
            "last": "never",
        }
        assert asked.owners["degrees_0"] == (0, "degrees")
        assert asked.owners["kettle_1"] == (1, "kettle")

    def test_declares_each_variable_on_the_line_that_it_says(self) -> None:
        asked = document.render(probing.CONTRACT, QUESTIONS)

        (operation,) = graphql.parse(asked.text).definitions
        assert isinstance(operation, graphql.OperationDefinitionNode)
        declared = {
            definition.loc.start_token.line: definition.variable.name.value  # type: ignore[union-attr]
            for definition in operation.variable_definitions or ()
        }
        assert asked.lines == declared
        assert len(declared) == 7

    @pytest.mark.parametrize(
        ("locks_first", "order"),
        [(True, ["first", "kettle_0", "last"]), (False, ["kettle_0", "first", "last"])],
    )
    def test_declares_one_lock_before_all_else_unless_both_come_last(
        self, *, locks_first: bool, order: list[str]
    ) -> None:
        asked = document.render(probing.CONTRACT, [probing.drain()], locks_first=locks_first)

        assert list(asked.lines.values()) == order

    def test_locks_every_field_twice(self) -> None:
        asked = document.render(probing.CONTRACT, QUESTIONS)

        (operation,) = graphql.parse(asked.text).definitions
        assert isinstance(operation, graphql.OperationDefinitionNode)
        locks = [
            [graphql.print_ast(directive) for directive in field.directives or ()]
            for field in operation.selection_set.selections
        ]
        assert locks == [["@include(if: $first)", "@skip(if: $last)"]] * 3

    @pytest.mark.parametrize(("first", "last"), [(False, True), (False, False), (True, True)])
    def test_runs_no_field_where_either_lock_is_closed(self, *, first: bool, last: bool) -> None:
        asked = document.render(probing.CONTRACT, QUESTIONS)
        variables = {**asked.variables, "degrees_0": 1, "first": first, "last": last}

        result = graphql.graphql_sync(SCHEMA, asked.text, variable_values=variables)

        assert (result.data, result.errors) == ({}, None)

    def test_declares_a_required_argument_that_is_wrong_by_its_absence(self) -> None:
        absent = Question("drain", {}, "kettle")

        asked = document.render(probing.CONTRACT, [absent])

        assert "kettle_0" in asked.lines.values()
        assert "kettle_0" not in asked.variables


class TestUnasked:
    def test_names_a_query_beside_the_mutations(self) -> None:
        asked = document.unasked(probing.CONTRACT, QUESTIONS)

        result = graphql.graphql_sync(SCHEMA, asked.text, operation_name=asked.name)

        assert result.data == {"__typename": "Query"}
        assert asked.variables == {}
        assert "f2: boil(" in asked.text


class TestLines:
    def test_are_those_of_the_document(self) -> None:
        asked = document.render(probing.CONTRACT, QUESTIONS)

        assert document.lines(asked.text) == asked.lines


class TestOperation:
    def test_has_the_key_of_the_only_field(self) -> None:
        question = probing.boil()
        asked = document.render(probing.CONTRACT, [question])

        made = document.operation(probing.CONTRACT, "boil", asked)

        assert (made.mutation, made.text, made.root.key) == ("boil", asked.text, "f0")
        assert made.root.selection is not None

    def test_selects_nothing_of_a_scalar(self) -> None:
        asked = document.render(probing.CONTRACT, [probing.drain()])

        assert document.operation(probing.CONTRACT, "drain", asked).root.selection is None
