import graphql
import pytest
from graphql.language import Lexer, Source, TokenKind
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import tokens
from tests.support import damage

TEXT = '''query Q($a: [Int!]! = [1, -2.5e3, 0]) @d { # { "
  a(b: "x\\n \\"y\\"", c: """ z \\""" {
  """, d: "") ... on T { e f g: h } ...F }
'''


def graphql_core(text: str) -> list[str] | None:
    """What graphql-core's lexer cuts out of the text; None if it refuses that."""
    lexer = Lexer(Source(text))
    found = []
    try:
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            found.append(text[token.start : token.end])
    except graphql.GraphQLSyntaxError:
        return None
    return found


class TestCut:
    @settings(max_examples=100)
    @given(damage.damaged(TEXT) | st.text('"\\\n\r a1.-{é'))
    def test_cuts_what_graphql_core_cuts(self, text: str) -> None:
        found, expected = tokens.cut(text), graphql_core(text)

        # A byte order mark is ignored there, and here the end.
        if found is not None and expected is not None and "\ufeff" not in text:
            assert [one for one in found if one != tokens.END] == expected

    @pytest.mark.parametrize(
        "rest", ["é", "1a", "01", '"', '"a\nb"', '"""a""', '"""a\\"""', ".", "..", "%", "-", "\ufeff"]
    )
    def test_ends_with_the_rest_of_the_text_where_no_token_is(self, rest: str) -> None:
        assert tokens.cut(f"a {rest} b") == ["a", f"{rest} b", tokens.END, tokens.END]

    @pytest.mark.parametrize("character", ["\x00", "\x0b", "\x7f", "\x85", "\ud800"])
    def test_leaves_a_text_with_an_odd_character_to_others(self, character: str) -> None:
        assert tokens.cut(f'a "{character}"') is None

    def test_takes_no_longer_for_a_string_that_never_ends(self) -> None:
        found = tokens.cut('"""' + '\\ "" a' * 50_000)

        assert found is not None
        assert len(found) == 3
