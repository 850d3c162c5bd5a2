import graphql
from hypothesis import given, settings

from schema import contract as contracts
from schema import executable, sdl, types
from tests.support import schemas


def read_by_graphql_core(schema: types.Schema) -> graphql.GraphQLSchema:
    return graphql.build_schema(sdl.write(schema), assume_valid=True, assume_valid_sdl=True)


class TestBuild:
    @settings(max_examples=50)
    @given(schemas.schemas())
    def test_gives_what_graphql_core_reads_from_the_sdl(self, schema: types.Schema) -> None:
        built, expected = executable.build(schema), read_by_graphql_core(schema)

        assert graphql.print_schema(built) == graphql.print_schema(expected)
        assert list(built.type_map) == list(expected.type_map)
        assert graphql.introspection_from_schema(built) == graphql.introspection_from_schema(expected)

    def test_gives_the_same_for_the_committed_contract(self) -> None:
        for server in contracts.load().servers.values():
            built, expected = executable.build(server.schema), read_by_graphql_core(server.schema)

            assert graphql.print_schema(built) == graphql.print_schema(expected)
            assert list(built.type_map) == list(expected.type_map)

    def test_keeps_defaults_as_literals(self) -> None:
        schema = sdl.read('type Query { a(b: B = {c: "d"}): Int } input B { c: String = "e", f: Int }')

        built = executable.build(schema)

        assert built.query_type is not None
        done = graphql.graphql_sync(built, "{ a }", {"a": lambda _info, b: len(b["c"])})
        assert done.data == {"a": 1}

    def test_has_no_roots_that_the_schema_lacks(self) -> None:
        built = executable.build(sdl.read("type Mutation { a: Int }"))

        assert built.query_type is None
        assert built.mutation_type is not None
