"""The same mutations of the same server, asked by this suite and by Schemathesis' command with one worker."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence

from benchmarks import clients, size, target
from benchmarks.row import Row
from schema import contract as contracts
from schema import documents, errors
from schema.operation import TYPENAME, Selection

_SCHEMATHESIS = "Schemathesis CLI, one worker"


def rows(chosen: size.Size) -> Iterator[Row]:
    """Exchanges for CPU, time to first request, and output fields seen."""
    contract = contracts.load()
    names = chosen.names(contract)
    with target.running() as server:
        yield from _costs(server, names, "ci", chosen.repeated)
        # It takes long enough for its start to matter little, and for its mean to be one of thousands.
        yield from _costs(server, names, chosen.steady, 1)
        yield from _fields(server, contract, names, chosen)


def _costs(server: target.Recorded, names: Sequence[str], profile: str, repeated: int) -> Iterator[Row]:
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(repeated):
        server.forget()
        arguments = ("--concurrency", "1", "--profile", profile)
        run = clients.suite(server, *arguments, mutations=names)
        ours.append((run.requests / run.done.cpu, _first(server, run.done)))
        server.forget()
        # As many requests as this suite sends for each mutation.
        done = clients.schemathesis(server, names, run.requests // len(names), "--continue-on-failure")
        theirs.append((sum(one.is_test for one in server.sent()) / done.cpu, _first(server, done)))
    rate, first = (statistics.median(column) for column in zip(*ours, strict=True))
    their_rate, their_first = (statistics.median(column) for column in zip(*theirs, strict=True))
    asked = f"{len(names)} mutations, {run.requests // len(names)} requests each"
    yield Row(
        measure=f"judged exchanges per CPU second, one process, profile {profile}, {asked}",
        against=_SCHEMATHESIS,
        ours=f"{rate:.0f}",
        theirs=f"{their_rate:.0f}",
        ratio=rate / their_rate,
        must=3,
        aim=5,
        more=True,
    )
    if profile != "ci":
        return
    yield Row(
        measure="time to the first request that asks for a mutation",
        against=_SCHEMATHESIS,
        ours=f"{first:.1f} s",
        theirs=f"{their_first:.1f} s",
        ratio=first / their_first,
        must=0.5,
        aim=0.25,
        more=False,
    )


def _first(server: target.Recorded, done: clients.Done) -> float:
    return next(one.at for one in server.sent() if one.is_test) - done.started


def _fields(
    server: target.Recorded, contract: contracts.Contract, names: Sequence[str], chosen: size.Size
) -> Iterator[Row]:
    """Output fields that stood in any answer, after as many examples of valid input a mutation."""
    server.forget()
    profile = "deep" if chosen.examples > 10 else "ci"
    clients.suite(server, "--profile", profile, mutations=names, pytest=clients.VALID)
    ours = seen(contract, server.sent(), chosen.examples)
    server.forget()
    clients.schemathesis(server, names, chosen.examples, "--continue-on-failure")
    theirs = seen(contract, server.sent(), chosen.examples)
    for depth in (2, 3):
        possible = {place for name in names for place in _places(contract, name) if len(place) == depth + 1}
        mine, other = (len({one for one in found if one in possible}) for found in (ours, theirs))
        yield Row(
            measure=f"output fields seen at depth {depth} after {chosen.examples} examples a mutation",
            against=f"all {len(possible)}; {_SCHEMATHESIS} sees {other}",
            ours=str(mine),
            theirs=str(len(possible)),
            ratio=mine / len(possible) if possible else 1.0,
            must=0.8,
            aim=1.0,
            more=True,
        )


#: A mutation's name and the names of the fields on the way to one of its output fields.
Place = tuple[str, ...]


def seen(contract: contracts.Contract, sent: Sequence[target.Sent], examples: int) -> set[Place]:
    """The fields that the first so many answers of each mutation had."""
    found: set[Place] = set()
    asked: dict[str, int] = {}
    for one in sent:
        if not one.is_test:
            continue
        payload = json.loads(one.body)
        try:
            operation = documents.read(
                payload["query"], contract.servers["api"].schema, payload.get("variables") or {}
            )
        except errors.ContractError:
            continue  # a document that was not to be executed
        asked[operation.mutation] = asked.get(operation.mutation, 0) + 1
        data = json.loads(one.answer).get("data")
        if asked[operation.mutation] <= examples and isinstance(data, dict):
            selection = operation.root.selection
            found |= set(_seen((operation.mutation,), selection, data.get(operation.root.key)))
    return found


def _seen(way: Place, selection: Selection | None, value: object) -> Iterator[Place]:
    if isinstance(value, list):
        for item in value:
            yield from _seen(way, selection, item)
    elif isinstance(value, dict) and selection is not None:
        for field in selection.fields:
            if field.key in value and field.name != TYPENAME:
                here = (*way, field.name)
                yield here
                yield from _seen(here, field.selection, value[field.key])


def _places(contract: contracts.Contract, mutation: str, depth: int = 3) -> Iterator[Place]:
    """Every output field that can be asked for without an argument, to that depth."""
    schema = contract.schema_of(mutation)

    def below(way: Place, name: str, left: int) -> Iterator[Place]:
        if left == 0 or schema.is_leaf(name):
            return
        for possible in schema.possible_types(name):
            for field in schema.fields_of(possible).values():
                if not field.needs_arguments:
                    here = (*way, field.name)
                    yield here
                    yield from below(here, field.type.name, left - 1)

    return below((mutation,), contract.mutation(mutation).returns.name, depth)
