from collections.abc import Iterator

import graphql
import pytest
from graphql.language import ast
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from schema import contract as contracts
from schema import errors, sdl, types
from schema.operation import Operation, Selection
from strategies import selections
from tests.support import schemas

CONTRACT = contracts.load()

#: Fields from the mutation's result to a leaf: pairs of the type on which each is selected, and its name.
Chain = tuple[tuple[str, str], ...]

TEA = """
type Mutation { brew(leaf: Leaf!, cups: Int! = 2): Drink, steep: Tea!, count: Int, wait: Void }
input Leaf { green: Boolean }
interface Named { name: String! }
type Tea implements Named {
  name: String! sugar: Int leaf(of: Leaf!): String origin: Place cup: Cup! again: Tea
}
type Coffee implements Named { name: String! sugar: Float! origin: Place milk: Boolean }
type Water { sugar: Int milk: Boolean }
type Place { city: String named: [Named!] }
type Cup { size: Size }
type Void { nothing(of: Int!): Int }
enum Size { SMALL LARGE }
union Drink = Tea | Coffee | Water
"""


def built(schema: types.Schema) -> graphql.GraphQLSchema:
    return graphql.build_schema(sdl.write(schema))


def expected_chains(schema: graphql.GraphQLSchema, name: str, depth: int) -> set[Chain]:
    """Every way down to a leaf, or to the last depth, along fields that need no argument."""
    type_ = schema.type_map[name]
    places: list[tuple[str, str, graphql.GraphQLField]] = []
    if isinstance(type_, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType):
        places += [(name, key, field) for key, field in type_.fields.items()]
    if isinstance(type_, graphql.GraphQLInterfaceType | graphql.GraphQLUnionType):
        own = {key for _, key, _ in places}
        for possible in schema.get_possible_types(type_):
            places += [
                (possible.name, key, field) for key, field in possible.fields.items() if key not in own
            ]
    found: set[Chain] = set()
    for on, key, field in places:
        if any(graphql.is_required_argument(argument) for argument in field.args.values()):
            continue
        inner = (
            expected_chains(schema, graphql.get_named_type(field.type).name, depth - 1)
            if depth > 1
            else set()
        )
        found |= {((on, key), *chain) for chain in inner} or {((on, key),)}
    return found


def chains(node: ast.SelectionSetNode | None, schema: graphql.GraphQLSchema, on: str) -> Iterator[Chain]:
    """The ways to leaves that a selection has, `__typename` left out."""
    for selection in node.selections if node else ():
        match selection:
            case ast.InlineFragmentNode(type_condition=condition, selection_set=inner):
                assert condition is not None
                yield from chains(inner, schema, condition.name.value)
            case ast.FieldNode() if selection.name.value != "__typename":
                type_ = schema.type_map[on]
                assert isinstance(type_, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType)
                inner_type = graphql.get_named_type(type_.fields[selection.name.value].type)
                deeper = list(chains(selection.selection_set, schema, inner_type.name))
                yield from (((on, selection.name.value), *chain) for chain in deeper or [()])


def root_of(operation: Operation) -> ast.FieldNode:
    (definition,) = graphql.parse(operation.text).definitions
    assert isinstance(definition, ast.OperationDefinitionNode)
    (root,) = definition.selection_set.selections
    assert isinstance(root, ast.FieldNode)
    return root


def fields_in(node: ast.Node) -> int:
    class Counter(graphql.Visitor):
        count = 0

        def enter_field(self, *_: object) -> None:
            self.count += 1

    counter = Counter()
    graphql.visit(node, counter)
    return counter.count


def keys_for(node: ast.SelectionSetNode, on: str) -> Iterator[tuple[str, ast.FieldNode]]:
    """What an answer of that object type has, as a server collects it (specification, 6.3.2)."""
    for selection in node.selections:
        if isinstance(selection, ast.FieldNode):
            yield (selection.alias or selection.name).value, selection
        elif isinstance(selection, ast.InlineFragmentNode):
            assert selection.type_condition is not None
            if selection.type_condition.name.value == on:
                yield from keys_for(selection.selection_set, on)


def check_mirror(selection: Selection | None, node: ast.SelectionSetNode | None) -> None:
    """The parsed selection says of every object type what the text asks of it."""
    assert (selection is None) == (node is None)
    if selection is None or node is None:
        return
    for name in selection.possible:
        asked = dict(keys_for(node, name))
        assert set(selection.by_object[name]) == set(asked)
        for key, field in selection.by_object[name].items():
            assert field.name == asked[key].name.value
            check_mirror(field.selection, asked[key].selection_set)


class TestSlices:
    @settings(max_examples=30)
    @given(schemas.schemas(), st.sampled_from((1, 2, 3)), st.sampled_from((1, 5, 30, 200)))
    def test_are_valid_and_together_cover_all_fields_within_depth_and_complexity(
        self, schema: types.Schema, depth: int, complexity: int
    ) -> None:
        contract, reference = schemas.contract_of(schema), built(schema)
        mutation = next(iter(contract.mutations.values()))

        made = strategies.slices(contract, mutation.name, complexity=complexity, depth=depth)

        seen: set[Chain] = set()
        for operation in made:
            root = root_of(operation)
            inside = list(chains(root.selection_set, reference, mutation.returns.name))
            assert graphql.validate(reference, graphql.parse(operation.text)) == []
            assert fields_in(root) <= complexity or len(inside) <= 1
            check_mirror(operation.root.selection, root.selection_set)
            seen |= set(inside)
        assert seen == expected_chains(reference, mutation.returns.name, depth)

    @pytest.mark.parametrize("server", CONTRACT.servers)
    def test_are_valid_and_cover_all_fields_of_the_committed_contract(self, server: str) -> None:
        reference = built(CONTRACT.servers[server].schema)

        for mutation in CONTRACT.mutations.values():
            if mutation.server != server:
                continue
            made = strategies.slices(CONTRACT, mutation.name)
            roots = [root_of(operation) for operation in made]
            seen = {
                chain
                for root in roots
                for chain in chains(root.selection_set, reference, mutation.returns.name)
            }
            assert seen == expected_chains(reference, mutation.returns.name, selections.DEFAULT_DEPTH)
            assert all(fields_in(root) <= selections.DEFAULT_COMPLEXITY for root in roots)
            assert all(graphql.validate(reference, graphql.parse(one.text)) == [] for one in made)

    def test_share_no_leaf(self) -> None:
        contract = schemas.contract_from(TEA)
        reference = built(contract.servers["api"].schema)

        made = strategies.slices(contract, "brew", complexity=6)

        seen = [chain for one in made for chain in chains(root_of(one).selection_set, reference, "Drink")]
        assert len(made) > 3
        assert len(seen) == len(set(seen))

    def test_have_one_path_each_if_nothing_else_fits(self) -> None:
        contract = schemas.contract_from(TEA)

        made = strategies.slices(contract, "steep", complexity=1, depth=2)

        assert len(made) == len(expected_chains(built(contract.servers["api"].schema), "Tea", 2))

    def test_are_the_same_each_time(self) -> None:
        once = strategies.slices(CONTRACT, "createQuote", complexity=20)

        assert strategies.slices(CONTRACT, "createQuote", complexity=20) == once

    @pytest.mark.parametrize(("complexity", "depth"), [(0, 3), (200, 0), (-1, -1)])
    def test_refuse_a_size_that_nothing_fits_in(self, complexity: int, depth: int) -> None:
        with pytest.raises(errors.ContractError, match="must be at least 1"):
            strategies.slices(CONTRACT, "createQuote", complexity=complexity, depth=depth)

    def test_refuse_a_mutation_that_is_not_in_the_contract(self) -> None:
        with pytest.raises(errors.ContractError, match="no mutation 'createQuot'"):
            strategies.slices(CONTRACT, "createQuot")


class TestOperation:
    def test_is_the_first_slice(self) -> None:
        contract = schemas.contract_from(TEA)

        operation = strategies.operation(contract, "brew", complexity=6)

        assert operation == strategies.slices(contract, "brew", complexity=6)[0]

    def test_gives_every_argument_by_a_variable_of_its_name(self) -> None:
        operation = strategies.operation(schemas.contract_from(TEA), "brew")

        assert operation.text.startswith(
            "mutation Brew($leaf: Leaf!, $cups: Int) {\n  brew(leaf: $leaf, cups: $cups) {\n"
        )
        assert (operation.mutation, operation.name, operation.root.name) == ("brew", "Brew", "brew")

    def test_leaves_out_a_variable_whose_argument_has_a_default(self) -> None:
        contract = schemas.contract_from("type Mutation { brew(cups: Int! = 2): Int }")
        received: list[int] = []
        schema = built(contract.servers["api"].schema)
        assert schema.mutation_type is not None

        def resolve(_root: object, _info: object, cups: int) -> int:
            received.append(cups)
            return cups

        schema.mutation_type.fields["brew"].resolve = resolve

        result = graphql.graphql_sync(schema, strategies.operation(contract, "brew").text, variable_values={})

        assert result.errors is None
        assert received == [2]

    def test_has_no_parentheses_without_arguments_and_no_braces_on_a_leaf(self) -> None:
        operation = strategies.operation(schemas.contract_from(TEA), "count")

        assert operation.text == "mutation Count {\n  count\n}\n"
        assert operation.root.selection is None

    def test_asks_for_the_type_name_where_nothing_else_can_be_asked_for(self) -> None:
        operation = strategies.operation(schemas.contract_from(TEA), "wait")

        assert operation.text == "mutation Wait {\n  wait {\n    __typename\n  }\n}\n"

    def test_asks_an_abstract_type_for_its_name_and_a_composite_at_the_last_depth_for_nothing_else(
        self,
    ) -> None:
        contract = schemas.contract_from(TEA)

        operation = strategies.operation(contract, "steep", depth=1)

        assert "cup {\n      __typename\n    }" in operation.text
        selection = strategies.operation(contract, "brew", depth=1).root.selection
        assert selection is not None
        assert selection.tells_type

    def test_gives_an_alias_to_fields_on_which_object_types_disagree(self) -> None:
        text = strategies.operation(schemas.contract_from(TEA), "brew").text

        assert "sugar_on_Tea: sugar" in text
        assert "sugar_on_Coffee: sugar" in text
        assert "origin_on_Tea: origin {" in text
        assert "\n      milk\n" in text
        assert "leaf" not in text.split("{", 2)[2]
