from __future__ import annotations

import graphql

from sandbox import served
from schema import coercion, sdl
from schema import contract as contracts


class TestSchema:
    def test_is_a_valid_schema_for_every_server_of_the_contract(self) -> None:
        for server in contracts.load().servers.values():
            assert graphql.validate_schema(coercion.executable(served.schema(server))) == []

    def test_keeps_the_queries_that_a_snapshot_has(self) -> None:
        text = "type Query { rateLimitInfo: Int, viewer: String } type Mutation { a: Int }"
        server = contracts.Server("api", "https://api.example/", sdl.read(text))

        fields = served.schema(server).fields_of("Query")

        assert str(fields["viewer"].type) == "String"
        assert str(fields["rateLimitInfo"].type) == "Int"
        assert "possibleErrors" in fields
