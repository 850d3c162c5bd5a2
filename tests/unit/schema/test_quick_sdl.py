"""The quick reader against the one that walks graphql-core's syntax tree: equal, or silent."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import errors, quick_sdl, sdl, tokens, types
from tests.support import damage, schemas

#: Everything that the quick reader takes, in each of its forms.
RICH = '''"""Said of the whole."""
schema @lucky { query: Query, mutation: Mutation }
"""Brewed, "at least" once."""
directive @steep(minutes: [Int!] = [1, 2], how: Way = {slow: true})
  repeatable on FIELD_DEFINITION | ENUM_VALUE
directive @lucky on | SCHEMA
type Query { kettle("which one" of: ID! = "a\\tb" @deprecated(reason: """ too
    old """)): Kettle }
# a comment with "quotes" and { braces }
type Mutation @lucky @steep(minutes: [3]) {
  """
  The possible errors that can be raised are:

  - KT-CT-7000: No "kettle" \\""" of this kind.
      indented
  """
  boil(input: BoilInput!, cups: [[Int!]!]! = [[1, -2], []], x: Float = 1.5e-3): Kettle
    @deprecated(reason: "Use \\u0062rew.")
  type: [enum!] @deprecated @steep(minutes: null, how: {slow: false, deep: [{slow: true}]})
}
interface Vessel { volume: Float }
interface Heated implements Vessel & Base { isHot: Boolean volume: Float base: Int }
interface Base { base: Int }
type Kettle implements & Vessel & Heated & Base {
  volume: Float! isHot: Boolean @deprecated(reason: null) base: Int }
union Thing @lucky = | Kettle | Cup
type Cup { color: enum, things: [Thing!]! }
enum enum { "warm" RED @deprecated(reason: "faded") BLUE """cold""" type }
input BoilInput @oneOf { again: BoilInput, until: Moment, "how" way: Way = {slow: false} }
input Way { slow: Boolean! = true, deep: [Way], text: String = """a
  "b"
  c""" }
scalar Moment @specifiedBy(url: "https://example.com/moment") @specifiedBy(url: "twice")
'''
_PIECES = sorted(
    {*(tokens.cut(RICH) or ()), "$x", "...", "extend", '"""', '"', "é", "1a", "-", "__a", "Int", "[", "!"}
)


def at_length(text: str) -> types.Schema | None:
    """What the other reader makes of it; None if it has anything against it."""
    warnings: list[str] = []
    try:
        found = sdl.read_at_length(text, warnings=warnings)
    except errors.ContractError:
        return None
    return None if warnings else found


@st.composite
def shuffled(draw: st.DrawFn) -> str:
    """The rich text with some of its tokens lost, repeated or exchanged for others."""
    chosen = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 -- no secret
    pieces = list(tokens.cut(RICH) or ())
    for _ in range(chosen.randint(1, 3)):
        where = chosen.randrange(len(pieces))
        match chosen.randrange(4):
            case 0:
                del pieces[where]
            case 1:
                pieces.insert(where, chosen.choice(_PIECES))
            case 2:
                pieces[where] = chosen.choice(_PIECES)
            case _:
                other = chosen.randrange(len(pieces))
                pieces[where], pieces[other] = pieces[other], pieces[where]
    return chosen.choice((" ", "\n", " # no\r\n")).join(pieces)


class TestRead:
    def test_reads_every_form_of_every_definition(self) -> None:
        found = quick_sdl.read(RICH)

        assert found is not None
        assert found == at_length(RICH)
        assert list(found.types) == sorted(found.types)

    @settings(max_examples=15)
    @given(schemas.schemas())
    def test_reads_whatever_is_written(self, schema: types.Schema) -> None:
        text = sdl.write(schema)

        found = quick_sdl.read(text)

        # A control character in a text is nothing that this reader judges.
        assert found == schema or (found is None and tokens.cut(text) is None)

    @settings(max_examples=60)
    @given(st.one_of(damage.damaged(RICH), shuffled()))
    def test_declines_whatever_the_other_reader_refuses_and_agrees_otherwise(self, text: str) -> None:
        found = quick_sdl.read(text)

        assert found is None or found == at_length(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "type A",
            "type A {}",
            "type A { a: Int a: Int }",
            "type A { a(): Int }",
            "type A { a: B }",
            "type A { a(b: A): Int }",
            "type A { a: I } input I { a: Int }",
            "type A implements B { a: Int } type B { a: Int }",
            "type A implements B & B { a: Int } interface B { a: Int }",
            "union A = B | B type B { a: Int }",
            "union A = Int",
            "scalar Int",
            "scalar A scalar A",
            "enum A { true }",
            "schema { query: Root } type Root { a: Int }",
            "directive @a on NOWHERE scalar A",
            "extend type A { a: Int }",
            "query { a }",
            "input A { a: Int = $b }",
            "input A { a: [Int] = [1a] }",
            'input A { a: String = "\\q" }',
            'scalar A @b(c: "\\q")',
            "scalar A @b()",
            "scalar été",
            'scalar A "un',
            'scalar A """un"',
            'scalar A # \x00"',
            "type A { a: " + "[" * 60 + "Int" + "]" * 60 + " }",
            "input A { a: A = " + "{a: " * 20_000 + "null" + "}" * 20_000 + " }",
        ],
    )
    def test_declines(self, text: str) -> None:
        assert quick_sdl.read(text) is None
