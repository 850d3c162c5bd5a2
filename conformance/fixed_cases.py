"""Cases that are not drawn: what they vary is one value, and the rest is a fixed valid example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from conformance import cases
from conformance.model import Case, Credential, Expectation
from conformance.probe import document
from conformance.probe.question import Question
from schema import supplement
from schema.contract import Contract
from schema.operation import Operation
from strategies import examples

#: Texts that are valid and seldom: outside the basic plane, half of a character, long, written both ways.
_TEXTS: Mapping[str, str] = {
    "astral characters": "\N{MATHEMATICAL BOLD CAPITAL A}\N{GRINNING FACE}" * 8,
    "a lone surrogate": "half \ud83d of a character",
    "100 kB of text": "text " * 20_000,
    "text from right to left": "\N{HEBREW LETTER ALEF}\N{RIGHT-TO-LEFT OVERRIDE}abc\N{ZERO WIDTH JOINER}",
}
#: What brings a database or a parser down that was not built for it, so that it is asked on demand alone.
_HARSH_TEXTS: Mapping[str, str] = {"a NUL character": "before\0after"}
_DEPTH, _HARSH_DEPTH = 100, 5_000


def over_get(contract: Contract, mutation: str) -> Case:
    """A mutation in a GET request, behind locks, so that no server executes it for a wrong reason either."""
    schema, promised = contract.schema_of(mutation), contract.mutation(mutation)
    variables = examples.of_fields(schema, promised.arguments, optional_levels=0)
    locked = document.render(contract, [Question(mutation, variables)])
    return Case(
        cases.OVER_GET,
        document.operation(contract, mutation, locked),
        locked.variables,
        Credential.NONE,
        Expectation.METHOD,
    )


def unusual_texts(contract: Contract, operation: Operation, *, harsh: bool = False) -> Iterator[Case]:
    """A mutation with each unusual text at the first place for text, and deep JSON where it takes JSON.

    `harsh` adds a text with NUL, and JSON deeper than parsers with a recursion limit of their own take.
    """
    example = _example(contract, operation, cases.UNUSUAL_TEXT)
    schema, arguments = (
        contract.schema_of(operation.mutation),
        contract.mutation(operation.mutation).arguments,
    )
    for name, text in (*_TEXTS.items(), *(_HARSH_TEXTS.items() if harsh else ())):
        changed = cases.with_text(schema, arguments, example.variables, text)
        if changed is not None:
            yield attrs.evolve(example, variables=changed, violation=name)
    for depth in (_DEPTH, _HARSH_DEPTH) if harsh else (_DEPTH,):
        nested = "[" * depth + "]" * depth
        deep = cases.with_text(schema, arguments, example.variables, nested, ("JSONString",))
        if deep is not None:
            yield attrs.evolve(example, variables=deep, violation=f"JSON {depth} deep")


def inside(contract: Contract, operation: Operation, limit: supplement.Limit) -> Iterator[Case]:
    """A mutation with a documented limit's own values."""
    example = attrs.evolve(_example(contract, operation, cases.LIMITS), expectation=Expectation.EXECUTION)
    for value in (limit.minimum, limit.maximum):
        yield attrs.evolve(example, variables=_with(example.variables, limit.path, value))


def outside(contract: Contract, operation: Operation, limit: supplement.Limit) -> Iterator[Case]:
    """A mutation with the values next to a documented limit, on the wrong side."""
    example = attrs.evolve(
        _example(contract, operation, cases.LIMITS),
        expectation=Expectation.ERROR,
        place=tuple(limit.path.split(".")),
    )
    for value, reason in (
        (limit.minimum - 1, f"below {limit.minimum}"),
        (limit.maximum + 1, f"above {limit.maximum}"),
    ):
        changed = _with(example.variables, limit.path, value)
        yield attrs.evolve(example, variables=changed, violation=f"{value}, {reason}")


def foreign_object(contract: Contract, operation: Operation, name: str, value: str) -> Case | None:
    """A mutation about an object that belongs to somebody else; None if no field of that name takes it."""
    return exchanged(_example(contract, operation, cases.FOREIGN), name, value)


def exchanged(case: Case, name: str, value: str) -> Case | None:
    """A case about somebody else's object instead of the one that it is about; None if there is none."""
    place = _place_of(case.variables, name)
    if place is None:
        return None
    changed = _with(case.variables, ".".join(place), value)
    return attrs.evolve(case, variables=changed, place=place, violation=f"somebody else's {name}")


def _place_of(values: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    for key, value in values.items():
        if key == name and isinstance(value, str):
            return (key,)
        inner = _place_of(value, name) if isinstance(value, Mapping) else None
        if inner is not None:
            return (key, *inner)
    return None


def _example(contract: Contract, operation: Operation, scenario: str) -> Case:
    schema, promised = contract.schema_of(operation.mutation), contract.mutation(operation.mutation)
    variables = examples.of_fields(schema, promised.arguments, optional_levels=1)
    return Case(scenario, operation, variables, expectation=Expectation.ANSWER)


def _with(values: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    name, _, rest = path.partition(".")
    return {**values, name: _with(values.get(name) or {}, rest, value) if rest else value}
