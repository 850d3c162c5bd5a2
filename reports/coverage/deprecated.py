"""What a contract marks as deprecated, of all that its mutations take and return, with the dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from conformance.coverage.figures import Figure
from schema import types
from schema.contract import Contract
from schema.drift import deprecations


@attrs.frozen
class Deprecated:
    """An element of a schema that is to go; a date is None where the reason names none."""

    coordinate: str
    reason: str
    marked: datetime.date | None
    removal: datetime.date | None

    def as_json(self) -> dict[str, Any]:
        """Plain values, dates in ISO form."""
        return {
            "coordinate": self.coordinate,
            "reason": self.reason,
            "marked": None if self.marked is None else self.marked.isoformat(),
            "removal": None if self.removal is None else self.removal.isoformat(),
        }


def listed(contract: Contract, figures: Sequence[Figure]) -> tuple[Deprecated, ...]:
    """All of them, the first to be removed first; types are those that some figure counts parts of."""
    found = {one.coordinate: one for one in (*_mutations(contract), *_types(contract, figures))}
    return tuple(sorted(found.values(), key=lambda one: (one.removal or datetime.date.max, one.coordinate)))


def _mutations(contract: Contract) -> Iterator[Deprecated]:
    for mutation in contract.mutations.values():
        coordinate = f"Mutation.{mutation.name}"
        yield from _read({coordinate: mutation.deprecated})
        yield from _read(
            {f"{coordinate}({name}:)": one.deprecated for name, one in mutation.arguments.items()}
        )


def _types(contract: Contract, figures: Sequence[Figure]) -> Iterator[Deprecated]:
    # Where two servers have a type of one name, a figure's group names the server behind it.
    reached = {group.partition(" ")[0] for figure in figures for group in figure.groups}
    for server in contract.servers.values():
        for type_ in server.schema:
            if type_.name in reached:
                yield from _read({f"{type_.name}.{name}": reason for name, reason in _parts(type_)})


def _parts(type_: types.Type) -> Iterator[tuple[str, str | None]]:
    if isinstance(type_, types.Enum):
        yield from ((one.name, one.deprecated) for one in type_.values.values())
    elif isinstance(type_, types.Object | types.Interface | types.InputObject):
        yield from ((one.name, one.deprecated) for one in type_.fields.values())


def _read(reasons: Mapping[str, str | None]) -> Iterator[Deprecated]:
    for coordinate, reason in reasons.items():
        if reason is not None:
            dates = deprecations.read(reason)
            yield Deprecated(coordinate, " ".join(reason.split()), dates.marked, dates.removal)
