import inspect
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest

from conformance import cases, drawing
from conformance.errors import ViolationError
from conformance.model import Case
from tests.unit.conformance.test_run import BROKEN, run

Profile = Callable[..., None]


@pytest.fixture
def profile() -> Iterator[Profile]:
    """Loads the profile `ci` with other settings while a test goes on."""
    current = hypothesis.settings.get_current_profile_name()

    def load(**settings: Any) -> None:
        made = hypothesis.settings(hypothesis.settings.get_profile("ci"), **settings)
        hypothesis.settings.register_profile("drawn", made)
        hypothesis.settings.load_profile("drawn")

    yield load
    hypothesis.settings.load_profile(current)


def collecting(found: list[Case], settings: hypothesis.settings | None = None) -> Any:
    @drawing.each(cases.valid, settings)
    def test_valid_input(run: Any, case: Case, spoon: str = "") -> None:
        """Stir."""
        assert run is not None
        assert spoon == "silver"
        found.append(case)

    return test_valid_input


class TestEach:
    @pytest.mark.parametrize("phases", [["generate"], ["generate", "shrink"], ["reuse", "generate"]])
    def test_calls_a_test_as_often_as_the_profile_has_examples(
        self, profile: Profile, phases: list[str]
    ) -> None:
        profile(max_examples=8, phases=[hypothesis.Phase[one] for one in phases])
        found: list[Case] = []

        collecting(found)(run=run({}), mutation="boilKettle", spoon="silver")

        assert len(found) == 8
        assert {case.scenario for case in found} == {"valid_input"}
        assert {case.mutation for case in found} == {"boilKettle"}
        assert len({repr(case.variables) for case in found}) > 1

    def test_takes_as_many_as_settings_say_and_of_others_no_other_input(self, profile: Profile) -> None:
        profile(max_examples=8)
        few: list[Case] = []
        found: list[Case] = []
        asked = run({})

        collecting(few, hypothesis.settings(max_examples=3))(run=asked, mutation="boilKettle", spoon="silver")
        collecting(found)(run=asked, mutation="boilKettle", spoon="silver")

        assert [case.variables for case in few] == [case.variables for case in found[:3]]

    def test_takes_successive_operations(self, profile: Profile) -> None:
        profile(max_examples=8)
        found: list[Case] = []
        asked = run({})

        collecting(found)(run=asked, mutation="boilKettle", spoon="silver")

        operations = [one.text for one in asked.operations("boilKettle")]
        assert len(operations) > 1
        assert [case.operation.text for case in found] == (operations * 8)[:8]

    def test_asks_what_takes_no_input_for_each_slice(self, profile: Profile) -> None:
        profile(max_examples=8)
        found: list[Case] = []
        asked = run({})

        collecting(found)(run=asked, mutation="drainKettle", spoon="silver")

        assert [case.operation for case in found] == list(asked.operations("drainKettle"))

    @pytest.mark.parametrize("phases", [["generate"], ["generate", "shrink"]])
    def test_gives_pytest_a_function_of_fixtures_that_is_called_as_before(
        self, profile: Profile, phases: list[str]
    ) -> None:
        profile(phases=[hypothesis.Phase[one] for one in phases])

        function = collecting([])

        assert set(inspect.signature(function).parameters) - {"data"} == {"run", "mutation", "spoon"}
        assert (function.__name__, function.__doc__) == ("test_valid_input", "Stir.")

    def test_lets_hypothesis_shrink_what_violates_where_the_profile_does(self, profile: Profile) -> None:
        profile(max_examples=50, phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink])
        asked, tried = run(BROKEN, stop_at_first=True), []

        @drawing.each(cases.valid)
        def test_valid_input(run: Any, case: Case) -> None:
            if case.variables["input"].get("degrees") not in (None, 0):
                tried.append(case.variables["input"]["degrees"])
                run.ask(case)

        with pytest.raises(ViolationError, match="KT-CT-9002"):
            test_valid_input(run=asked, mutation="boilKettle")

        assert abs(tried[-1]) == 1

    def test_ends_with_the_first_error_of_a_test(self, profile: Profile) -> None:
        profile(max_examples=8)
        called = []

        @drawing.each(cases.valid)
        def test_valid_input(run: Any, case: Case) -> None:
            called.append((run, case))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            test_valid_input(run=run({}), mutation="boilKettle")

        assert len(called) == 1
