"""What is changed in Allure's results before they are written, because pytest has no word for it.

A finding that is waived does not make its item fail in pytest, and must not be `passed` in Allure: it is a
failure that is known and muted. The message of an item is what categories and people read first, so it has no
command lines in it: those are attached to each finding. Its name and its test case are the mutation in the
scenario, not the function alone, so that an issue can be tied to it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import allure_commons
import attrs

#: What steps begin with that say what was not judged: nothing of that is passed.
NOT_EXERCISED, INCONCLUSIVE = "not exercised", "inconclusive"

#: What Python puts before the message of a step that failed.
_EXCEPTION = "AssertionError: "


@attrs.frozen
class Amendment:
    """A message, and the status where pytest's own would say too much."""

    message: str
    status: str | None = None
    is_waived: bool = False


@attrs.define(slots=False, eq=False)
class Amendments:
    """A plugin of Allure that changes results as it is told; `expect` is called inside the item."""

    expected: dict[tuple[str, str], Amendment] = attrs.Factory(dict)

    def expect(self, scenario: str, mutation: str, amendment: Amendment) -> None:
        """Change the result of that item when it is written: known by its labels `suite` and `story`."""
        self.expected[scenario, mutation] = amendment

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        """Called by Allure with each result before it writes it."""
        labels = {label.name: label.value for label in result.labels}
        if not {"story", "suite"} <= labels.keys():
            return
        scenario, mutation = labels["suite"], labels["story"]
        # What tells an item from its neighbors comes first: on a phone the rest goes into a second line.
        result.name = f"{scenario} ({mutation})"
        result.testCaseId = _digest(scenario, mutation)
        for parameter in result.parameters:
            # Allure's plugin shows the representation of a value; ours are texts.
            parameter.value = parameter.value.strip("'")
        for step in result.steps:
            _amend_step(step)
        amendment = self.expected.pop((scenario, mutation), None)
        if amendment is not None:
            known = amendment.is_waived or None
            result.statusDetails = _Details(message=amendment.message, known=known, muted=known)
            result.status = amendment.status or result.status


@attrs.define
class _Details:
    """Allure's status details, with the mark `muted` that its Python model lacks."""

    message: str
    known: bool | None = None
    muted: bool | None = None


def _amend_step(step: Any) -> None:
    if step.name.startswith((NOT_EXERCISED, INCONCLUSIVE)):
        step.status = "skipped"
    if step.statusDetails is not None and step.statusDetails.message is not None:
        step.statusDetails.message = step.statusDetails.message.removeprefix(_EXCEPTION)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]
