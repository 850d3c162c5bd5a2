from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from hypothesis import core
from hypothesis import strategies as st

from conformance import digests


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    digest = core.function_digest  # type: ignore[attr-defined]
    yield
    core.function_digest = digest  # type: ignore[attr-defined]


class TestOnceAFunction:
    def test_asks_once_for_each_function(self) -> None:
        asked: list[Any] = []

        def digest(function: Any) -> bytes:
            asked.append(function)
            return function.__name__.encode()

        def one() -> None: ...

        def other() -> None: ...

        remembered = digests.once_a_function(digest)

        assert [remembered(one), remembered(other), remembered(one)] == [b"one", b"other", b"one"]
        assert asked == [one, other]

    def test_asks_again_where_the_plugin_wrote_something_else_into_the_function(self) -> None:
        def test() -> None: ...

        remembered = digests.once_a_function(lambda function: function._hypothesis_internal_add_digest)
        found = []
        for item in (b"first", b"second"):
            test._hypothesis_internal_add_digest = item  # type: ignore[attr-defined]
            found.append(remembered(test))

        assert found == [b"first", b"second"]


class TestRemember:
    def test_draws_the_same_as_before(self) -> None:
        before = _drawn()

        digests.remember()
        digests.remember()

        assert core.function_digest.is_remembered  # type: ignore[attr-defined]
        assert _drawn() == before == _drawn()


def _drawn() -> list[int]:
    found: list[int] = []

    @hypothesis.settings(max_examples=20, derandomize=True, database=None)
    @hypothesis.given(st.integers())
    def test(number: int) -> None:
        found.append(number)

    test()
    return found
