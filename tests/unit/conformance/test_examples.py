import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase, InMemoryExampleDatabase

from conformance import examples
from conformance.errors import ConfigError
from tests.support import hostile


class Broken(ExampleDatabase):
    """Is not there any more."""

    def save(self, key: bytes, value: bytes) -> None:
        raise ConnectionError(key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        raise ConnectionError(key)

    def delete(self, key: bytes, value: bytes) -> None:
        raise ConnectionError(key, value)


class TestOpened:
    def test_takes_a_directory(self, tmp_path: Path) -> None:
        found = examples.opened(str(tmp_path))

        assert isinstance(found, DirectoryBasedExampleDatabase)
        found.save(b"key", b"value")
        assert set(found.fetch(b"key")) == {b"value"}

    @pytest.mark.parametrize(
        ("place", "said"),
        [
            ("http://cache.example/", "it must be a directory, or begin with redis://"),
            ("redis://:eyJ-secret@127.0.0.1:{port}/0", "127.0.0.1:[0-9]+ does not answer: ConnectionError"),
            ("redis://:eyJ-secret@127.0.0.1:notaport/0", "it is not the URL of a Redis server"),
        ],
    )
    def test_says_in_one_line_what_is_wrong_and_no_password(self, place: str, said: str) -> None:
        with pytest.raises(ConfigError, match=said) as caught:
            examples.opened(place.replace("{port}", str(hostile.unused_port())))

        assert "eyJ-secret" not in str(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


class TestForgiving:
    def test_is_the_database_while_that_is_there(self) -> None:
        kept = examples.Forgiving(InMemoryExampleDatabase(), (ConnectionError,), "cache:6379")

        kept.save(b"key", b"value")
        kept.save(b"key", b"other")
        kept.delete(b"key", b"other")

        assert set(kept.fetch(b"key")) == {b"value"}

    def test_says_once_that_it_is_gone_and_goes_on(self) -> None:
        kept = examples.Forgiving(Broken(), (ConnectionError,), "cache:6379")

        with pytest.warns(UserWarning, match="cache:6379 is gone"):
            kept.save(b"key", b"value")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            kept.delete(b"key", b"value")
            assert tuple(kept.fetch(b"key")) == ()

    def test_hides_no_bug_of_ours(self) -> None:
        kept = examples.Forgiving(Broken(), (KeyError,), "cache:6379")

        with pytest.raises(ConnectionError):
            kept.fetch(b"key")
