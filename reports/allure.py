"""What one test item tells Allure: where it belongs, and the request and answer of each finding."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import allure

from conformance.model import Evidence, ItemResult

NAME = "allure-results"


def clean(directory: Path) -> None:
    """Remove an earlier run's results: Allure's own option loses results when a worker crashes."""
    shutil.rmtree(directory / NAME, ignore_errors=True)


def describe(result: ItemResult, *, server: str, hazard: str | None, certainty: str, tier: str) -> None:
    """Label the current item and attach its findings. Call it from the main thread, inside the item."""
    allure.dynamic.epic(server)
    allure.dynamic.feature(result.mutation)
    allure.dynamic.story(result.scenario)
    allure.dynamic.label("tier", tier)
    allure.dynamic.label("certainty", certainty)
    if hazard is not None:
        allure.dynamic.label("hazard", hazard)
    for one in result.evidence:
        allure.dynamic.label("rule", one.rule)
        _attach(one)


def _attach(one: Evidence) -> None:
    with allure.step(f"{one.level} {one.rule} at {one.path} ({one.count}x)"):
        texts = {
            "expected and actual": f"expected: {one.expected}\nactual:   {one.actual}",
            "request": _pretty(one.request["body"]),
            "response": f"status {one.response['status']}\n\n{_pretty(one.response['body'])}",
            "curl": one.request["curl"],
        }
        for name, text in texts.items():
            allure.attach(_writable(text), name, allure.attachment_type.TEXT)


def _writable(text: str) -> str:
    """The text with half characters written out: JSON may hold them, and no file can."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
