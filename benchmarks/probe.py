"""Single changes of the whole contract, drawn at random, and what the schema probe finds of them.

    python -m benchmarks.probe [--seeds 12] [--every 1] [--kinds "field gone" ...] [--each-limit]

With `--every N` the contract has each Nth of its mutations. Each change is asked of a sandbox under one
of its limits, all limits in turn, or under each of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from conformance.drift import probing
from conformance.model import Response
from conformance.probe.schema import rounds
from sandbox import app, messages, options, served
from schema import contract as contracts
from tests.support import drifting

LIMITS: Mapping[str, dict[str, Any]] = {
    "no limit": {},
    "body cap 100 kB": {"body_cap": 100_000},
    "15,000 tokens": {"token_cap": 15_000},
    "first error only": {"first_error_only": True},
    "5 errors": {"validation_error_cap": 5},
    "no introspection, no suggestions": {"introspection": False, "suggestions": False},
    "no repeated fields": {"repeated_fields": False},
    "refused with status 200": {"request_error_status": 200},
}


@attrs.define
class Row:
    """What became of the changes of a kind, or under a limit."""

    located: int = 0
    asked: int = 0
    until_found: int = 0
    requests: int = 0
    executed: int = 0
    missed: list[str] = attrs.Factory(list)

    def add(self, drifted: drifting.Drifted, probed: rounds.Probed, executed: int) -> None:
        """Count one change."""
        self.asked += 1
        is_located = [one.coordinate for one in probed.changes] == [drifted.coordinate]
        self.located += is_located
        self.until_found = max(self.until_found, probed.found_after)
        self.requests = max(self.requests, probed.requests)
        self.executed += executed
        if not is_located:
            found = [f"{one.kind} {one.coordinate}" for one in probed.changes]
            self.missed.append(f"{drifted.coordinate}: found {', '.join(found[:4]) or 'nothing'}")


def sender(sandbox: app.Sandbox) -> Callable[[str, str], Response]:
    """Sends documents to a sandbox without a socket."""

    def send(server: str, text: str) -> Response:
        body = json.dumps({"query": text, "operationName": "Probe", "variables": {}}).encode()
        headers = {"content-type": "application/json", "accept": "application/json"}
        reply = sandbox.respond(messages.Request("POST", f"/{server}/graphql/", headers, body))
        return Response(reply.status, reply.headers, reply.body, 0.0)

    return send


def main() -> None:
    """Print a row for each kind of change and for each limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=drifting.KINDS, default=drifting.KINDS)
    parser.add_argument("--each-limit", action="store_true")
    arguments = parser.parse_args()
    seeds = arguments.seeds
    contract = contracts.load()
    server = contract.servers["api"]
    names = [one.name for one in contract.mutations.values() if one.server == "api"]
    server = attrs.evolve(server, schema=probing.only(server.schema, names[:: arguments.every]))
    by_kind: dict[str, Row] = defaultdict(Row)
    by_limit: dict[str, Row] = defaultdict(Row)
    number = 0
    for kind in arguments.kinds:
        for seed in range(seeds):
            drifted = drifting.drift(server.schema, kind, seed)
            assert drifted is not None
            live = attrs.evolve(contract, servers={"api": attrs.evolve(server, schema=drifted.schema)})
            serving = served.build(live)
            limits = tuple(LIMITS) if arguments.each_limit else (tuple(LIMITS)[number % len(LIMITS)],)
            number += 1
            for limit in limits:
                sandbox = app.Sandbox(options.Options(contract=live, **LIMITS[limit]), serving=serving)
                probed = rounds.ask(server.schema, "api", sender(sandbox))
                executed = sum(entry["executed"] for entry in sandbox.ledger.as_json())
                by_kind[kind].add(drifted, probed, executed)
                by_limit[limit].add(drifted, probed, executed)
        _print(kind, by_kind[kind])
    for limit, row in by_limit.items():
        _print(limit, row)


def _print(name: str, row: Row) -> None:
    found = f"located {row.located:3} of {row.asked:3}, after at most {row.until_found} requests"
    lines = [f"{name:34} {found} ({row.requests} in all), {row.executed} executed"]
    sys.stdout.write("\n    ".join([*lines, *row.missed]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
