from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import ConfigError
from conformance.sequence import Demand
from conformance.workflows import table
from schema import contract as contracts
from tests.support import exchanges

KETTLE = """
[kettle]
sentence = "A kettle is boiled and drained."
clean = ["cold", "drained"]
ended = ["drained"]

[[kettle.actions]]
name = "boil"
mutation = "boilKettle"
from = ["cold"]
to = "hot"
input = { "input.kettleId" = "k-{nonce}" }
gives = { kettle = "kettle.id" }

[[kettle.actions]]
name = "warm"
mutation = "boilKettle"
from = ["hot"]
input = { "input.kettleId" = "{kettle}" }
refused = ["KT-CT-9001"]

[[kettle.actions]]
name = "drain"
mutation = "drainKettle"
from = ["hot"]
to = "drained"
refused = ["KT-CT-1111"]
"""


def read(text: str = KETTLE) -> table.Workflow:
    return table.read(text, exchanges.contract())[0]


class TestRead:
    def test_gives_states_from_the_initial_one_on(self) -> None:
        workflow = read()

        assert workflow.states == ("cold", "hot", "drained")
        assert workflow.mutations == ("boilKettle", "drainKettle")

    @pytest.mark.parametrize(
        ("wrong", "right", "said"),
        [
            ("boilKetle", '"boilKettle"', "no mutation 'boilKetle'; did you mean 'boilKettle'"),
            ("input.ketleId", '"input.kettleId"', "no input 'input.ketleId'; did you mean 'kettleId'"),
            ("kettle.idd", '"kettle.id"', "answers no 'kettle.idd'; did you mean 'id'"),
            ("hott", '["hot"]', "no action leads to state 'hott'; did you mean 'hot'"),
            ("KT-CT-9002", '"KT-CT-9001"', "documents no KT-CT-9002; did you mean 'KT-CT-9001'"),
        ],
    )
    def test_an_unknown_name_is_an_error_that_suggests_the_right_one(
        self, wrong: str, right: str, said: str
    ) -> None:
        changed = f'["{wrong}"]' if right.startswith("[") else f'"{wrong}"'

        with pytest.raises(ConfigError) as error:
            read(KETTLE.replace(right, changed, 1))

        assert said in str(error.value)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('rufused = ["KT-CT-1111"]', "unknown key 'rufused'; did you mean 'refused'"),
            ("refused = []", "it has to be refused in some state, and no code says so"),
        ],
    )
    def test_a_key_that_says_nothing_is_an_error(self, line: str, said: str) -> None:
        with pytest.raises(ConfigError) as error:
            read(KETTLE.replace('refused = ["KT-CT-1111"]', line))

        assert said in str(error.value)

    def test_text_that_is_no_toml_is_an_error_in_one_line(self) -> None:
        with pytest.raises(ConfigError) as error:
            table.read("[kettle", exchanges.contract(), source="here.toml")

        assert str(error.value).startswith("here.toml: this is not TOML")


class TestLoad:
    def test_the_committed_table_fits_the_committed_contract(self) -> None:
        text = table.FILE.read_text(encoding="utf-8")

        assert len(table.read(text, contracts.load())) == 14

    def test_of_another_contract_only_what_fits_remains(self) -> None:
        assert table.load(exchanges.contract()) == ()

    def test_the_table_of_a_contract_directory_comes_first(self, tmp_path: Path) -> None:
        (tmp_path / table.NAME).write_text(KETTLE, encoding="utf-8")

        assert [one.name for one in table.load(exchanges.contract(), tmp_path)] == ["kettle"]


class TestWorkflow:
    @pytest.mark.parametrize(
        ("action", "state", "demand"),
        [
            ("boil", "cold", Demand.TAKEN),
            ("boil", "hot", Demand.TWICE),
            ("warm", "hot", Demand.TAKEN),
            ("warm", "drained", Demand.GONE),
            ("drain", "cold", Demand.GONE),
        ],
    )
    def test_tells_what_a_state_demands_of_an_action(self, action: str, state: str, demand: Demand) -> None:
        workflow = read()

        assert workflow.demand(workflow.by_name[action], state) is demand

    def test_finds_the_shortest_way_to_where_nothing_is_left(self) -> None:
        workflow = read()
        way = workflow.way("hot", frozenset(workflow.clean))

        assert way is not None
        assert [action.name for action in way] == ["drain"]
        assert workflow.way("drained", frozenset({"hot"})) is None

    def test_needs_what_no_call_gives(self) -> None:
        assert read(KETTLE.replace("k-{nonce}", "{kettleId}")).needs == {"kettleId"}


class TestFilled:
    def test_a_lone_name_keeps_the_type_of_its_value(self) -> None:
        assert table.filled("{number}", {"number": 3}) == 3
        assert table.filled("step-{number}", {"number": 3}) == "step-3"

    def test_a_value_may_hold_names_itself(self) -> None:
        values = {"stepId": "{wizard}-{number}", "wizard": "w", "number": 2}

        assert table.filled("{stepId}", values) == "w-2"
