from __future__ import annotations

import ast
import functools
import threading
from collections.abc import Callable
from typing import Any

import attrs
import graphql
import hypothesis.core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine
from hypothesis.vendor import pretty

import strategies
from conformance.fuzzing import excerpt, fuzzer, patches
from conformance.model import Case, Credential, Expectation
from schema import coercion, documents, errors, sdl, types
from schema import contract as contracts
from tests.support import exchanges, schemas
from tests.support.draws import drawn

KETTLES = exchanges.contract()

DEEP = """
type Mutation { plant(seed: Seed!): Garden!, wait: Empty }
input Seed { depth: Depth }
input Depth { cm: Int, when: Date }
type Garden { name: String, best: Tree, any: Plant, all: Every, sealed: Sealed }
interface Plant { name: String }
type Tree implements Plant { name: String, garden: Garden, branch: Branch }
type Moss implements Plant { name: String, wet(by: Wet): Boolean }
type Branch { leaf: Leaf, long(unit: Int): Int }
type Leaf { green: Boolean }
type Sealed { inner: Sealed }
type Empty { inner: Sealed }
enum Wet { DEW RAIN }
union Every = Tree | Sealed
scalar Date
"""


def garden() -> contracts.Contract:
    return schemas.contract_from(DEEP)


def fields(schema: types.Schema, name: str) -> list[str]:
    return sorted(schema.fields_of(name))


class TestExcerpt:
    def test_goes_so_many_fields_deep_and_never_back(self) -> None:
        found = excerpt.of(garden(), "plant", 3)

        assert fields(found, "Mutation") == ["plant"]
        assert fields(found, "Tree") == ["branch", "name"]
        assert fields(found, "Branch") == ["long"]
        assert "Leaf" not in found

    def test_has_all_inputs_and_every_object_of_an_interface(self) -> None:
        found = excerpt.of(garden(), "plant", 3)

        assert {"Seed", "Depth", "Date", "Wet"} <= set(found.types)
        assert found.possible_types("Plant") == ("Moss", "Tree")

    def test_leaves_out_what_leads_to_no_value(self) -> None:
        found = excerpt.of(garden(), "plant", 3)

        assert "Sealed" not in found
        assert found.possible_types("Every") == ("Tree",)

    def test_says_that_nothing_can_be_selected(self) -> None:
        with pytest.raises(errors.ContractError, match="wait: Empty has no field that leads to a value"):
            excerpt.of(garden(), "wait")

    def test_knows_the_scalars_that_a_document_may_hold(self) -> None:
        found = excerpt.input_scalars(excerpt.of(garden(), "plant", 3))

        assert found == {"Date", "Int"}

    @settings(max_examples=20, deadline=None, derandomize=True)
    @given(schemas.schemas())
    def test_is_introspected_as_a_server_would(self, schema: types.Schema) -> None:
        built = graphql.build_schema(sdl.write(schema), assume_valid=True, assume_valid_sdl=True)

        told = graphql.build_client_schema(excerpt.introspected(schema))  # type: ignore[arg-type]  # a plain dict

        expected = graphql.build_client_schema(
            graphql.introspection_from_schema(built, descriptions=False, input_value_deprecation=True)
        )
        assert printed(told) == printed(expected)


def printed(schema: graphql.GraphQLSchema) -> str:
    """A schema as text, without what Schemathesis does not look at."""
    document = graphql.parse(graphql.print_schema(graphql.lexicographic_sort_schema(schema)))
    return graphql.print_ast(graphql.visit(document, _WithoutNotes()))


class _WithoutNotes(graphql.Visitor):
    def enter_directive(self, node: graphql.DirectiveNode, *_: Any) -> Any:
        return None if node.name.value == "oneOf" else graphql.REMOVE

    def enter_directive_definition(self, *_: Any) -> Any:
        return graphql.REMOVE


KNOWN = strategies.Known(nonce="r42")


@pytest.fixture(scope="module")
def kettles() -> fuzzer.Fuzzer:
    return fuzzer.Fuzzer(KETTLES, KNOWN)


def problems(case: Case) -> list[graphql.GraphQLError]:
    """What all rules of graphql-core say against a case's document by the whole contract."""
    return graphql.validate(executable(), graphql.parse(case.operation.text))


@functools.cache
def executable() -> graphql.GraphQLSchema:
    return coercion.executable(KETTLES.schema_of("boilKettle"))


class TestValid:
    def test_gives_cases_that_must_be_executed(self, kettles: fuzzer.Fuzzer) -> None:
        cases = drawn(kettles.valid("boilKettle"), 30)

        assert all(problems(case) == [] for case in cases)
        schema = KETTLES.schema_of("boilKettle")
        assert all(documents.read(case.operation.text, schema) == case.operation for case in cases)
        assert {(case.scenario, case.mutation, case.operation.name) for case in cases} == {
            ("fuzz", "boilKettle", "Fuzz")
        }
        assert {(case.credential, case.expectation) for case in cases} == {
            (Credential.VALID, Expectation.EXECUTION)
        }
        assert all(case.variables == {} for case in cases)
        assert len({case.operation.text for case in cases}) > 10

    @pytest.mark.parametrize(
        "text",
        [
            "type Mutation { do(pick: Pick!): Int } input Pick @oneOf { a: Int, b: Int }",
            # Schemathesis gives B's field the alias `x_String`, which is a field of C.
            "type Mutation { do: Abc } union Abc = A | B | C "
            "type A { x: Int } type B { x: String } type C { x_String: Int }",
        ],
        ids=["an object that takes exactly one field", "fragments in conflict"],
    )
    def test_leaves_out_what_is_not_valid(self, text: str) -> None:
        contract = schemas.contract_from(text)
        built = coercion.executable(contract.schema_of("do"))

        cases = drawn(fuzzer.Fuzzer(contract, KNOWN).valid("do"), 60)

        assert len(cases) > 10
        assert all(not graphql.validate(built, graphql.parse(case.operation.text)) for case in cases)

    def test_selects_what_no_slice_does(self, kettles: fuzzer.Fuzzer) -> None:
        asked = [case.operation.root.selection for case in drawn(kettles.valid("boilKettle"), 30)]

        keys = {frozenset(selection.by_object["BoilKettle"]) for selection in asked if selection}
        assert len(keys) > 5

    def test_draws_the_same_the_second_time(self) -> None:
        def drawn_texts() -> list[str]:
            return [
                case.operation.text for case in drawn(fuzzer.Fuzzer(KETTLES, KNOWN).valid("boilKettle"), 10)
            ]

        assert drawn_texts() == drawn_texts()

    def test_says_that_nothing_is_known_of_an_input(self) -> None:
        contract = schemas.contract_from("type Mutation { fly(to: Moon): Int } scalar Moon")

        with pytest.raises(errors.ContractError, match="scalar 'Moon'"):
            fuzzer.Fuzzer(contract, strategies.Known()).valid("fly")


class TestInvalid:
    def test_gives_cases_that_must_be_refused(self, kettles: fuzzer.Fuzzer) -> None:
        strategy = kettles.invalid("boilKettle")
        assert strategy is not None

        cases = drawn(strategy, 30)

        assert all(problems(case) for case in cases)
        assert {(case.scenario, case.expectation) for case in cases} == {
            ("fuzz_invalid", Expectation.REJECTION)
        }
        assert {case.violation for case in cases} == {
            "a required argument is missing",
            "a literal is none of its type",
            "an input object has not the fields that it must have",
        }

    def test_leaves_out_what_is_valid_by_chance(self, kettles: fuzzer.Fuzzer) -> None:
        (valid,) = drawn(kettles.valid("boilKettle"), 1)
        wrong = "mutation Fuzz {\n  boilKettle {\n    startedAt\n  }\n}"
        prepared = kettles._prepare("boilKettle")
        either = attrs.evolve(
            prepared, invalid=st.sampled_from((valid.operation.text, wrong)).map(graphql.parse)
        )

        cases = drawn(fuzzer._invalid(either), 10)

        assert {case.operation.text for case in cases} == {wrong}

    def test_is_nothing_where_no_argument_can_be_wrong(self, kettles: fuzzer.Fuzzer) -> None:
        assert kettles.invalid("drainKettle") is None

    @pytest.mark.parametrize(
        ("arguments", "possible"),
        [
            ("", False),
            ("(a: Any)", False),
            ("(a: Any!)", True),
            ("(a: [Any]!)", True),
            ("(a: Int)", True),
            ("(a: [Color])", True),
            ("(a: Free)", False),
            ("(a: Bound)", True),
        ],
    )
    def test_agrees_with_schemathesis_on_where_that_is(self, arguments: str, possible: bool) -> None:
        from hypothesis_graphql._strategies import negative_sites  # noqa: PLC0415 -- what decides it there

        text = f"type Mutation {{ do{arguments}: Int }} scalar Any enum Color {{ RED }} "
        text += "input Free { a: Any } input Bound { a: Any! }"
        schema = excerpt.of(schemas.contract_from(text), "do")
        built = graphql.build_client_schema(excerpt.introspected(schema))  # type: ignore[arg-type]  # a plain dict
        assert built.mutation_type is not None

        sites = negative_sites.enumerate_violation_sites(built, built.mutation_type)

        assert fuzzer.can_be_invalid(schema) is possible
        assert bool(sites) is possible


class TestShared:
    def test_is_one_for_all_threads(self) -> None:
        contract, known = exchanges.contract(), strategies.Known()
        found: list[fuzzer.Fuzzer] = []
        together = threading.Barrier(8)

        def take() -> None:
            together.wait()
            one = fuzzer.shared(contract, known)
            one.valid("boilKettle")
            found.append(one)

        threads = [threading.Thread(target=take) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(found) == 8
        assert len(set(map(id, found))) == 1

    def test_is_another_for_another_run(self) -> None:
        known = strategies.Known()

        assert fuzzer.shared(KETTLES, known) is not fuzzer.shared(KETTLES, strategies.Known(nonce="x"))


class TestOnceAFunction:
    def test_looks_at_each_piece_of_code_once(self) -> None:
        looked: list[object] = []

        def check(function: object) -> bool:
            looked.append(function)
            return len(looked) == 1

        def make() -> Callable[[], None]:
            return lambda: None

        remembered = patches.once_a_function(check)
        first, again, other = make(), make(), len

        assert [remembered(one) for one in (first, again, other, other)] == [True, True, False, False]
        assert looked == [first, other, other]


class TestSchemathesis:
    def test_leaves_hypothesis_as_it_is(self, kettles: fuzzer.Fuzzer) -> None:
        assert drawn(kettles.valid("boilKettle"), 2)

        @settings(max_examples=1, derandomize=True, database=None)
        @given(number=st.just(7))
        def fails(number: int) -> None:
            raise AssertionError(number)

        with pytest.raises(AssertionError) as caught:
            fails()

        assert "number=7," in "\n".join(caught.value.__notes__)
        assert hypothesis.core.RepresentationPrinter is pretty.RepresentationPrinter
        assert engine.BUFFER_SIZE == 8 * 1024

    def test_makes_no_schema_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def build(*_: object, **__: object) -> graphql.GraphQLSchema:
            raise AssertionError

        monkeypatch.setattr(graphql, "build_client_schema", build)

        assert drawn(fuzzer.Fuzzer(KETTLES, KNOWN).valid("boilKettle"), 2)

    def test_parses_no_source_while_it_draws(
        self, kettles: fuzzer.Fuzzer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cases = kettles.valid("boilKettle")
        drawn(cases, 20)
        parsed: list[str] = []
        real = ast.parse

        def noted(source: str, *arguments: Any, **options: Any) -> ast.AST:
            parsed.append(source)
            return real(source, *arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(ast, "parse", noted)
            drawn(cases, 20)

        # The test function of `drawn` itself is looked at each time.
        assert [source for source in parsed if "def collect(" not in source] == []
