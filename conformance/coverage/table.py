"""From the results of a run to figures: the union of what its items saw, held against the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from conformance import cases
from conformance.coverage import marks as marking
from conformance.coverage import universe as universes
from conformance.coverage.figures import Figure
from conformance.coverage.marks import Kind, Mark
from conformance.model import ItemResult
from conformance.workflows.table import Workflow
from schema.contract import Contract

#: What a figure counts, and why one of them is missing that the suite does ask for.
TITLES: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.MUTATIONS: ("mutations called without an error", "never called without an error"),
        Kind.ERRORS: ("documented errors answered", "never answered"),
        Kind.OUTPUT_FIELDS: ("output fields seen with a value", "not asked for, or null each time"),
        Kind.POSSIBLE_TYPES: ("possible types of interfaces and unions seen", "not seen"),
        Kind.ENUM_VALUES_RECEIVED: ("enum values received", "not received"),
        Kind.ENUM_VALUES_SENT: ("enum values sent", "not sent"),
        Kind.INPUTS_PRESENT: ("arguments and input fields given", "never given"),
        Kind.INPUTS_ABSENT: ("optional inputs left out", "never left out"),
        Kind.INPUTS_NULL: ("nullable inputs given as null", "never null"),
        Kind.INPUTS_BOUNDARY: ("boundary values of inputs asked", "not asked, or no answer that tells"),
        Kind.INPUTS_INVALID: ("invalid inputs asked", "not asked, or no answer that tells"),
        Kind.EDGES: ("values handed from one mutation to another", "never handed on"),
    }
)


RESERVED = "raised for reserved values of the target alone"


def seen(
    universe: universes.Universe, results: Iterable[ItemResult]
) -> tuple[frozenset[Mark], frozenset[Mark]]:
    """What the items of a run saw, of what the contract has; the order of items makes no difference.

    Behind it the errors that a target raised for reserved values alone, which is nothing a caller does:
    they are not seen.
    """
    found: set[Mark] = set()
    raised: set[Mark] = set()
    for result in results:
        server = universe.contract.mutation(result.mutation).server
        marks = {universe.on(server, mark) for mark in marking.listed(result.seen)}
        if result.scenario == cases.RESERVED:
            errors = {mark for mark in marks if mark.kind is Kind.ERRORS}
            raised |= errors
            marks -= errors
        found |= marks
    return universe.marks & found, universe.marks & (raised - found)


def figures(
    contract: Contract, results: Iterable[ItemResult], workflows: Iterable[Workflow] = ()
) -> tuple[Figure, ...]:
    """All figures of a run, in a fixed order; `workflows` are those that the contract has."""
    universe = universes.of(contract, workflows)
    found, reserved = seen(universe, results)
    reasons = {**universe.unreachable, **dict.fromkeys(reserved, RESERVED)}
    return tuple(_figure(universe, kind, found, reasons) for kind in TITLES)


def _figure(
    universe: universes.Universe, kind: Kind, found: frozenset[Mark], reasons: Mapping[Mark, str]
) -> Figure:
    title, otherwise = TITLES[kind]
    marks = universe.of(kind)
    missing: dict[str, list[Mark]] = {otherwise: []}
    for mark in marks:
        if mark not in found:
            missing.setdefault(reasons.get(mark, otherwise), []).append(mark)
    return Figure(
        kind=kind.value,
        title=title,
        total=len(marks),
        seen=_groups(mark for mark in marks if mark in found),
        missing={reason: _groups(listed) for reason, listed in missing.items() if listed},
    )


def _groups(marks: Iterable[Mark]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for mark in marks:
        found.setdefault(mark.group, []).append(mark.name)
    return {group: tuple(names) for group, names in found.items()}
