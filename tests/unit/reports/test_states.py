import json
from pathlib import Path

from conformance.states import State
from reports import states


class TestWrite:
    def test_writes_states_by_mutation_and_rule(self, tmp_path: Path) -> None:
        states.write(tmp_path, {"boilKettle": {"shape.list": State.NOT_EXERCISED, "leaks.sql": State.PASSED}})

        assert json.loads((tmp_path / states.NAME).read_text()) == {
            "boilKettle": {"leaks.sql": "passed", "shape.list": "not exercised"}
        }
