"""The peer's scalars beside this project's own: a difference between engines must be the engines' own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import graphql
import httpx
import pytest

from schema import coercion, sdl, types
from tests.peers import asking

CUSTOM = (
    "BigInt",
    "Date",
    "DateTime",
    "Decimal",
    "Email",
    "FloatSafeDecimal",
    "GenericScalar",
    "JSONString",
    "NonEmptyID",
    "NormalizedDecimal",
    "Odd",
    "Time",
    "UUID",
)

#: Texts that a scalar takes, or almost: tried are these, and these with a letter or two changed.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "BigInt": ("12", "-1_000", " 7 ", "1.5", ".5e3", "1e400", "inf", "nan", "1__0", "1" * 400),
    "Date": ("2024-02-29", "20240229", "2024-W09-4", "2020W537", "2023-02-29", "0001-01-01", "2024-W53"),
    "DateTime": ("2024-02-29T12:00:00Z", "2024-02-29", "20240229 1200", "2024-02-29T12:00:00.5+05:45"),
    "Decimal": ("1.50", "-1_0.e-5", " .5 ", "NaN", "sNaN12", "-Infinity", "inf", "1e5", "."),
    "JSONString": ('{"key": [1, null]}', "[]", "1e5", '"text"', " true ", ""),
    "Time": ("12:00:00", "T08:30", "083000", "23:59:59.123456789", "12:00+05", "12:00-0330", "12:00Z"),
    "UUID": ("00000000-0000-4000-8000-000000000000", "{" + "a" * 32 + "}", "urn:uuid:" + "F" * 32),
}
#: CPython's readers of these let some texts pass that their documentation does not have.
LENIENT = frozenset({"Date", "DateTime", "Time", "UUID"})
LETTERS = "0123456789+-:.,_ TZWeinfNa{}"
VARIANTS = 60
JSON_VALUES: tuple[Any, ...] = (
    0,
    -1,
    1.5,
    2**31,
    2**40,
    True,
    False,
    "",
    "text",
    [],
    [1],
    {},
    {"key": "value"},
)

AT_ONCE = 40
FIELDS = ", ".join(f"take{name}(value: {name}): Boolean" for name in (*CUSTOM, *types.BUILT_IN_SCALARS))
SCHEMA = sdl.read(
    "\n".join(
        [
            f"type Query {{ {FIELDS} }}",
            "type Mutation { none: Boolean }",
            *(f"scalar {name}" for name in CUSTOM),
        ]
    )
)


def variants(scalar: str) -> list[str]:
    """The texts of a scalar, and each with up to two letters removed, added or exchanged."""
    draw = random.Random(scalar)  # noqa: S311 -- the same texts each time
    found = list(TEXTS[scalar])
    for text in TEXTS[scalar]:
        for _ in range(VARIANTS):
            changed = text
            for _ in range(draw.randint(1, 2)):
                start = draw.randint(0, len(changed))
                letter = draw.choice(["", *LETTERS])
                changed = changed[:start] + letter + changed[start + draw.randint(0, 1) :]
            found.append(changed)
    return found


def taking(scalar: str, values: Sequence[Any]) -> asking.Asked:
    names = [f"v{index}" for index in range(len(values))]
    fields = [f"{name}: take{scalar}(value: ${name})" for name in names]
    return asking.Asked(
        "query", [(name, scalar) for name in names], fields, dict(zip(names, values, strict=True))
    )


@pytest.fixture(scope="module")
def core() -> graphql.GraphQLSchema:
    return coercion.executable(SCHEMA)


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with asking.client(SCHEMA, asking.PLAIN[0]) as http:
        yield http


class TestScalars:
    @pytest.mark.parametrize("scalar", TEXTS)
    def test_take_the_texts_that_ours_take(
        self, core: graphql.GraphQLSchema, http: httpx.Client, scalar: str
    ) -> None:
        texts = variants(scalar)
        differing: list[tuple[str, str]] = []
        refused = 0

        for start in range(0, len(texts), AT_ONCE):
            asked = taking(scalar, texts[start : start + AT_ONCE])
            ours = asked.named(asking.errors_of_core(core, asked))
            theirs = asked.named(asking.errors_of(http, asked))
            refused += len(ours)
            differing += [(asked.variables[own], "ours refuses") for own in ours - theirs]
            differing += [
                (asked.variables[own], "theirs refuses")
                for own in theirs - ours
                if scalar not in LENIENT or asked.variables[own] in TEXTS[scalar]
            ]

        assert differing == []
        assert 0 < refused < len(texts)

    @pytest.mark.parametrize("scalar", [*CUSTOM, *types.BUILT_IN_SCALARS])
    def test_take_the_json_values_that_ours_take(
        self, core: graphql.GraphQLSchema, http: httpx.Client, scalar: str
    ) -> None:
        asked = taking(scalar, JSON_VALUES)

        assert asked.named(asking.errors_of(http, asked)) == asked.named(asking.errors_of_core(core, asked))

    # What no JSON value of the cases shows: the engines' own scalars differ in nothing else that was tried.
    def test_differ_in_whole_numbers_with_a_fraction(
        self, core: graphql.GraphQLSchema, http: httpx.Client
    ) -> None:
        asked = taking("NonEmptyID", [1.0])

        assert asked.named(asking.errors_of_core(core, asked))
        assert not asked.named(asking.errors_of(http, asked))
