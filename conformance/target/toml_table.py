"""A table of a TOML file of the user: values of the right kind, or a complaint with file, line and key."""

from __future__ import annotations

import datetime
import fnmatch
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import attrs

from conformance.errors import ConfigError
from conformance.target import toml_lines
from schema import errors

#: What looks like a key of a credential: none may stand in a file.
_SECRETS = ("token", "api_key", "apikey", "password", "email", "secret", "authorization")

#: How many names a message lists.
_FEW = 20


@attrs.frozen
class Table:
    """A table of the file, by its keys from the top: gives right values, or fails with their line."""

    path: Path
    text: str
    keys: tuple[str, ...]
    value: Mapping[str, Any] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        try:
            inner: Any = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigError(f"{self.path}: this is not readable TOML: {error}") from error
        for key in self.keys:
            inner = inner.get(key, {})
        object.__setattr__(self, "value", inner)

    def fail(self, key: str | None, reason: str) -> NoReturn:
        """ConfigError with file, line and key; without a key it is about the table itself."""
        keys = self.keys if key is None else (*self.keys, key)
        line = toml_lines.line_of(self.text, keys) if keys else None
        place = f"{self.path}:{line}" if line else str(self.path)
        raise ConfigError(f"{place}: {'.'.join(keys)}{': ' if keys else ''}{reason}")

    def only(self, known: Iterable[str]) -> None:
        """Fail at the first key that is not known."""
        listed = list(known)
        for key in self.value:
            if key in listed:
                continue
            if key.lower() in _SECRETS:
                self.fail(
                    key, "a credential never stands in a file; see docs/staging.md for where it comes from"
                )
            self.fail(key, f"unknown key {key!r:.100}{_hint(key, listed)}")

    def table(self, key: str) -> Table:
        """The table of that key, empty if there is none."""
        if not isinstance(self.value.get(key, {}), dict):
            self.fail(key, "it must be a table")
        return Table(self.path, self.text, (*self.keys, key))

    def checked(self, key: str, check: Callable[[Any, str], str]) -> str:
        """The value after a check that raises ConfigError."""
        try:
            return check(self.value[key], "")
        except ConfigError as error:
            self.fail(key, str(error).removeprefix(": "))

    def word(self, key: str, known: Iterable[str], usual: str) -> str:
        """One of the known words."""
        value = self.value.get(key, usual)
        if value not in list(known):
            self.fail(key, f"{value!r:.100} is none of {', '.join(known)}")
        return str(value)

    def words(self, key: str, known: Iterable[str], noun: str) -> tuple[str, ...]:
        """A list of known words."""
        found = self.texts(key)
        for word in found:
            if word not in known:
                self.fail(key, f"there is no {noun} {word!r:.100}{errors.suggestion(word, known)}")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty if there is none."""
        value = self.value.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fail(key, "it must be a list of texts")
        return tuple(value)

    def patterns(self, key: str, known: Iterable[str], noun: str) -> tuple[str, ...]:
        """Names or globs of what is known; `true` stands for all of it, `false` and no value for none."""
        value = self.value.get(key, [])
        if isinstance(value, bool):
            return ("*",) if value else ()
        found, listed = self.texts(key), list(known)
        for pattern in found:
            if not any(fnmatch.fnmatchcase(name, pattern) for name in listed):
                self.fail(key, f"there is no {noun} {pattern!r:.100}{_hint(pattern, listed)}")
        return found

    def command(self, key: str) -> tuple[str, ...]:
        """A program and its arguments, or nothing."""
        found = self.texts(key)
        if key in self.value and (not found or not found[0]):
            self.fail(key, "it must name a program and its arguments, each a text of its own")
        return found

    def mapping(self, key: str, reason: str) -> Mapping[str, str]:
        """A table of texts."""
        value = self.value.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            self.fail(key, reason)
        return value

    def lists(self, key: str) -> dict[str, tuple[object, ...]]:
        """A table of lists."""
        value = self.value.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, list) for one in value.values()):
            self.fail(key, "each field name needs a list of values")
        return {name: tuple(map(_as_json, listed)) for name, listed in value.items()}

    def number(self, key: str, most: float, *, least: float | None = None) -> float | None:
        """A number above 0, or from `least` on; None if there is none."""
        value = self.value.get(key)
        if value is None:
            return None
        is_number = type(value) in (int, float)
        if not is_number or not (value > 0 if least is None else value >= least) or not value <= most:
            bounds = f"above 0 and at most {most:g}" if least is None else f"from {least:g} to {most:g}"
            self.fail(key, f"{value!r:.100} must be a number {bounds}")
        return float(value)

    def count(self, key: str, most: int) -> int | None:
        """A whole number from 1 on; None if there is none."""
        value = self.value.get(key)
        if value is None:
            return None
        if type(value) is not int or not 1 <= value <= most:
            self.fail(key, f"{value!r:.100} must be a whole number from 1 to {most}")
        return value

    def file(self, key: str) -> str | None:
        """The path of a file that is there, relative to the folder of this one; None if none is named."""
        value = self.value.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fail(key, "it must be the path of a file")
        found = (self.path.parent / Path(value).expanduser()).resolve()
        if not found.is_file():
            self.fail(key, f"there is no file {found}")
        return str(found)


def _hint(name: str, known: Collection[str]) -> str:
    """What it could be instead: the nearest, or all where they are few."""
    listed = f"; known are {', '.join(sorted(known))}" if 0 < len(known) <= _FEW else ""
    return errors.suggestion(name, known) or listed


def _as_json(value: Any) -> Any:
    """A date or time as the text that the API takes; any other value as it is."""
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value
