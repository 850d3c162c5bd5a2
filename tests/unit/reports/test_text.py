import json

from hypothesis import given, settings
from hypothesis import strategies as st
from rich import console

from reports import text

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


class TestLine:
    def test_leaves_ordinary_text_alone(self) -> None:
        assert text.line("KT-CT-1234 <b> 'ß' 中") == "KT-CT-1234 <b> 'ß' 中"

    def test_writes_out_what_would_act_on_a_terminal_or_on_the_direction(self) -> None:
        assert text.line("\x1b[31mred\u202eder\u200b\ufeff") == r"\x1b[31mred\u202eder\u200b\ufeff"

    def test_is_one_line(self) -> None:
        assert text.line("a\nb\r\nc\u2028d") == r"a\nb\r\nc\u2028d"

    def test_writes_out_half_characters_that_no_file_can_hold(self) -> None:
        assert text.line("\ud800").encode() == rb"\ud800"

    def test_cuts_what_is_too_long_and_says_so(self) -> None:
        assert text.line("x" * 1_000_000, 5) == "xxxxx… (cut: 1,000,000 characters)"

    def test_cuts_what_becomes_too_long_by_being_written_out(self) -> None:
        assert text.line("\x1b" * 10, 10) == r"\x1b\x1b\x… (cut: 10 characters)"

    def test_says_nothing_of_text_that_just_fits(self) -> None:
        assert text.line("xxxxx", 5) == "xxxxx"

    @given(ANY, st.integers(1, 80))
    @settings(max_examples=200)
    def test_is_printable_and_bounded(self, value: str, limit: int) -> None:
        shown = text.line(value, limit)

        assert shown.isprintable()
        assert len(shown) <= limit + len(f"… (cut: {len(value):,} characters)")


class TestBlock:
    def test_keeps_lines_and_tabs(self) -> None:
        assert text.block("a\n\tb\x00") == "a\n\tb\\x00"
        assert text.block("a\n\tb") == "a\n\tb"

    @given(ANY)
    def test_hides_nothing_else(self, value: str) -> None:
        assert "".join(text.block(value).split("\n")).replace("\t", "").isprintable()


class TestJsonEscaped:
    @given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
    def test_means_the_same_and_hides_nothing(self, value: str) -> None:
        shown = text.json_escaped(json.dumps(value, ensure_ascii=False))

        assert json.loads(shown) == value
        assert shown.isprintable()


class TestMarkdown:
    def test_shows_markup_as_text(self) -> None:
        shown = text.markdown("<script>a</script> | `b` [c](d) **e** &amp; \\")

        assert shown == (
            r"<code>&lt;script&gt;a&lt;/script&gt; \| \`b\` \[c\](d) \*\*e\*\* &amp;amp; \\</code>"
        )

    def test_makes_no_link_of_an_address(self) -> None:
        assert text.markdown("https://a.example www.b.example") == (
            r"<code>https\://a.example www\.b.example</code>"
        )

    def test_is_empty_for_no_text(self) -> None:
        assert text.markdown("") == ""


class TestAnnotation:
    def test_ends_no_command(self) -> None:
        assert text.annotation("100%\n::error::x") == r"100%25\n::error::x"

    def test_ends_no_property(self) -> None:
        assert text.annotation("a:b,c", is_property=True) == "a%3Ab%2Cc"


def test_a_terminal_gets_no_code_of_the_target() -> None:
    out = console.Console(no_color=True)

    with out.capture() as captured:
        out.print(text.line("\x1b]0;title\x07\x9b31m"), markup=False)

    assert captured.get() == "\\x1b]0;title\\x07\\x9b31m\n"
