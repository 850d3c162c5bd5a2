"""Runs against the kettle API that have ended, for tests of what reports on them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from conformance import rules, states
from conformance.coverage import marks, table, universe
from conformance.model import Evidence, ItemResult
from conformance.rules import listing
from reports.about import About
from reports.coverage.ran import Ran
from schema.contract import Contract
from tests.support import exchanges

AT = datetime.datetime(2026, 3, 14, 9, 30, tzinfo=datetime.UTC)
LIST, ENUM, NON_NULL = "shape.list", "scalars.enum", "shape.non-null"

ABOUT = About(
    target="kettles",
    tier="exercise",
    hazards=("physical",),
    profile="ci",
    snapshot="0123456789ab",
    snapshot_date="2026-03-01",
    versions=(("suite", "0.1.0"),),
)


def evidence(**changes: Any) -> Evidence:
    """A list that is none, in the answer of `boilKettle`."""
    body = json.dumps({"query": "mutation { boilKettle }", "operationName": "BoilKettle", "variables": {}})
    fields: dict[str, Any] = {
        "fingerprint": "0123456789",
        "rule": LIST,
        "level": "MUST",
        "mutation": "boilKettle",
        "scenario": "valid_input",
        "path": "$.data.boilKettle.cups",
        "expected": "a list of type [Cup!]!",
        "actual": "1",
        "request": {
            "method": "POST",
            "url": "https://kettles.example/graphql/",
            "headers": {},
            "body": body,
            "curl": f"curl -sS https://kettles.example/graphql/ --data-raw '{body}'",
        },
        "response": {"status": 200, "headers": {}, "body": '{"data": {"boilKettle": {"cups": 1}}}'},
        "case": {"place": [], "violation": ""},
    }
    return Evidence(**{**fields, **changes})


def item(*found: Evidence, mutation: str = "boilKettle", **changes: Any) -> ItemResult:
    """An item of `valid_input` that judged lists, enums and nulls."""
    judged = {LIST: 4, ENUM: 2, NON_NULL: 9}
    fields: dict[str, Any] = {"requests": 3, "seconds": 0.25, "opportunities": judged, "evidence": found}
    return ItemResult(mutation, "valid_input", **{**fields, **changes})


def everything(contract: Contract | None = None) -> ItemResult:
    """An item that saw all that there is of the kettle API."""
    seen = universe.of(contract or exchanges.contract()).marks
    return item(seen=marks.grouped(seen))


def ran(*results: ItemResult, contract: Contract | None = None, **changes: Any) -> Ran:
    """A run with these results."""
    of = contract or exchanges.contract()
    listed: Sequence[ItemResult] = results or (item(),)
    broken = any(result.evidence for result in listed)
    fields: dict[str, Any] = {
        "about": ABOUT,
        "verdict": "not conformant: 1 violation" if broken else "conformant: 15 places judged",
        "exit_code": int(broken),
        "at": AT,
        "contract": of,
        "results": tuple(listed),
        "rules": listing.as_json(rules.ALL),
        "states": states.table(of, listed),
        "figures": table.figures(of, listed),
    }
    return Ran(**{**fields, **changes})
