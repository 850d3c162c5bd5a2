import json

from hypothesis import given, settings
from hypothesis import strategies as st

from reports import marked

ANSWER = '{"errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-1"}}], "data": {"a": null}}'

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


class TestPretty:
    def test_marks_the_place_that_differs(self) -> None:
        shown = marked.pretty(ANSWER, "$.errors[0].extensions.errorCode", "a documented code")

        assert shown.splitlines() == [
            "{",
            '  "errors": [',
            "    {",
            '      "message": "No.",',
            '      "extensions": {',
            '        "errorCode": "KT-CT-1"   ◀ a documented code',
            "      }",
            "    }",
            "  ],",
            '  "data": {',
            '    "a": null',
            "  }",
            "}",
        ]

    def test_marks_what_is_nearest_to_a_place_that_is_missing(self) -> None:
        shown = marked.pretty(ANSWER, "$.errors[0].extensions.errorType", "a type")

        assert '"extensions": {   ◀ a type (at $.errors[0].extensions.errorType)' in shown

    def test_does_not_take_a_longer_name_for_the_place(self) -> None:
        shown = marked.pretty('{"a": 1, "ab": 2}', "$.ab", "here")

        assert '"ab": 2   ◀ here' in shown

    def test_shows_hostile_values_as_text_and_cuts_them(self) -> None:
        shown = marked.pretty(
            json.dumps({"a": "\u202e\x1b[31m" + "x" * 1_000_000}, ensure_ascii=False), "$.a", "!"
        )

        assert r'"a": "\u202e\u001b[31mxxx' in shown
        assert "… (cut: 1,000,0" in shown
        assert shown.splitlines()[1].endswith("◀ !")
        assert len(shown) < 2_000

    def test_keeps_the_lines_around_the_mark_of_a_long_answer(self) -> None:
        shown = marked.pretty(json.dumps(list(range(10_000))), "$[5000]", "here", limit=200)

        assert "  5000,   ◀ here" in shown
        assert "lines above)" in shown.splitlines()[0]
        assert "lines below)" in shown.splitlines()[-1]
        assert len(shown) < 260

    def test_shows_what_is_no_json_as_it_came(self) -> None:
        assert marked.pretty("<html>\x1b</html>", "$", "JSON") == r"<html>\x1b</html>"

    def test_survives_any_depth(self) -> None:
        shown = marked.pretty("[" * 900 + "]" * 900, "$", "")

        assert shown.startswith("[")

    @given(JSON)
    @settings(max_examples=50)
    def test_is_the_same_json_where_nothing_is_cut_or_marked(self, value: object) -> None:
        body = json.dumps(value)

        assert json.loads(marked.pretty(body)) == value
