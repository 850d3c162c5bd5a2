import pytest

from conformance import terminal


class TestIsLive:
    @pytest.mark.parametrize(
        ("environment", "is_terminal", "expected"),
        [
            ({"TERM": "xterm-256color"}, True, True),
            ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, True),
            ({"TERM": "xterm-256color"}, False, False),
            ({"TERM": "xterm-256color", "CI": "true"}, True, False),
            ({"TERM": "dumb"}, True, False),
            ({}, True, False),
        ],
    )
    def test_needs_a_person_at_a_terminal_that_can_do_it(
        self, environment: dict[str, str], *, is_terminal: bool, expected: bool
    ) -> None:
        assert terminal.is_live(environment, is_terminal=is_terminal) is expected
