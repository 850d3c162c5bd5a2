import datetime

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from conformance.target import toml_lines

TEXT = '''# first

[targets.staging]
api = "https://staging.example/"
hazards = [
    "read-like",
    # x = 1
    "quote-only",
]
tls = { ca = "a.pem", key = "b.pem" }
note = """
tier = "exercise"
"""

# a comment
tier = "guard"
pacing.rate = 5

[targets.staging.second]
values.accountNumber = ["A-1"]
'''


class TestLineOf:
    @pytest.mark.parametrize(
        ("keys", "line"),
        [
            ("targets", 3),
            ("targets.staging", 3),
            ("targets.staging.api", 4),
            ("targets.staging.hazards", 5),
            ("targets.staging.tls.key", 10),
            ("targets.staging.note", 11),
            ("targets.staging.tier", 16),
            ("targets.staging.pacing", 17),
            ("targets.staging.pacing.rate", 17),
            ("targets.staging.second", 19),
            ("targets.staging.second.values.accountNumber", 20),
            ("targets.staging.nothing", None),
        ],
    )
    def test_is_that_of_the_statement(self, keys: str, line: int | None) -> None:
        assert toml_lines.line_of(TEXT, tuple(keys.split("."))) == line

    def test_is_unknown_where_the_text_is_no_toml(self) -> None:
        assert toml_lines.line_of("[targets", ("targets",)) is None

    @given(
        st.dictionaries(
            st.text(min_size=1, max_size=5),
            st.integers() | st.text() | st.lists(st.text(), max_size=3) | st.just(datetime.date(2026, 1, 2)),
            min_size=1,
            max_size=6,
        ),
        st.data(),
    )
    def test_begins_with_the_key_whatever_it_is_called(
        self, table: dict[str, object], data: st.DataObject
    ) -> None:
        key = data.draw(st.sampled_from(sorted(table)))
        text = tomli_w.dumps({"before": table, "target": table})

        line = toml_lines.line_of(text, ("target", key))

        assert line is not None
        one_statement = tomli_w.dumps({key: table[key]}).split("\n")[0]
        assert text.split("\n")[line - 1] == one_statement
