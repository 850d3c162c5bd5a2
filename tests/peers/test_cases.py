"""The cases of the bulk probe put to engines that are not ours: do they judge as graphql-core does?"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import pytest

import strategies
from schema import coercion
from schema import contract as contracts
from tests.peers import asking, server

CONTRACT = contracts.load()
ENGINES = {"graphql-http": asking.PLAIN[0], "yoga": asking.PLAIN[1], "yoga-masked": asking.MASKED}
EACH_ENGINE = pytest.mark.parametrize("options", ENGINES.values(), ids=ENGINES)
LOCKS: Mapping[str, Any] = {"first": "", "last": "never"}

#: Engines stop at 50 errors: one for each invalid input, two for the locks.
INVALID_AT_ONCE = 40
VALID_AT_ONCE = 200

Item = TypeVar("Item")
Variables = Mapping[str, Any]


@functools.cache
def cases_of(name: str) -> tuple[strategies.InvalidInput, ...]:
    of_server = [one.name for one in CONTRACT.mutations.values() if one.server == name]
    return tuple(case for mutation in of_server for case in strategies.invalid(CONTRACT, mutation))


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def locked(given: Sequence[tuple[str, Variables]]) -> asking.Asked:
    """Mutations with variables, behind locks that keep them from being executed."""
    declared, variables, fields = [("first", "Boolean!")], dict(LOCKS), []
    for index, (name, values) in enumerate(given):
        promised = CONTRACT.mutation(name)
        own = {argument: f"{argument}_{index}" for argument in promised.arguments}
        declared += [(own[key], str(argument.type)) for key, argument in promised.arguments.items()]
        variables |= {own[key]: value for key, value in values.items()}
        used = ", ".join(f"{key}: ${one}" for key, one in own.items())
        is_leaf = CONTRACT.schema_of(name).is_leaf(promised.returns.name)
        selected = "" if is_leaf else " { __typename }"
        fields.append(f"f{index}: {name}({used}) @include(if: $first) @skip(if: $last){selected}")
    return asking.Asked("mutation", (*declared, ("last", "Boolean!")), fields, variables)


def refusable(batch: Sequence[strategies.InvalidInput]) -> asking.Asked:
    return locked([(case.mutation, case.variables) for case in batch])


def unlike(batch: Sequence[strategies.InvalidInput], named: Counter[str]) -> list[str]:
    """The cases that have not exactly one error, and whatever else has one and is no lock."""
    cases = {f"{case.variable}_{index}": case for index, case in enumerate(batch)}
    others = sorted({*named, *LOCKS} - cases.keys())
    return [
        *(
            f"{case.mutation} {'.'.join(map(str, case.path))} {case.violation}: {named[own]} errors"
            for own, case in cases.items()
            if named[own] != 1
        ),
        *(f"{own!r}: {named[own]} errors" for own in others if named[own] != (own in LOCKS)),
    ]


@pytest.mark.parametrize("name", CONTRACT.servers)
class TestTheCasesOfTheContract:
    def test_are_each_refused_with_one_error_by_graphql_core(self, name: str) -> None:
        core = coercion.executable(CONTRACT.servers[name].schema)
        differing: list[str] = []

        for batch in batches(cases_of(name), INVALID_AT_ONCE):
            asked = refusable(batch)
            differing += unlike(batch, asked.named(asking.errors_of_core(core, asked)))

        assert cases_of(name)
        assert differing == []

    @EACH_ENGINE
    def test_are_each_refused_with_one_error_by_graphql_js(self, options: server.Options, name: str) -> None:
        differing: list[str] = []

        with asking.client(CONTRACT.servers[name].schema, options) as http:
            for batch in batches(cases_of(name), INVALID_AT_ONCE):
                asked = refusable(batch)
                differing += unlike(batch, asked.named(asking.errors_of(http, asked)))
            executed = http.get("/ledger").json()

        assert differing == []
        assert executed == []

    @EACH_ENGINE
    def test_have_twins_that_are_taken(self, options: server.Options, name: str) -> None:
        twins = {(case.mutation, json.dumps(case.twin, sort_keys=True)): case.twin for case in cases_of(name)}
        valid = [(mutation, twin) for (mutation, _), twin in twins.items()]

        with asking.client(CONTRACT.servers[name].schema, options) as http:
            asked = [locked(batch) for batch in batches(valid, VALID_AT_ONCE)]
            named = [one.named(asking.errors_of(http, one)) for one in asked]
            executed = http.get("/ledger").json()

        assert named == [Counter(LOCKS.keys())] * len(asked)
        assert executed == []
