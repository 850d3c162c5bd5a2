import json
from pathlib import Path
from typing import Any

import pytest

from reports.coverage import drifted

CHANGE = {
    "criticality": "safe",
    "kind": "field-added",
    "coordinate": "Tea.leaf",
    "before": None,
    "after": "Leaf",
    "sentence": "Field `Tea.leaf` was added.",
    "affects": [],
}
BREAKING = {**CHANGE, "criticality": "breaking", "coordinate": "Tea.pot", "affects": ["brewTea"]}


def load(directory: Path, document: Any) -> drifted.Drift:
    (directory / drifted.NAME).write_text(document if isinstance(document, str) else json.dumps(document))
    found = drifted.load(directory)
    assert found is not None
    return found


class TestLoad:
    def test_is_none_without_a_file(self, tmp_path: Path) -> None:
        assert drifted.load(tmp_path) is None

    def test_lists_what_breaks_first(self, tmp_path: Path) -> None:
        document = {
            "changes": [CHANGE, BREAKING],
            "affected_operations": ["brewTea"],
            "verdict": {"fails": True, "sentence": "1 breaks"},
        }

        found = load(tmp_path, document)

        assert [one.coordinate for one in found.changes] == ["Tea.pot", "Tea.leaf"]
        assert (found.verdict, found.total, found.operations) == ("1 breaks", 2, 1)

    def test_counts_what_it_does_not_list(self, tmp_path: Path) -> None:
        found = load(tmp_path, {"changes": [CHANGE] * 500, "affected_operations": [], "verdict": "x"})

        assert (len(found.changes), found.total) == (drifted.MAX_CHANGES, 500)

    @pytest.mark.parametrize("document", ["", "[]", "[" * 100_000, {}, {"changes": ["x"]}, {"changes": 5}])
    def test_says_why_a_file_cannot_be_read(self, document: Any, tmp_path: Path) -> None:
        found = load(tmp_path, document)

        assert found.problem is not None
        assert found.problem.startswith("drift.json cannot be read")
