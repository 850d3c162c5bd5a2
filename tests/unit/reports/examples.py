"""Values that the tests of reports share."""

from __future__ import annotations

from typing import Any

from conformance.model import Evidence
from reports.about import About
from reports.figures import Figures

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e" + "x" * 1_000_000

ABOUT = About(
    target="kettles",
    tier="exercise",
    hazards=("physical",),
    profile="ci",
    snapshot="0123456789ab",
    snapshot_date="2026-01-31",
    versions=(("python", "3.11.9"),),
    options=("--target", "kettles"),
    selection=("--profile", "ci", "--", "-k", "boil or brew"),
)


def evidence(**changes: Any) -> Evidence:
    """A finding: boiling a kettle answered with a code that is documented nowhere."""
    usual: dict[str, Any] = {
        "fingerprint": "0123456789",
        "rule": "errors.documented-code",
        "level": "MUST",
        "mutation": "boilKettle",
        "scenario": "valid_input",
        "path": "$.errors[0].extensions.errorCode",
        "expected": "a documented code",
        "actual": "KT-CT-9",
        "request": {
            "method": "POST",
            "url": "https://kettles.example/",
            "headers": {"authorization": "$KRAKEN_TOKEN"},
            "body": '{"query": "mutation Boil {\\n  boilKettle\\n}", "variables": {"cups": 2}}',
            "curl": "curl -sS https://kettles.example/",
        },
        "response": {
            "status": 200,
            "headers": {"content-type": "application/json"},
            "body": '{"errors": [{"extensions": {"errorCode": "KT-CT-9"}}]}',
        },
        "case": {},
    }
    return Evidence(**{**usual, **changes})


def figures(*found: Evidence) -> Figures:
    """A small run with these findings."""
    return Figures(
        about=ABOUT,
        mutations=3,
        exercised=1,
        items=2,
        refused=2,
        requests=10,
        places=99,
        findings={("MUST", one.rule): 1 for one in found},
        evidence=found,
        not_exercised={"valid_input: would execute": ("drainKettle", "fillKettle")},
        inconclusive={"limits.respected: the same error inside": ("brewTea",)},
        states={"passed": 40, "not exercised": 2},
        notes=("reports its first error only",),
        verdict="not conformant: 1 violation",
    )
