"""SARIF 2.1.0 for code scanning: a result for each change, at its coordinate."""

from __future__ import annotations

import json
from typing import Any

from reports import text
from schema.drift import review as reviews
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind
from schema.drift.review import Review

_LEVELS = {BREAKING: "error", DANGEROUS: "warning", SAFE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: Where results are shown that are about no line of any file: at the contract itself.
_PLACE = "schema/contract.toml"


def render(review: Review) -> str:
    """One run of one tool; a rule for each kind of change."""
    kinds = sorted({one.kind for one in review.shown})
    driver = {
        "name": "kraken-conformance drift",
        "rules": [{"id": kind.value, "shortDescription": {"text": _words(kind)}} for kind in kinds],
    }
    run = {
        "tool": {"driver": driver},
        "results": [_result(review, kinds, one) for one in review.shown],
        "properties": {"verdict": review.verdict, "remarks": list(review.remarks)},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(review: Review, kinds: list[Kind], change: Change) -> dict[str, Any]:
    affected = f" Affects {', '.join(change.affects)}." if change.affects else ""
    result: dict[str, Any] = {
        "ruleId": change.kind.value,
        "ruleIndex": kinds.index(change.kind),
        "level": _LEVELS[change.criticality],
        "message": {"text": text.line(change.sentence + affected, text.BLOCK)},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _PLACE}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": change.coordinate, "kind": "member"}],
            }
        ],
        "partialFingerprints": {"change/v1": reviews.fingerprint(change)},
    }
    if review.is_accepted(change):
        result["suppressions"] = [{"kind": "external", "justification": "accepted in waivers.toml"}]
    return result


def _words(kind: Kind) -> str:
    return kind.value.replace("-", " ").capitalize()
