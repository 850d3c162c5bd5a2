import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from schema import coercion
from schema import contract as contracts
from strategies import neighbors
from strategies.neighbors import State
from tests.support import schemas

SDL = """
type Mutation { fill(kettle: KettleInput!, cups: [CupInput!], note: String): Boolean }
input KettleInput {
  id: ID!, liters: Float = 1.0, lid: LidInput, state: State!, seen: [State!], by: OwnerInput
}
input LidInput { inner: LidInput, color: Color }
input CupInput { size: Int!, label: String }
input OwnerInput @oneOf { name: String, color: Color }
enum State { COLD WARM BOILING }
enum Color { RED BLUE }
"""
FULL = {
    "kettle": {
        "id": "7",
        "liters": 2.0,
        "lid": {"inner": {"color": None}, "color": "RED"},
        "state": "COLD",
        "seen": ["COLD", "WARM"],
        "by": {"color": "BLUE"},
    },
    "cups": [{"size": 1}, {"size": 2, "label": "mine"}],
    "note": None,
}


CONTRACT = schemas.contract_from(SDL)
DEFINITION = graphql.parse(strategies.operation(CONTRACT, "fill").text).definitions[0]
SCHEMA = coercion.executable(CONTRACT.servers["api"].schema)


def errors(variables: object) -> list[graphql.GraphQLError]:
    assert isinstance(DEFINITION, graphql.OperationDefinitionNode)
    found = graphql.get_variable_values(SCHEMA, DEFINITION.variable_definitions, variables)  # type: ignore[arg-type]
    return found if isinstance(found, list) else []


class TestStates:
    def test_are_what_is_left_out_and_what_enums_are_called(self) -> None:
        assert neighbors.states(CONTRACT, "fill", FULL) == {
            State(("kettle", "lid", "inner", "inner")),
            State(("kettle", "lid", "color"), "RED"),
            State(("kettle", "state"), "COLD"),
            State(("kettle", "seen"), "COLD"),
            State(("kettle", "seen"), "WARM"),
            State(("kettle", "by", "color"), "BLUE"),
            State(("cups", "label")),
        }


class TestNeighbors:
    def test_have_one_state_more_each(self) -> None:
        before = neighbors.states(CONTRACT, "fill", FULL)

        for state, variables in neighbors.neighbors(CONTRACT, "fill", FULL):
            assert state in neighbors.states(CONTRACT, "fill", variables), state
            assert state not in before, state

    def test_begin_with_the_first_inputs_and_the_last_names_in_turn(self) -> None:
        found = [state for state, _ in neighbors.neighbors(CONTRACT, "fill", FULL)]

        assert found[:4] == [
            State(("kettle", "liters")),
            State(("kettle", "lid", "color"), "BLUE"),
            State(("kettle", "lid")),
            State(("kettle", "state"), "BOILING"),
        ]

    def test_leave_out_no_required_input_and_nothing_of_a_one_of(self) -> None:
        left_out = {state.place for state, _ in neighbors.neighbors(CONTRACT, "fill", FULL) if not state.name}

        assert left_out == {
            ("kettle", "liters"),
            ("kettle", "lid"),
            ("kettle", "lid", "inner"),
            ("kettle", "lid", "inner", "color"),
            ("kettle", "lid", "color"),
            ("kettle", "seen"),
            ("kettle", "by"),
            ("cups",),
            ("note",),
        }

    def test_change_nothing_that_was_handed_in(self) -> None:
        before = repr(FULL)

        list(neighbors.neighbors(CONTRACT, "fill", FULL))

        assert repr(FULL) == before

    @settings(max_examples=30)
    @given(variables=strategies.variables(CONTRACT, "fill"))
    def test_of_valid_input_are_valid(self, variables: dict[str, object]) -> None:
        for state, changed in neighbors.neighbors(CONTRACT, "fill", variables):
            assert errors(changed) == [], state


class TestFilled:
    def test_has_what_is_null_or_left_out_as_it_is_in_the_other(self) -> None:
        mine = {"kettle": {"id": "7", "lid": {"color": "RED"}, "state": "COLD", "liters": None}}

        filled = neighbors.filled(CONTRACT, "fill", mine, FULL)

        assert filled["kettle"] == {**FULL["kettle"], "lid": {"color": "RED", "inner": {"color": None}}}
        assert filled["cups"] == FULL["cups"]
        assert "note" not in filled

    @settings(max_examples=30)
    @given(data=st.data())
    def test_of_valid_inputs_is_valid(self, data: st.DataObject) -> None:
        drawn = strategies.variables(CONTRACT, "fill")

        filled = neighbors.filled(CONTRACT, "fill", data.draw(drawn), data.draw(drawn))

        assert errors(filled) == []


@pytest.mark.parametrize("mutation", sorted(contracts.load().mutations)[::12])
def test_the_committed_contract_has_nothing_that_cannot_be_walked(mutation: str) -> None:
    contract = contracts.load()
    from_example = {
        name: None for name, one in contract.mutation(mutation).arguments.items() if not one.required
    }

    found = dict(neighbors.neighbors(contract, mutation, from_example))

    assert set(found) == {State((name,)) for name in from_example}
