"""`drift.json`: all changes, the operations that break, and the verdict, as docs/drift.md describes."""

from __future__ import annotations

import json
from typing import Any

from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change
from schema.drift.review import Review


def render(review: Review) -> str:
    """JSON with the keys `changes`, `affected_operations` and `verdict`."""
    return json.dumps(as_json(review), indent=2, ensure_ascii=True) + "\n"


def as_json(review: Review) -> dict[str, Any]:
    """The same as plain values."""
    drift = review.drift
    return {
        "changes": [_change(one) for one in review.shown],
        "affected_operations": list(review.affected_operations),
        "verdict": {
            "fails": review.fails,
            "fail_on": review.fail_on.value,
            "sentence": review.verdict,
            "changes": len(drift.signal),
            "touching": len(drift.touching),
            **{str(one): drift.count(one) for one in (BREAKING, DANGEROUS, SAFE)},
            "noise": drift.noise,
            "accepted": sorted({one.coordinate for one in drift.signal if review.is_accepted(one)}),
            "problems": list(review.problems),
            "from": review.old,
            "against": review.new,
            "remarks": list(review.remarks),
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "criticality": str(change.criticality),
        "kind": change.kind.value,
        "coordinate": change.coordinate,
        "before": change.before,
        "after": change.after,
        "sentence": change.sentence,
        "affects": list(change.affects),
    }
