"""What can be compared: a contract directory, a file in any form of a schema, a target, an endpoint."""

from __future__ import annotations

from pathlib import Path

import attrs

from schema import contract as contracts
from schema import files, forms, page, types
from schema.contract import Contract
from schema.drift import unsaid
from schema.drift.difference import Side
from schema.drift.outcome import Drift


@attrs.frozen
class Source:
    """One side of a comparison, what to call it, and what is to be known of how it was read.

    Only one that `is_complete` says by its silence that something is as it was. One that cannot be read,
    and was probed, has the `drift` from the contract in place of a side.
    """

    name: str
    side: Side
    notes: tuple[str, ...] = ()
    contract: Contract | None = None
    is_complete: bool = True
    drift: Drift | None = None


def of_contract(directory: Path | None) -> Source:
    """A contract directory, by default the committed one; ContractError if it cannot be read."""
    contract = contracts.load(directory)
    return Source(str(directory or "the snapshot"), Side.of_contract(contract), (), contract)


def of_path(path: Path, reference: Contract) -> Source:
    """A contract directory or a file: SDL, introspection JSON or the documentation page.

    A file holds the schema of one server: that of the `reference` with which it shares most mutations.
    ContractError if it cannot be read.
    """
    if path.is_dir():
        return of_contract(path)
    return of_text(files.read(path), str(path), reference)


def of_text(text: str, name: str, reference: Contract, server: str | None = None) -> Source:
    """The same for a text. `server` is the one whose schema it is, where that is known."""
    found = forms.read(text, source=name)
    if found.page is not None:
        return _of_page(found.page, name, reference)
    assert found.schema is not None
    silent = unsaid.in_introspection(text) if text.lstrip()[:1] == "{" else frozenset()
    side = Side.of_schemas({server or _server(found.schema, reference): found.schema}, unsaid=silent)
    notes = tuple(f"{name} does not tell {one.value}" for one in sorted(silent, key=lambda one: one.value))
    return Source(name, side, (*notes, *found.warnings))


def _server(schema: types.Schema, reference: Contract) -> str:
    own = contracts.mutation_fields(schema).keys()
    shared = {
        name: len(own & contracts.mutation_fields(server.schema).keys())
        for name, server in reference.servers.items()
    }
    return max(shared, key=lambda name: shared[name])


def _of_page(read: page.Page, name: str, reference: Contract) -> Source:
    """A page defines no types: it says which mutations there are, and their errors."""
    listed = {entry.name: entry.errors for entry in read.entries}
    missing = sorted(reference.mutations.keys() - listed.keys())
    more = sorted(listed.keys() - reference.mutations.keys())
    notes = [f"{name} defines no types: errors are compared, and nothing else"]
    if missing:
        notes.append(f"not on the page: {', '.join(missing)}")
    if more:
        notes.append(f"on the page and not in the contract: {', '.join(more)}")
    notes += [f"{name}: line {one.line}: {one.reason}" for one in read.problems]
    return Source(name, Side({}, listed), tuple(notes), is_complete=False)
