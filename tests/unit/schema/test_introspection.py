import contextlib
import json
from typing import Any

import graphql
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema import contract as contracts
from schema import errors, introspection, sdl

SDL = '''
type Query { node: Node }
type Mutation {
  """
  The possible errors that can be raised are:

  - KT-CT-9001: Kettle not found.
  """
  boil(input: BoilInput!, cups: [Int!] = [1, 2], old: Int @deprecated): Kettle!
}
input BoilInput { degrees: Int = 96, state: State, either: Either, label: String @deprecated(reason: "No.") }
input Either @oneOf { left: Int, right: Int }
interface Node { id: ID! }
type Kettle implements Node { id: ID!, state: State, old: Int @deprecated(reason: "Gone."), maker: Maker }
union Maker = Kettle | Person
type Person { name: String }
enum State { COLD BOILING @deprecated }
scalar Moment @specifiedBy(url: "https://example.com/moment")
type Unused { at: Moment }
'''


def introspected(text: str = SDL, *, deprecated_inputs: bool = True) -> dict[str, Any]:
    """What a server with that schema answers to the introspection query."""
    query = graphql.get_introspection_query(
        specified_by_url=True, input_value_deprecation=deprecated_inputs, one_of=True
    )
    done = graphql.graphql_sync(graphql.build_schema(text), query)
    assert done.data is not None
    return done.data


class TestRead:
    def test_gives_the_same_schema_as_sdl(self) -> None:
        found = introspection.read(json.dumps(introspected()))

        assert sdl.write(found.schema) == sdl.write(sdl.read(SDL))
        assert found.warnings == ()

    def test_takes_the_result_with_and_without_data(self) -> None:
        result = introspected()

        assert introspection.read(json.dumps({"data": result})) == introspection.read(json.dumps(result))

    def test_gives_the_same_schema_for_the_committed_contract(self) -> None:
        for server in contracts.load().servers.values():
            text = sdl.write(server.schema)

            found = introspection.read(json.dumps(introspected(text)))

            assert sdl.write(found.schema) == text

    def test_warns_once_where_deprecations_of_inputs_are_missing(self) -> None:
        found = introspection.read(json.dumps(introspected(deprecated_inputs=False)))

        assert found.warnings == ("deprecations of arguments and input fields are not in this result",)

    def test_reads_a_mutation_type_of_another_name(self) -> None:
        text = "schema { query: Query mutation: Mutations }" + SDL.replace(
            "type Mutation {", "type Mutations {"
        )

        found = introspection.read(json.dumps(introspected(text)))

        assert "boil" in found.schema.fields_of("Mutation")
        assert "'Mutations'" in found.warnings[0]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("<!doctype html><html>", "this is not JSON but HTML"),
            ("{", "this is not JSON"),
            ("[]", "there is no __schema"),
            ('{"errors": [{"message": "introspection is disabled"}]}', "there is no __schema"),
            ('{"__schema": {"types": [{"kind": "OBJECT"}]}}', "types[0] has no name"),
            ("[" * 100_000, "this is not JSON"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(self, text: str, reason: str) -> None:
        with pytest.raises(errors.ContractError, match=r"^result\.json: ") as raised:
            introspection.read(text, source="result.json")

        assert reason in str(raised.value)
        assert "\n" not in str(raised.value)

    def test_names_a_type_that_is_defined_twice_or_nowhere(self) -> None:
        result = introspected()
        result["__schema"]["types"].append(result["__schema"]["types"][0])

        with pytest.raises(errors.ContractError, match="is defined twice"):
            introspection.read(json.dumps(result))

        missing = introspected()
        missing["__schema"]["types"] = [one for one in missing["__schema"]["types"] if one["name"] != "State"]
        with pytest.raises(errors.ContractError, match="unknown type 'State'"):
            introspection.read(json.dumps(missing))

    @given(st.text(max_size=50))
    def test_never_fails_in_another_way(self, text: str) -> None:
        with pytest.raises(errors.ContractError):
            introspection.read(text)

    @given(st.data())
    def test_never_fails_in_another_way_where_a_part_is_something_else(self, data: st.DataObject) -> None:
        result = introspected()
        holder: Any = result["__schema"]
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
                break
            holder = holder[key]
        holder[key] = data.draw(st.sampled_from([None, 1, "x y", [], {}, [None], {"name": 1}, True]))

        with contextlib.suppress(errors.ContractError):
            introspection.read(json.dumps(result))
