from collections.abc import Iterator

import hypothesis
import pytest

from conformance import portion


@pytest.fixture
def profile(request: pytest.FixtureRequest) -> Iterator[hypothesis.settings]:
    """A profile with so many examples, loaded while a test goes on."""
    made = hypothesis.settings(hypothesis.settings.get_profile("ci"), max_examples=request.param)
    current = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.register_profile("portioned", made)
    hypothesis.settings.load_profile("portioned")
    yield made
    hypothesis.settings.load_profile(current)


class TestOneIn:
    @pytest.mark.parametrize(
        ("profile", "parts", "left"), [(10, 2, 5), (10, 3, 3), (2, 3, 1), (100, 1, 100)], indirect=["profile"]
    )
    def test_takes_a_part_of_the_profile_and_at_least_one(
        self, profile: hypothesis.settings, parts: int, left: int
    ) -> None:
        found = portion.one_in(parts)

        assert found.max_examples == left
        assert found.deadline == profile.deadline


class TestAtMost:
    @pytest.mark.parametrize(("profile", "left"), [(100, 10), (2, 2)], indirect=["profile"])
    def test_takes_what_the_profile_has_if_that_is_less(
        self, profile: hypothesis.settings, left: int
    ) -> None:
        found = portion.at_most(10)

        assert found.max_examples == left
        assert found.deadline == profile.deadline
