"""Faults that are found, and requests until then: this suite beside Schemathesis with all its checks.

A fault is put on one mutation where it has a place. This suite has found it when a rule is broken, which on
the clean target none is; Schemathesis when a check fails there that did not fail before. Where a fault is not
found, all requests that were sent in vain count.
"""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterator
from concurrent import futures

import attrs

from benchmarks import clients, size, target
from benchmarks.row import Row
from conformance import rules
from conformance.matrix import detection as matrix
from conformance.matrix import expectations, placement, sequences
from sandbox import faults
from schema import contract as contracts

#: What Schemathesis may send for a fault: more than this suite sends for a mutation in its default profile.
_EXAMPLES = 100


@attrs.frozen
class Found:
    """Whether a fault was found, and the requests that were sent until then."""

    caught: bool
    requests: int


def rows(chosen: size.Size) -> Iterator[Row]:
    """Faults caught of those placed, and requests until then."""
    placed = _placed(chosen)

    def clean(mutation: str) -> set[str]:
        with target.running() as server:
            return _failed(clients.schemathesis(server, [mutation], _EXAMPLES, *_ALL))

    def by_suite(fault: str) -> Found:
        with target.running("--fault", f"{fault}@{placed[fault]}") as server:
            return _by_suite(server, fault, placed[fault])

    def by_schemathesis(fault: str) -> Found:
        with target.running("--fault", f"{fault}@{placed[fault]}") as server:
            return _by_schemathesis(server, placed[fault], failing[placed[fault]])

    # Requests are counted here, and no time is taken: as many at once as there are cores.
    with futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        mutations = sorted(set(placed.values()))
        failing = dict(zip(mutations, pool.map(clean, mutations), strict=True))
        ours = dict(zip(placed, pool.map(by_suite, placed), strict=True))
        theirs = dict(zip(placed, pool.map(by_schemathesis, placed), strict=True))
    caught = [sum(one.caught for one in found.values()) for found in (ours, theirs)]
    missed = [f"{fault} at {placed[fault]}" for fault, one in ours.items() if not one.caught]
    yield Row(
        measure=f"faults caught of {len(placed)}, each on one mutation",
        against=f"all; {_OTHER} catches {caught[1]}" + "".join(f"; missed: {one}" for one in missed),
        ours=str(caught[0]),
        theirs=str(len(placed)),
        ratio=caught[0] / len(placed),
        must=1.0,
        aim=1.0,
        more=True,
    )
    both = [fault for fault in placed if ours[fault].caught and theirs[fault].caught]
    counted = [sum(found[fault].requests for fault in both) for found in (ours, theirs)]
    here, there = (statistics.median(one.requests for one in found.values()) for found in (ours, theirs))
    yield Row(
        measure="requests until a fault is caught, median of all; those sent in vain count",
        against=f"{_OTHER}; for the {len(both)} that both catch, {counted[0]} and {counted[1]} together",
        ours=f"{here:.0f}",
        theirs=f"{there:.0f}",
        ratio=here / there,
        must=0.5,
        aim=0.2,
        more=False,
    )


_OTHER = "Schemathesis with all checks"
_ALL = ("--checks", "all", "--continue-on-failure")


def _placed(chosen: size.Size) -> dict[str, str]:
    """So many faults, spread over the list of all, each on a mutation of its own where the matrix has it."""
    contract = contracts.load()
    known = expectations.read(
        expectations.TABLE.read_text(encoding="utf-8"), faults.ALL, [rule.id for rule in rules.ALL]
    )
    with target.running() as server:
        clean = clients.suite(server, "--profile", chosen.usual)
    found = matrix.candidates(
        contract, {name: known[name] for name in faults.ALL if name in known}, clean.states
    )
    # Schemathesis asks one server.
    on_api = {
        name: [one for one in mutations if contract.mutation(one).server == "api"]
        for name, mutations in found.items()
    }
    listed = [name for name, mutations in on_api.items() if mutations]
    count = min(chosen.faults, len(listed))
    wanted = [listed[index * len(listed) // count] for index in range(count)]
    return {
        fault: mutation
        for batch in placement.place({name: on_api[name] for name in wanted}, 0)
        for fault, mutation in batch.items()
    }


def _by_suite(server: target.Recorded, fault: str, mutation: str) -> Found:
    # One request in flight, so that items stand in the order in which they were asked.
    selected = " or ".join(sequences.names({fault: mutation}))
    run = clients.suite(server, "--concurrency", "1", pytest=["-k", selected])
    sent = 0
    for item in run.items:
        firsts = [
            one["first_request"]
            for one in run.findings
            if (one["scenario"], one["mutation"]) == (item["scenario"], item["mutation"])
        ]
        if firsts:
            return Found(True, sent + min(firsts))
        sent += item["requests"]
    return Found(False, sent)


def _by_schemathesis(server: target.Recorded, mutation: str, clean: set[str]) -> Found:
    done = clients.schemathesis(server, [mutation], _EXAMPLES, *_ALL)
    if not _failed(done) - clean:
        return Found(False, sum(one.is_test for one in server.sent()))
    server.forget()
    # Once more, until the first failure that is none of the clean target's.
    known = sorted(_CHECKS[title] for title in clean if title in _CHECKS)
    without = ("--exclude-checks", ",".join(known)) if known else ()
    clients.schemathesis(server, [mutation], _EXAMPLES, "--checks", "all", *without, "--max-failures", "1")
    return Found(True, sum(one.is_test for one in server.sent()))


_CHECKS = {"GraphQL server error": "not_a_server_error"}
_FAILURE = re.compile(r"^- (?:ST\d+ )?(.+)$", re.MULTILINE)


def _failed(done: clients.Done) -> set[str]:
    """The titles of the failures that it reports."""
    return set(_FAILURE.findall(done.output))
