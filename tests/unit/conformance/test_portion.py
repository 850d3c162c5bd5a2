import hypothesis
import pytest

from conformance import portion


class TestOneIn:
    @pytest.mark.parametrize(("of", "parts", "left"), [(10, 2, 5), (10, 3, 3), (2, 3, 1), (100, 1, 100)])
    def test_takes_a_part_of_the_profile_and_at_least_one(self, of: int, parts: int, left: int) -> None:
        profile = hypothesis.settings(hypothesis.settings.get_profile("ci"), max_examples=of)
        current = hypothesis.settings.get_current_profile_name()
        hypothesis.settings.register_profile("portioned", profile)
        hypothesis.settings.load_profile("portioned")
        try:
            found = portion.one_in(parts)
        finally:
            hypothesis.settings.load_profile(current)

        assert found.max_examples == left
        assert found.deadline == profile.deadline
