from collections.abc import Callable

import graphql
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schema import errors, sdl, types
from tests.support import damage, schemas

VALID = '''"""Everything about tea."""
schema { query: Query mutation: Mutation }
directive @steep(minutes: Int) on FIELD_DEFINITION
type Query { kettle(of: ID!): Kettle }
type Mutation {
  """
  The possible errors that can be raised are:

  - KT-CT-7000: No "kettle".
  """
  boil(input: BoilInput!, cups: [Int!]! = [1, 2]): Kettle @deprecated(reason: "Use brew.")
}
interface Vessel { volume: Float }
type Kettle implements Vessel & Heated { volume: Float! isHot: Boolean @deprecated }
interface Heated { isHot: Boolean }
union Thing = Kettle | Cup
type Cup { color: Color, things: [Thing!]! }
enum Color { RED @deprecated(reason: "faded") BLUE }
input BoilInput @oneOf { again: BoilInput, until: Moment }
scalar Moment @specifiedBy(url: "https://example.com/moment")
'''


def problem(text: str) -> tuple[int | None, str]:
    with pytest.raises(errors.ContractError) as raised:
        sdl.read(text, source="tea.graphql")
    assert raised.value.source == "tea.graphql"
    return raised.value.line, raised.value.reason


class TestRead:
    def test_reads_every_kind_of_definition(self) -> None:
        schema = sdl.read(VALID)

        assert schema["Moment"] == types.Scalar("Moment", "https://example.com/moment")
        assert schema["Color"] == types.Enum(
            "Color", {"RED": types.EnumValue("RED", "faded"), "BLUE": types.EnumValue("BLUE")}
        )
        assert schema["Thing"] == types.Union("Thing", ("Cup", "Kettle"))
        assert schema["BoilInput"] == types.InputObject(
            "BoilInput",
            {
                "again": types.InputValue("again", types.TypeRef("BoilInput")),
                "until": types.InputValue("until", types.TypeRef("Moment")),
            },
            one_of=True,
        )
        assert schema["Kettle"] == types.Object(
            "Kettle",
            {
                "volume": types.Field("volume", types.TypeRef("Float", True)),
                "isHot": types.Field("isHot", types.TypeRef("Boolean"), deprecated="No longer supported"),
            },
            ("Heated", "Vessel"),
        )

    def test_reads_description_arguments_default_and_deprecation_of_a_field(self) -> None:
        boil = sdl.read(VALID).fields_of("Mutation")["boil"]

        assert boil.description == 'The possible errors that can be raised are:\n\n- KT-CT-7000: No "kettle".'
        assert {name: str(argument.type) for name, argument in boil.arguments.items()} == {
            "input": "BoilInput!",
            "cups": "[Int!]!",
        }
        assert boil.arguments["cups"].default == "[1, 2]"
        assert boil.deprecated == "Use brew."

    def test_has_the_built_in_scalars_always(self) -> None:
        schema = sdl.read("scalar Moment")

        assert [type_.name for type_ in schema] == ["Boolean", "Float", "ID", "Int", "Moment", "String"]

    @pytest.mark.parametrize(
        "change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")]
    )
    def test_reads_a_byte_order_mark_and_ends_of_lines_as_on_windows(
        self, change: Callable[[str], str]
    ) -> None:
        assert sdl.read(change(VALID)) == sdl.read(VALID)

    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("", 1, "Syntax Error: Unexpected <EOF>."),
            ("type A {\n  a: Int\n", 3, "Syntax Error: Expected Name, found <EOF>."),
            ("type A { a: Int }\n\x00", 2, "Syntax Error: Unexpected character: U+0000."),
            ("<!DOCTYPE html>", 1, "Syntax Error: Unexpected character: '<'."),
            (
                "type A { a: Int }\nextend type A { b: Int }",
                2,
                "object type extension is no part of a schema",
            ),
            ("type A { a: Int }\n\nquery { a }", 3, "operation definition is no part of a schema"),
            ("fragment F on A { a }", 1, "fragment definition is no part of a schema"),
            ("scalar A\nenum A { B }", 2, "type 'A' is defined twice"),
            ("\nscalar Int", 2, "type 'Int' is built in"),
            ("type A {\n  a: Int\n  a: String\n}", 3, "A has 'a' twice, in two ways"),
            ("type A {\n  a(b: Int\n    b: ID): Int\n}", 3, "A.a has 'b' twice, in two ways"),
            ("input A {\n  a: Int\n  a: ID\n}", 3, "A has 'a' twice, in two ways"),
            ("enum A {\n  B\n  C\n  B @deprecated\n}", 4, "A has 'B' twice, in two ways"),
            (
                'type A { a: Int\n  "The possible errors that can be raised are: - KT-CT-7: No."\n  a: Int }',
                2,
                "A has 'a' twice, in two ways",
            ),
            ("scalar X\ntype A", 2, "type 'A' has no fields"),
            ("input A", 1, "type 'A' has no fields"),
            ("interface A", 1, "type 'A' has no fields"),
            ("enum A", 1, "type 'A' has no values"),
            ("union A", 1, "type 'A' has no members"),
            (
                "type A {\n  a: Int\n  b: [Strin!]\n}",
                3,
                "A.b has the unknown type 'Strin'; did you mean 'String'?",
            ),
            ("type A {\n  a(b:\n    Kettle): Int }", 3, "A.a(b:) has the unknown type 'Kettle'"),
            ("input A {\n  a: Kettle\n}", 2, "A.a has the unknown type 'Kettle'"),
            ("type A implements\n  Kettle { a: Int }", 2, "A has the unknown type 'Kettle'"),
            ("union A =\n  | Kettle", 2, "A has the unknown type 'Kettle'"),
            ("union A = Int", 1, "A has the member 'Int', which is no object"),
            (
                "type B { b: Int }\ntype A implements B { b: Int }",
                2,
                "A implements 'B', which is no interface",
            ),
            ("type B { b: Int }\ninput A {\n  a: B }", 3, "A.a takes 'B', an output type"),
            ("type B {\n  b(b: B): Int }", 2, "B.b(b:) takes 'B', an output type"),
            ("input B { b: Int }\ntype A {\n\n  a: [B!]! }", 4, "A.a gives 'B', an input type"),
            (
                "type A { a: Int }\nschema {\n  mutation: A }",
                3,
                "the root type 'A' must be called 'Mutation'",
            ),
        ],
    )
    def test_names_line_and_reason_of_what_it_refuses(self, text: str, line: int, reason: str) -> None:
        assert problem(text) == (line, reason)

    @pytest.mark.parametrize(
        "text",
        [
            "type A { a: " + "[" * 20_000 + "Int" + "]" * 20_000 + " }",
            "input A { a: [Int] = " + "[" * 20_000 + "]" * 20_000 + " }",
            "input A { a: A = " + "{a: " * 20_000 + "null" + "}" * 20_000 + " }",
        ],
    )
    def test_refuses_what_is_nested_too_deeply(self, text: str) -> None:
        _, reason = problem(text)

        assert "nested too deeply" in reason

    def test_refuses_a_megabyte_without_a_line_break_in_one_short_line(self) -> None:
        line, reason = problem("type A { a: " + "x" * 1_000_000 + " }")

        assert line == 1
        assert len(reason) < 600

    @given(st.text())
    def test_raises_nothing_but_a_contract_error_on_arbitrary_text(self, text: str) -> None:
        try:
            schema = sdl.read(text)
        except errors.ContractError:
            return

        assert sdl.read(sdl.write(schema)) == schema

    @settings(max_examples=200)
    @given(damage.damaged(VALID))
    def test_raises_nothing_but_a_contract_error_on_damaged_text(self, text: str) -> None:
        try:
            schema = sdl.read(text)
        except errors.ContractError:
            return

        assert sdl.read(sdl.write(schema)) == schema

    def test_refuses_a_document_without_types(self) -> None:
        assert problem("directive @a on FIELD") == (None, "no type is defined here")


class TestWrite:
    @settings(max_examples=40)
    @given(schemas.schemas())
    def test_writes_what_read_reads_back_equal_and_to_the_byte(self, schema: types.Schema) -> None:
        text = sdl.write(schema)

        read = sdl.read(text)

        assert read == schema
        assert sdl.write(read) == text

    @settings(max_examples=25)
    @given(schemas.schemas())
    def test_writes_what_graphql_core_finds_valid(self, schema: types.Schema) -> None:
        built = graphql.build_schema(sdl.write(schema))

        assert graphql.validate_schema(built) == []

    @given(schemas.TEXT)
    @example(" one line")
    @example('ends with "')
    @example('\\"""')
    @example("  all\n  indented")
    @example("\n\nblank around\n\n")
    @example("space at the end  \n \nof lines")
    @example('in order:\n\n  - indented, with \\ and """ and "\nand a last line"')
    def test_keeps_every_description_and_reason(self, text: str) -> None:
        field = types.Field("a", types.TypeRef("Int"), deprecated=text, description=text)
        schema = types.Schema({**sdl.read("scalar X").types, "A": types.Object("A", {"a": field})})

        written = graphql.build_schema(sdl.write(schema)).type_map["A"]

        assert isinstance(written, graphql.GraphQLObjectType)
        assert written.fields["a"].description == text
        assert written.fields["a"].deprecation_reason == text

    def test_sorts_types_fields_arguments_values_members_and_interfaces(self) -> None:
        text = sdl.write(sdl.read(VALID))

        assert text == sdl.write(sdl.read(text))
        assert text.index("enum Color") < text.index("type Cup") < text.index("interface Heated")
        assert "  BLUE\n  RED @deprecated" in text
        assert "boil(cups: [Int!]! = [1, 2], input: BoilInput!): Kettle" in text
        assert "implements Heated & Vessel {\n  isHot" in text
        assert "union Thing = Cup | Kettle" in text

    def test_writes_a_block_string_that_is_a_default_so_that_it_survives_indentation(self) -> None:
        schema = sdl.read('input A {\n  a: String = """\n    x  \n      y\n  """\n}')

        assert sdl.write(schema) == 'input A {\n  a: String = "x  \\n  y"\n}\n'

    def test_ends_with_one_line_break_and_has_no_white_space_at_ends_of_lines(self) -> None:
        text = sdl.write(sdl.read(VALID))

        assert text.endswith("}\n")
        assert all(line == line.rstrip() for line in text.split("\n"))


class TestReferences:
    def test_names_the_place_of_each_type(self) -> None:
        schema = sdl.read(VALID)

        assert list(sdl.references(schema["Mutation"])) == [
            ("Mutation.boil", "Kettle"),
            ("Mutation.boil(input:)", "BoilInput"),
            ("Mutation.boil(cups:)", "Int"),
        ]
        assert set(sdl.references(schema["Kettle"])) == {
            ("Kettle", "Heated"),
            ("Kettle", "Vessel"),
            ("Kettle.volume", "Float"),
            ("Kettle.isHot", "Boolean"),
        }
        assert list(sdl.references(schema["Thing"])) == [("Thing", "Cup"), ("Thing", "Kettle")]
        assert list(sdl.references(schema["Color"])) == []


class TestWarnings:
    def test_name_each_place_that_is_repeated_to_the_letter(self) -> None:
        warnings: list[str] = []
        text = "type A {\n  a: Int\n  a: Int\n}\nenum B { C\n C }\nunion D =\n A\n| A"

        found = sdl.read(text, warnings=warnings)

        assert list(found.fields_of("A")) == ["a"]
        assert warnings == [
            "line 3: A has 'a' twice, alike; one is taken",
            "line 6: B has 'C' twice, alike; one is taken",
            "line 9: D has 'A' twice, alike; one is taken",
        ]
        assert found.possible_types("D") == ("A",)

    def test_do_not_mind_a_repetition_that_is_described_in_other_words(self) -> None:
        warnings: list[str] = []

        sdl.read('type A {\n  "one" a: Int\n  "two" a: Int\n  a: Int\n}', warnings=warnings)

        assert [warning.split(":")[0] for warning in warnings] == ["line 3", "line 4"]
