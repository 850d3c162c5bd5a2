"""Valid values of each scalar, as JSON: what the server is known to accept.

Source of the forms: the API's run-time behavior as the documentation and traces show it. A scalar
that is not known here is an error with the remedy in its text: an unknown scalar must never silently
weaken a test.
"""

from __future__ import annotations

import datetime
import functools
import json
from typing import Any

from hypothesis import strategies as st

from schema import errors

INT_MIN, INT_MAX = -(2**31), 2**31 - 1

# Letters of several scripts and directions, marks, controls and symbols. A fixed alphabet, because the first
# use of Hypothesis' own takes seconds on a new machine; `_ANYTHING` reaches the rest of Unicode.
_ALPHABET = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?-_/\\'\"()[]{}<>&%$#@*+=~`|^"
    "\n\r\t\x01\x7f\xa0äöüßéñçøåŁžİıſΩλДжשלוםمرحبا你好こんにちは한글ไทย\u0301\u200b\u200d\u202e\u2028\ufeff\ufffd"
    "\N{OCTOPUS}\N{ELECTRIC LIGHT BULB}\U00020000\U0010fffd"
)

# Without surrogates, which are not UTF-8, and NUL, which no database column takes: both are asked
# about on their own and must not make every other case fail.
_SURROGATES = range(0xD800, 0xE000)
_ANYTHING = st.lists(st.integers(1, 0x10FFFF - len(_SURROGATES)), max_size=8).map(
    lambda points: "".join(chr(n if n < _SURROGATES.start else n + len(_SURROGATES)) for n in points)
)

_EDGE_TEXTS = (
    "",
    " ",
    "0",
    "null",
    "Zoë",
    "\N{OCTOPUS}",
    "\u202e",
    "a\u0301",
    "'",
    '"',
    "\\",
    "\n",
    "x" * 255,
)
_EDGE_DATES = (
    "1970-01-01",
    "1999-12-31",
    "2000-02-29",
    "2024-02-29",
    "2038-01-19",
)
_EDGE_OFFSETS = ("Z", "+00:00", "+01:00", "-12:00", "+14:00", "+05:45")


def text() -> st.SearchStrategy[str]:
    """Any text, the edges often."""
    return st.one_of(st.sampled_from(_EDGE_TEXTS), st.text(_ALPHABET, max_size=40), _ANYTHING)


def identifier() -> st.SearchStrategy[str | int]:
    """An ID: text or an integer (specification, 3.5.5 "ID")."""
    numbers = st.integers(1, INT_MAX)
    return st.one_of(numbers.map(str), numbers, st.uuids().map(str))


def integer() -> st.SearchStrategy[int]:
    """A signed 32-bit integer (specification, 3.5.1 "Int")."""
    return st.one_of(st.sampled_from((0, 1, -1, INT_MIN, INT_MAX)), st.integers(INT_MIN, INT_MAX))


def floating() -> st.SearchStrategy[float | int]:
    """A finite number (specification, 3.5.2 "Float"); an integer is one as well."""
    return st.one_of(
        st.sampled_from((0, 0.0, 1, -1.5, 1e300)),
        st.floats(allow_nan=False, allow_infinity=False, width=64),
    )


def date() -> st.SearchStrategy[str]:
    """An ISO 8601 date."""
    days = st.integers(0, 60_000).map(
        lambda n: (datetime.date(1925, 1, 1) + datetime.timedelta(n)).isoformat()
    )
    return st.one_of(st.sampled_from(_EDGE_DATES), days)


def time() -> st.SearchStrategy[str]:
    """An ISO 8601 time of day, with and without seconds."""
    seconds = st.integers(0, 86_399)
    full = seconds.map(lambda n: f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}")
    return st.one_of(st.sampled_from(("00:00", "08:00", "23:59", "23:59:59")), full)


def date_time() -> st.SearchStrategy[str]:
    """An ISO 8601 date and time with an offset: without one the API may answer KT-CT-1609."""
    return st.tuples(date(), time(), st.sampled_from(_EDGE_OFFSETS)).map(
        lambda parts: f"{parts[0]}T{parts[1]}{parts[2]}"
    )


def decimal() -> st.SearchStrategy[str | int | float]:
    """A decimal number, as text or as a number."""
    cents = st.integers(-(10**9), 10**9)
    return st.one_of(
        st.sampled_from(("0", "0.00", "-1.5", "1000000000.01", 0, 1, 12.5)),
        cents.map(lambda n: f"{n / 100:.2f}"),
        cents,
    )


def big_integer() -> st.SearchStrategy[int]:
    """An integer of 64 bits."""
    return st.one_of(
        st.sampled_from((0, 2**31, 2**53 + 1, -(2**63), 2**63 - 1)), st.integers(-(2**63), 2**63 - 1)
    )


def json_value() -> st.SearchStrategy[Any]:
    """Any JSON value, not deep."""
    leaves = st.one_of(st.none(), st.booleans(), st.integers(INT_MIN, INT_MAX), text())
    return st.one_of(
        leaves,
        st.lists(leaves, max_size=3),
        st.dictionaries(st.sampled_from(("a", "b", "key", "Zoë", "")), leaves, max_size=3),
    )


def json_text() -> st.SearchStrategy[str]:
    """A string that holds JSON."""
    return json_value().map(lambda value: json.dumps(value, ensure_ascii=False))


_BY_NAME = {
    "BigInt": big_integer,
    "Boolean": st.booleans,
    "Date": date,
    "DateTime": date_time,
    "Decimal": decimal,
    "Float": floating,
    "FloatSafeDecimal": decimal,
    "GenericScalar": lambda: json_value().filter(lambda value: value is not None),
    "ID": identifier,
    "Int": integer,
    "JSONString": json_text,
    "NonEmptyID": identifier,
    "NormalizedDecimal": decimal,
    "String": text,
    "Time": time,
}


@functools.cache
def strategy(name: str) -> st.SearchStrategy[Any]:
    """The strategy for a scalar's values; ContractError if the scalar is not known.

    The same object each time: Hypothesis looks through a strategy when it first draws from it.
    """
    if name not in _BY_NAME:
        hint = errors.suggestion(name, _BY_NAME)
        reason = f"nothing is known of the values of scalar {name!r}{hint}; add a row for it to formats.toml"
        raise errors.ContractError(reason)
    return _BY_NAME[name]()
