"""Everything that there is to exercise, decided from the contract alone, and why some of it cannot be."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

import attrs

import strategies
from conformance.coverage import edges as handing
from conformance.coverage import observer
from conformance.coverage.marks import Kind, Mark
from conformance.provocations import table as provocations
from conformance.workflows.table import Workflow
from schema import types
from schema.contract import Contract, Server
from strategies import selections

#: Kinds whose groups are types, of which each server has its own.
_OF_TYPES = frozenset(
    {
        Kind.OUTPUT_FIELDS,
        Kind.POSSIBLE_TYPES,
        Kind.ENUM_VALUES_RECEIVED,
        Kind.ENUM_VALUES_SENT,
        Kind.INPUTS_PRESENT,
        Kind.INPUTS_ABSENT,
        Kind.INPUTS_NULL,
    }
)

DEEPER = f"deeper than the {selections.DEFAULT_DEPTH} levels that are selected"
NO_CAUSE = "never answered, and no caller is known to cause it"
NEEDS_ARGUMENTS = "that need arguments, and are not selected"


@attrs.frozen(eq=False)
class Universe:
    """All marks that a contract has; `unreachable` says why the suite's own requests never see a mark."""

    contract: Contract
    marks: frozenset[Mark]
    unreachable: Mapping[Mark, str]

    def of(self, kind: Kind) -> tuple[Mark, ...]:
        """The marks of a kind, sorted."""
        return self._by_kind.get(kind, ())

    def on(self, server: str, mark: Mark) -> Mark:
        """A mark that a mutation of a server left, told apart from that of another server's type."""
        if mark.kind in _OF_TYPES and mark.group in self._shared:
            return mark._replace(group=f"{mark.group} ({server})")
        return mark

    @functools.cached_property
    def _by_kind(self) -> Mapping[Kind, tuple[Mark, ...]]:
        found: dict[Kind, list[Mark]] = {}
        for mark in sorted(self.marks):
            found.setdefault(mark.kind, []).append(mark)
        return {kind: tuple(listed) for kind, listed in found.items()}

    @functools.cached_property
    def _shared(self) -> frozenset[str]:
        return shared(self.contract)


def shared(contract: Contract) -> frozenset[str]:
    """The names of types that more than one server has."""
    seen: set[str] = set()
    twice: set[str] = set()
    for server in contract.servers.values():
        names = {type_.name for type_ in server.schema}
        twice |= names & seen
        seen |= names
    return frozenset(twice)


def of(contract: Contract, workflows: Iterable[Workflow] = ()) -> Universe:
    """Everything that the mutations of a contract take, return, document and hand on in its workflows."""
    found = Universe(contract, frozenset(), {})
    marks: set[Mark] = {mark for workflow in workflows for mark in handing.of(workflow)}
    unreachable: dict[Mark, str] = {}
    for server in contract.servers.values():
        depths = _depths(contract, server)
        for mark, reason in _outputs(server.schema, depths):
            placed = found.on(server.name, mark)
            marks.add(placed)
            if reason is not None:
                unreachable[placed] = reason
        marks.update(found.on(server.name, mark) for mark in _inputs(contract, server))
    for mutation in contract.mutations.values():
        marks.add(Mark(Kind.MUTATIONS, mutation.server, mutation.name))
        errors = {code: Mark(Kind.ERRORS, mutation.name, code) for code in mutation.codes}
        marks.update(errors.values())
        known = provocations.default()
        silent = {mark for code, mark in errors.items() if code in known and known[code].cause is None}
        unreachable.update(dict.fromkeys(silent, NO_CAUSE))
        marks.update(
            Mark(Kind.INPUTS_INVALID, mutation.name, name) for name in invalid(contract, mutation.name)
        )
        marks.update(
            Mark(Kind.INPUTS_BOUNDARY, mutation.name, name) for name in edges(contract, mutation.name)
        )
    return attrs.evolve(found, marks=frozenset(marks), unreachable=unreachable)


def invalid(contract: Contract, mutation: str) -> tuple[str, ...]:
    """Names of the invalid inputs of a mutation, in the order of `strategies.invalid`."""
    listed = strategies.invalid(contract, mutation)
    return observer.enumerated((one.path, one.violation) for one in listed)


def edges(contract: Contract, mutation: str) -> tuple[str, ...]:
    """Names of the edges of a mutation's inputs, in the order of `strategies.edges`."""
    return observer.enumerated((one.path, one.form) for one in strategies.edges(contract, mutation))


def _depths(contract: Contract, server: Server) -> Mapping[str, int]:
    """For each type that a server's mutations return, how many levels down its own fields stand."""
    schema = server.schema
    own = (one for one in contract.mutations.values() if one.server == server.name)
    level = {mutation.returns.name for mutation in own}
    found: dict[str, int] = {}
    depth = 1
    while level:
        found.update(dict.fromkeys(sorted(level), depth))
        inner = {
            field.type.name
            for name in level
            if not schema.is_leaf(name)
            for possible in schema.possible_types(name)
            for field in schema.fields_of(possible).values()
        }
        # The objects of an abstract type stand where it stands, though nothing returns them by name.
        level = inner - set(found)
        depth += 1
    return found


def _outputs(schema: types.Schema, depths: Mapping[str, int]) -> Iterator[tuple[Mark, str | None]]:
    objects: dict[str, int] = {}
    for name, depth in depths.items():
        # A composite at the last level is still asked for its type name, and a leaf for its value.
        reason = DEEPER if depth > selections.DEFAULT_DEPTH + 1 else None
        type_ = schema[name]
        if isinstance(type_, types.Enum):
            yield from ((Mark(Kind.ENUM_VALUES_RECEIVED, name, value), reason) for value in type_.values)
        elif isinstance(type_, types.Object | types.Interface | types.Union):
            for possible in schema.possible_types(name):
                objects[possible] = min(depth, objects.get(possible, depth))
                if not isinstance(type_, types.Object):
                    yield Mark(Kind.POSSIBLE_TYPES, name, possible), reason
    for name, depth in objects.items():
        for field in schema.fields_of(name).values():
            needs = NEEDS_ARGUMENTS if field.needs_arguments else None
            deep = DEEPER if depth > selections.DEFAULT_DEPTH else None
            yield Mark(Kind.OUTPUT_FIELDS, name, field.name), needs or deep


def _inputs(contract: Contract, server: Server) -> Iterator[Mark]:
    schema = server.schema
    waiting: list[str] = []
    for mutation in contract.mutations.values():
        if mutation.server == server.name:
            yield from _states(mutation.name, mutation.arguments.values(), one_of=False)
            waiting += [argument.type.name for argument in mutation.arguments.values()]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        type_ = schema[name]
        if isinstance(type_, types.Enum):
            yield from (Mark(Kind.ENUM_VALUES_SENT, name, value) for value in type_.values)
        elif isinstance(type_, types.InputObject):
            yield from _states(name, type_.fields.values(), one_of=type_.one_of)
            waiting += [field.type.name for field in type_.fields.values()]


def _states(group: str, fields: Iterable[types.InputValue], *, one_of: bool) -> Iterator[Mark]:
    for field in fields:
        yield Mark(Kind.INPUTS_PRESENT, group, field.name)
        if not field.required:
            yield Mark(Kind.INPUTS_ABSENT, group, field.name)
        if not field.type.required and not one_of:
            yield Mark(Kind.INPUTS_NULL, group, field.name)
