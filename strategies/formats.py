"""Forms of text and numbers that this API family uses, each a strategy, and the table that assigns them.

The table is `formats.toml`: a user adds a row there, or in a file of their own, without touching code.
Sources: the forms are as seen in the API's documentation and traces; check digits of MPAN and MPRN are
those of the electricity and gas industry.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from hypothesis import strategies as st

from schema import errors

TABLE = Path(__file__).with_name("formats.toml")

_HEX = "0123456789ABCDEF"
_MPAN_PRIMES = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)


def account_number() -> st.SearchStrategy[str]:
    """`A-` and eight upper-case hexadecimal digits."""
    return st.integers(0, 16**8 - 1).map(lambda number: f"A-{number:08X}")


def mpan() -> st.SearchStrategy[str]:
    """A meter point administration number: 13 digits, the last one a check digit."""
    return st.integers(10**11, 10**12 - 1).map(lambda core: f"{core}{mpan_check_digit(str(core))}")


def mpan_check_digit(core: str) -> int:
    """The check digit of the twelve digits before it."""
    return sum(int(digit) * prime for digit, prime in zip(core, _MPAN_PRIMES, strict=True)) % 11 % 10


def mprn() -> st.SearchStrategy[str]:
    """A meter point reference number: 6 to 10 digits, the last two a check value."""
    cores = st.integers(4, 8).flatmap(lambda length: st.integers(10 ** (length - 1), 10**length - 1))
    return cores.map(lambda core: f"{core}{mprn_check_digits(str(core))}")


def mprn_check_digits(core: str) -> str:
    """The two check digits of the four to eight digits before them."""
    weighted = sum(int(digit) * (len(core) - index) for index, digit in enumerate(core))
    return f"{weighted % 11:02d}"


def smart_meter_device_id() -> st.SearchStrategy[str]:
    """Eight pairs of hexadecimal digits, separated by hyphens."""
    return st.integers(0, 16**16 - 1).map(lambda n: "-".join(re.findall("..", f"{n:016X}")))


def uuid() -> st.SearchStrategy[str]:
    """A UUID with hyphens, any version."""
    return st.uuids().map(str)


def email() -> st.SearchStrategy[str]:
    """An address at a domain that is reserved for examples (RFC 2606), so that no mail is ever delivered."""
    return st.integers(0, 10**9).map(lambda number: f"customer+{number}@example.com")


def phone() -> st.SearchStrategy[str]:
    """A mobile number of the range that Ofcom keeps free for drama use."""
    return st.integers(0, 999).map(lambda number: f"+447700900{number:03d}")


def postcode() -> st.SearchStrategy[str]:
    """A postcode of the non-geographic area BX, in its usual form."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return st.integers(0, 9 * 10 * 20 * 20 - 1).map(
        lambda n: f"BX{n % 9 + 1} {n // 9 % 10}{letters[n // 90 % 20]}{letters[n // 1800 % 20]}"
    )


def pence() -> st.SearchStrategy[int]:
    """An amount of money in minor units."""
    return st.one_of(st.sampled_from((1, 100, 100_000)), st.integers(1, 100_000))


def day_of_month() -> st.SearchStrategy[int]:
    """A day that every month has."""
    return st.integers(1, 28)


def hour_and_minute() -> st.SearchStrategy[str]:
    """A time of day in steps of half an hour, as charging schedules use it."""
    return st.integers(0, 47).map(lambda half: f"{half // 2:02d}:{half % 2 * 30:02d}")


def url() -> st.SearchStrategy[str]:
    """A web address at a domain that is reserved for examples."""
    return st.integers(0, 10**6).map(lambda number: f"https://example.com/return/{number}")


def token() -> st.SearchStrategy[str]:
    """An opaque identifier."""
    return st.integers(0, 16**12 - 1).map(lambda number: f"{number:012x}")


_NAMED = {
    "account-number": account_number,
    "day-of-month": day_of_month,
    "email": email,
    "hour-and-minute": hour_and_minute,
    "mpan": mpan,
    "mprn": mprn,
    "pence": pence,
    "phone": phone,
    "postcode": postcode,
    "smart-meter-device-id": smart_meter_device_id,
    "token": token,
    "url": url,
    "uuid": uuid,
}


@attrs.frozen
class Format:
    """A row of the table: for which scalar and field names, and the strategy for their values.

    `values` are those that a row lists, if it does.
    """

    scalar: str
    field: re.Pattern[str]
    strategy: st.SearchStrategy[Any]
    unique: bool = False
    values: tuple[Any, ...] = ()


def read_table(text: str, *, source: str = "formats.toml") -> tuple[Format, ...]:
    """Read a table of formats; ContractError names the row that is wrong."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise errors.ContractError(f"this is not TOML: {error}", source=source) from error
    rows = document.get("format", [])
    if set(document) - {"format"} or not isinstance(rows, list):
        raise errors.ContractError("it must hold [[format]] tables and nothing else", source=source)
    return tuple(_row(number, row, source) for number, row in enumerate(rows, 1))


@functools.cache
def standard_table() -> tuple[Format, ...]:
    """The committed table."""
    return read_table(TABLE.read_text(encoding="utf-8"), source=str(TABLE))


def find(table: tuple[Format, ...], scalar: str, field: str | None) -> Format | None:
    """The first row that applies to a field, or None."""
    if field is None:
        return None
    return next((row for row in table if row.scalar == scalar and row.field.fullmatch(field)), None)


def _row(number: int, row: Any, source: str) -> Format:
    place = f"format {number}"
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("scalar"), str)
        or not isinstance(row.get("field"), str)
    ):
        raise errors.ContractError(f"{place} needs the texts 'scalar' and 'field'", source=source)
    known = {"scalar", "field", "use", "pattern", "values", "unique"}
    for key in row:
        if key not in known:
            raise errors.ContractError(
                f"{place}: unknown key {key!r}{errors.suggestion(key, known)}", source=source
            )
    unique = row.get("unique", False)
    if not isinstance(unique, bool):
        raise errors.ContractError(f"{place}: 'unique' is either true or false", source=source)
    field = _pattern(row["field"], place, source)
    strategy = _strategy(row, place, source)
    return Format(row["scalar"], field, strategy, unique, tuple(row.get("values", ())))


def _pattern(text: str, place: str, source: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise errors.ContractError(f"{place}: {text!r} is no pattern: {error}", source=source) from error


def _strategy(row: Mapping[str, Any], place: str, source: str) -> st.SearchStrategy[Any]:
    match {key: row[key] for key in ("use", "pattern", "values") if key in row}:
        case {"use": str(name), **rest} if not rest:
            if name not in _NAMED:
                hint = errors.suggestion(name, _NAMED)
                raise errors.ContractError(f"{place}: there is no format {name!r}{hint}", source=source)
            return _NAMED[name]()
        case {"pattern": str(pattern), **rest} if not rest:
            return st.from_regex(_pattern(pattern, place, source), fullmatch=True)
        case {"values": list(values), **rest} if values and not rest:
            try:
                json.dumps(values, allow_nan=False)
            except (TypeError, ValueError) as error:
                reason = f"{place}: a request can hold only JSON values: {error}"
                raise errors.ContractError(reason, source=source) from error
            return st.sampled_from(values)
        case _:
            reason = f"{place} needs exactly one of 'use', 'pattern' and a non-empty list of 'values'"
            raise errors.ContractError(reason, source=source)
