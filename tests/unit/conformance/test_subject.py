import pytest

from conformance import cases, subject
from conformance.model import DRIFT_ELSEWHERE
from conformance.workflows.table import Action, Workflow
from tests.support import exchanges

CONTRACT = exchanges.contract()


class TestMutations:
    def test_are_all_unless_some_are_chosen(self) -> None:
        assert list(subject.mutations(CONTRACT, "test_valid_input")) == list(CONTRACT.mutations)

    def test_are_those_that_are_chosen_each_once(self) -> None:
        chosen = ("brewTea", "boilKettle", "brewTea")

        assert list(subject.mutations(CONTRACT, "test_valid_input", chosen)) == ["brewTea", "boilKettle"]

    def test_are_of_the_chosen_ones_those_that_a_scenario_is_about(self) -> None:
        public = list(subject.mutations(CONTRACT, f"test_{cases.PUBLIC}"))
        others = [name for name in CONTRACT.mutations if name not in public]
        assert others

        assert list(subject.mutations(CONTRACT, f"test_{cases.PUBLIC}", others)) == []
        assert list(subject.mutations(CONTRACT, f"test_{cases.NO_CREDENTIAL}", others)) == others

    def test_leave_out_what_is_about_all_where_some_are_chosen(self) -> None:
        function = f"test_{DRIFT_ELSEWHERE}"

        assert len(list(subject.mutations(CONTRACT, function))) == 1
        assert list(subject.mutations(CONTRACT, function, ("boilKettle",))) == []


class TestWorkflows:
    @pytest.mark.parametrize(
        ("chosen", "played"), [((), True), (("brewTea", "boilKettle"), True), (("boilKettle",), False)]
    )
    def test_are_those_that_ask_nothing_but_what_was_chosen(
        self, chosen: tuple[str, ...], played: bool
    ) -> None:
        actions = [Action(name=name, mutation=name, origins=("no",)) for name in ("boilKettle", "brewTea")]
        tea = Workflow(name="tea", sentence="", clean="no", actions=actions)

        assert list(subject.workflows({"tea": tea}, chosen)) == (["tea"] if played else [])
