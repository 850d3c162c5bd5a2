"""The report directory: everything that a run writes for people and machines, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from conformance.model import ItemResult
from reports import items, states, summary, violations
from reports.allure import metadata, results
from reports.coverage import drifted, files
from reports.coverage.baseline import Baseline
from reports.coverage.ran import Ran
from reports.figures import Figures


@attrs.frozen
class Directory:
    """Where one run reports. What is known of an item is written at once, the rest when the run ends."""

    path: Path

    def start(self) -> None:
        """Make the directory and remove what an earlier run left; OSError if it cannot be written."""
        self.path.mkdir(parents=True, exist_ok=True)
        results.clean(self.path)
        violations.start(self.path)
        items.start(self.path)
        (self.path / drifted.NAME).unlink(missing_ok=True)

    def keep(self, result: ItemResult) -> None:
        """Write what is known of an item."""
        violations.append(self.path, result.evidence)
        items.append(self.path, result)

    def finish(
        self,
        figures: Figures,
        table: Mapping[str, Mapping[str, str]],
        environment: Mapping[str, str],
    ) -> None:
        """Write what only a whole run tells: summary, states, what stands beside Allure's results."""
        summary.write(self.path, figures)
        states.write(self.path, table)
        metadata.write(self.allure_results, figures.about, figures.counts, environment)

    def cover(self, ran: Ran, baseline: Baseline | None) -> None:
        """Write what a run covered, beside an earlier run."""
        files.write(self.path, ran, baseline)

    @property
    def allure_results(self) -> Path:
        """Where Allure's plugin writes."""
        return self.path / results.NAME

    @property
    def junit(self) -> Path:
        """Where pytest writes its own report."""
        return self.path / "junit.xml"
