"""The difference between two sides: contracts, schemas, or catalogues alone."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Iterator, Mapping

import attrs

from schema import contract as contracts
from schema import types
from schema.catalogue import DocumentedError, read
from schema.drift import affected, catalogue, deprecations, structure
from schema.drift.change import Change
from schema.drift.context import Context
from schema.drift.outcome import Drift
from schema.drift.scope import LeftOut, Scope
from schema.drift.unsaid import Aspect


@attrs.frozen
class Side:
    """One of the two things that are compared.

    `schemas` are by server; a documentation page has none. `catalogues` are by mutation. `ambient` are
    codes that every mutation may answer, `unsaid` what the form that this side came in cannot say.
    """

    schemas: Mapping[str, types.Schema] = attrs.field(converter=types.frozen_mapping)
    catalogues: catalogue.Catalogue = attrs.field(converter=types.frozen_mapping)
    ambient: frozenset[str] = frozenset()
    unsaid: frozenset[Aspect] = frozenset()

    @classmethod
    def of_contract(cls, contract: contracts.Contract) -> Side:
        """A contract, as it stands in its directory."""
        return cls(
            {name: server.schema for name, server in contract.servers.items()},
            {
                name: mutation.errors if mutation.documents_errors else None
                for name, mutation in contract.mutations.items()
            },
            frozenset(contract.ambient),
        )

    @classmethod
    def of_schemas(
        cls, schemas: Mapping[str, types.Schema], *, unsaid: frozenset[Aspect] = frozenset()
    ) -> Side:
        """Schemas by server; the catalogue is what the descriptions of their mutations list."""
        fields = [field for one in schemas.values() for field in contracts.mutation_fields(one).values()]
        silent = Aspect.DESCRIPTIONS in unsaid
        catalogues = {} if silent else {field.name: _listed(field.description) for field in fields}
        return cls(schemas, catalogues, frozenset(), unsaid)


def between(
    old: Side,
    new: Side,
    *,
    today: datetime.date,
    documented: affected.Source = affected.nothing,
    whole: bool = False,
    notice: datetime.timedelta = deprecations.DEFAULT_NOTICE,
) -> Drift:
    """Compare two sides, over what the mutations of the older one reach, or `whole`.

    Servers and catalogues that only one side has are not compared. `documented` gives the operations
    that the changes are judged by; `notice` is the shortest time from a deprecation to a removal that is in
    order. Raise ContractError for a document that is no GraphQL.
    """
    found = list(catalogue.changes(old.catalogues, new.catalogues, ambient=old.ambient))
    overdue: list[Change] = []
    # A side without any schema, such as a page, is compared by its catalogue alone.
    lonely = sorted(old.schemas.keys() ^ new.schemas.keys()) if old.schemas and new.schemas else ()
    counted = [LeftOut(servers=tuple(lonely))]
    for server in sorted(old.schemas.keys() & new.schemas.keys()):
        scope = Scope(old.schemas[server], new.schemas[server], whole)
        context = Context(scope, today, notice, old.unsaid | new.unsaid)
        own = functools.partial(_own, documented, contracts.mutation_fields(scope.old).keys())
        changes = affected.judged(scope.old, scope.new, structure.changes(context), own)
        found += (attrs.evolve(change, server=server) for change in changes)
        present = (name for name in (*scope.names, *scope.added) if name in scope.new)
        late = deprecations.overdue(scope.new, present, today=today)
        overdue += (attrs.evolve(change, server=server) for change in late)
        counted.append(scope.left_out)
    return Drift(
        changes=tuple(sorted(found, key=lambda change: change.order)),
        overdue=tuple(sorted(overdue, key=lambda change: change.order)),
        left_out=LeftOut(
            mutations=sum(one.mutations for one in counted),
            types=sum(one.types for one in counted),
            servers=counted[0].servers,
        ),
    )


def _own(
    documented: affected.Source, mutations: Collection[str], touched: affected.Touched
) -> Iterator[affected.Documented]:
    """The documented operations of one server's mutations."""
    return (one for one in documented(touched) if one.mutation in mutations)


@functools.lru_cache(maxsize=4096)
def _listed(description: str | None) -> tuple[DocumentedError, ...] | None:
    """A catalogue, read once: the two sides have nearly all of them in common."""
    return read(description)
