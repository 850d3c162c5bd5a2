import json
from pathlib import Path

from conformance.model import Evidence, ItemResult
from reports import items

EVIDENCE = Evidence(
    fingerprint="0123456789",
    rule="shape.list",
    level="MUST",
    mutation="boilKettle",
    scenario="valid_input",
    path="$.data",
    expected="a list",
    actual="1",
    request={"body": "", "curl": ""},
    response={},
    case={},
)


class TestAppend:
    def test_writes_an_item_a_line_with_the_fingerprints_of_its_findings(self, tmp_path: Path) -> None:
        items.start(tmp_path)
        items.append(tmp_path, ItemResult("boilKettle", "valid_input", requests=2, evidence=(EVIDENCE,)))
        items.append(tmp_path, ItemResult("drainKettle", "valid_input", not_exercised="would execute"))

        boiled, drained = map(json.loads, (tmp_path / items.NAME).read_text().splitlines())
        assert (boiled["mutation"], boiled["requests"], boiled["evidence"]) == (
            "boilKettle",
            2,
            ["0123456789"],
        )
        assert drained["not_exercised"] == "would execute"


class TestStart:
    def test_forgets_an_earlier_run(self, tmp_path: Path) -> None:
        items.append(tmp_path, ItemResult("boilKettle", "valid_input"))

        items.start(tmp_path)

        assert (tmp_path / items.NAME).read_text() == ""
