"""Values of leaf types in answers: for each scalar, a function from a number to a valid value.

The number stands for chance: equal numbers give equal values, so that data depend on the seed and on
nothing else.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

from schema import types

#: Gives a valid value for any number that is not negative.
Maker = Callable[[int], Any]

_EPOCH = datetime.date(1990, 1, 1)
_TEXTS = (
    "",
    "Zoë Ångström",
    "\N{OCTOPUS}",
    'say "hi" \\ / \n',
    "null",
    "0",
    "A longer sentence, as notes and descriptions have them, with a comma or two.",
)
_OFFSETS = ("Z", "+00:00", "+01:00", "-05:00", "+05:45")
_JSON: tuple[Any, ...] = (
    {"key": "value", "count": 3},
    {},
    [],
    [1, "two", None, 3.5, True],
    "text",
    0,
    False,
    {"nested": {"list": [{"deep": None}]}},
)


def maker(type_: types.Type) -> Maker:
    """The maker of a leaf type's values. A scalar that is not known gets text, which JSON clients expect."""
    if isinstance(type_, types.Enum):
        values = tuple(sorted(type_.values))
        return lambda number: values[number % len(values)]
    return _MAKERS.get(type_.name, _text)


def _text(number: int) -> str:
    if number % 4 == 0:
        return _TEXTS[(number >> 2) % len(_TEXTS)]
    return f"text {number % 100_000}"


def _identifier(number: int) -> str:
    return (str(1 + number % 1_000_000), _uuid(number), f"A-{number % 16**8:08X}")[(number >> 3) % 3]


def _integer(number: int) -> int:
    return (number % 100_000, 0, -(number % 1_000), 1, 2**31 - 1, -(2**31), number % 29, number % 13)[
        (number >> 5) % 8
    ]


def _floating(number: int) -> float | int:
    return (number % 10_000 / 7, 0.0, -1.5, 3, 1e21, 0.1 + 0.2)[(number >> 5) % 6]


def _date(number: int) -> str:
    edge = ("1970-01-01", "2000-02-29", "2024-12-31")
    if number % 7 == 0:
        return edge[(number >> 3) % 3]
    return (_EPOCH + datetime.timedelta(number % 20_000)).isoformat()


def _time(number: int) -> str:
    seconds = number % 86_400
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{number % 999_999 + 1:06d}" if number % 5 == 0 else text


def _date_time(number: int) -> str:
    return f"{_date(number)}T{_time(number >> 7)}{_OFFSETS[(number >> 4) % len(_OFFSETS)]}"


def _decimal(number: int) -> str | int | float:
    cents = number % 10_000_000
    return (f"{cents / 100:.2f}", f"-{cents / 1000:.3f}", cents / 100, cents, 0, "0", "1E+3")[
        (number >> 6) % 7
    ]


def _big_integer(number: int) -> int | str:
    return (number % 2**62, str(number % 2**62), 2**31, 0, -(2**53) - 1)[(number >> 4) % 5]


def _uuid(number: int) -> str:
    digits = f"{number * 0x9E3779B97F4A7C15 % 16**32:032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


_MAKERS: dict[str, Maker] = {
    "BigInt": _big_integer,
    "Boolean": lambda number: (number >> 4) % 2 == 0,
    "Date": _date,
    "DateTime": _date_time,
    "Decimal": _decimal,
    "Email": lambda number: f"customer+{number % 10_000}@example.com",
    "Float": _floating,
    "FloatSafeDecimal": _decimal,
    "GenericScalar": lambda number: _JSON[number % len(_JSON)],
    "ID": _identifier,
    "Int": _integer,
    "JSONString": lambda number: json.dumps(_JSON[number % len(_JSON)]),
    "NonEmptyID": _identifier,
    "NormalizedDecimal": _decimal,
    "String": _text,
    "Time": _time,
    "UUID": _uuid,
}
