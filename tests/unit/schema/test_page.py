import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import catalogue, page, types
from tests.support import damage, pages

VALID = pages.page(pages.entry(), pages.NEXT)


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in page.read(text).problems]


def only(text: str) -> page.Entry:
    (found,) = page.read(text).entries
    return found


class TestRead:
    def test_reads_all_that_an_entry_says(self) -> None:
        found = only(pages.page(pages.entry()))

        assert found == page.Entry(
            name="boilKettle",
            line=6,
            section="API Site",
            url=pages.URL,
            returns=types.TypeRef("BoilKettle"),
            description=("Boil a kettle.",),
            errors=(
                catalogue.DocumentedError("KT-CT-7000", "Unauthorized."),
                catalogue.DocumentedError("KT-CT-7001", "No water: add some."),
            ),
            error_lines=2,
            arguments={"input": types.TypeRef("BoilKettleInput", required=True)},
            output_fields=("temperature", "cups"),
        )

    def test_reads_entries_in_the_order_of_the_page_without_a_problem(self) -> None:
        read = page.read(VALID)

        assert [entry.name for entry in read.entries] == ["boilKettle", "washCup"]
        assert read.problems == ()

    def test_reads_the_sections_of_several_servers(self) -> None:
        text = pages.page(pages.entry()) + "Authentication Server\n" + "\n".join(pages.NEXT)

        read = page.read(text)

        assert [entry.section for entry in read.entries] == ["API Site", "Authentication Server"]
        assert read.problems == ()

    @pytest.mark.parametrize(
        "text",
        [
            VALID.replace("\n", "\r\n"),
            "\ufeff" + VALID,
            re.sub(r"\n(washCup|Arguments|Mutation|Response|\}\n)", r"\n\n\1", VALID),
            VALID.rstrip("\n") + "\n\n \n",
        ],
    )
    def test_reads_other_ends_of_lines_a_byte_order_mark_and_blank_lines(self, text: str) -> None:
        read = page.read(text)

        assert [entry.name for entry in read.entries] == ["boilKettle", "washCup"]
        assert read.entries[0].errors == page.read(VALID).entries[0].errors
        assert read.problems == ()

    def test_reads_an_entry_that_lost_everything_above_its_tables(self) -> None:
        text = pages.page(pages.entry(heading=(), type=(), address=(), description=(), errors=()))

        found = only(text)

        assert (found.name, found.url, found.returns, found.errors) == ("boilKettle", None, None, None)
        assert found.arguments == {"input": types.TypeRef("BoilKettleInput", required=True)}
        assert problems(text) == []

    def test_reads_an_entry_without_a_type(self) -> None:
        found = only(pages.page(pages.entry(type=())))

        assert found.returns is None
        assert found.url == pages.URL

    def test_knows_the_section_of_a_page_that_begins_with_it_and_a_byte_order_mark(self) -> None:
        text = "\ufeffAPI Site\n" + "\n".join(pages.NEXT)

        assert only(text).section == "API Site"

    def test_tells_no_list_of_errors_from_an_empty_one(self) -> None:
        without = only(pages.page(pages.entry(errors=())))
        empty = only(pages.page(pages.entry(errors=(pages.CATALOGUE,))))

        assert without.errors is None
        assert empty.errors == ()

    def test_counts_a_code_that_is_listed_twice_in_lines_and_lists_it_once(self) -> None:
        text = pages.page(pages.entry(errors=(*pages.ERRORS, pages.ERRORS[1])))

        found = only(text)

        assert found.error_lines == 3
        assert [error.code for error in found.errors or ()] == ["KT-CT-7000", "KT-CT-7001"]
        assert problems(text) == []

    @pytest.mark.parametrize(
        "head",
        [
            ("mutation BoilKettle(", "$input: BoilKettleInput!", "$cups: [Int!]", ") {"),
            ("mutation BoilKettle(", "$input: BoilKettleInput!,", "$cups: [Int!])", "{"),
            ("mutation BoilKettle($input: BoilKettleInput!, $cups: [Int!] = []) {",),
        ],
    )
    def test_reads_an_operation_whose_arguments_take_several_lines(self, head: Sequence[str]) -> None:
        operation = (
            "Mutation",
            *head,
            "boilKettle(",
            "input: $input,",
            "cups: $cups",
            ") {",
            "temperature",
            "}",
            "}",
        )
        text = pages.page(pages.entry(operation=operation), pages.NEXT)

        read = page.read(text)

        assert {name: str(type_) for name, type_ in read.entries[0].arguments.items()} == {
            "input": "BoilKettleInput!",
            "cups": "[Int!]",
        }
        assert len(read.entries) == 2
        assert read.problems == ()

    def test_does_not_count_braces_inside_texts_of_a_response(self) -> None:
        response = ("Response", "{", '"data": "}}} \\" }"', "}")

        assert problems(pages.page(pages.entry(response=response), pages.NEXT)) == []

    @pytest.mark.parametrize(
        ("changes", "at", "reason"),
        [
            ({"address": ()}, "boilKettle", "boilKettle has no URL"),
            ({"type": ("Type:[Boil",)}, "Type:[Boil", "'[Boil' is not a type"),
            (
                {"errors": (pages.CATALOGUE, "- KT-CT-7001 No water.")},
                "- KT-CT-7001 No water.",
                "'- KT-CT-7001 No water.' is not of the form '- CODE: message'",
            ),
            (
                {"errors": (*pages.ERRORS, "- KT-CT-7001:")},
                "- KT-CT-7001:",
                "'- KT-CT-7001:' is not of the form '- CODE: message'",
            ),
            (
                {"errors": (*pages.ERRORS, "- KT-CT-7001: No fire.")},
                "- KT-CT-7001: No fire.",
                "KT-CT-7001 is listed with another message already",
            ),
            (
                {"errors": ("- KT-CT-7001: No water.",)},
                "- KT-CT-7001: No water.",
                "'- KT-CT-7001: No water.' stands outside a list of errors",
            ),
            (
                {"errors": (*pages.ERRORS, "Boil it twice.")},
                "Boil it twice.",
                "'Boil it twice.' stands in the list of errors and is none",
            ),
            (
                {"arguments": (*pages.ARGUMENTS, "Boil it twice.")},
                "Boil it twice.",
                "'Boil it twice.' stands in a table and is no row",
            ),
            (
                {"variables": ("Variables",)},
                "Variables",
                "the example of variables is empty",
            ),
            (
                {"variables": ("Variables", "{", '"input": {', "}")},
                "Variables",
                "the braces under 'Variables' are not balanced",
            ),
        ],
    )
    def test_keeps_an_entry_and_names_the_line_of_what_is_odd_in_it(
        self, changes: dict[str, Sequence[str]], at: str, reason: str
    ) -> None:
        text = pages.page(pages.entry(**changes), pages.NEXT)

        read = page.read(text)

        assert [entry.name for entry in read.entries] == ["boilKettle", "washCup"]
        assert read.problems == (page.Problem(pages.line_of(text, at), reason),)

    @pytest.mark.parametrize(
        ("changes", "at", "reason"),
        [
            ({"operation": ()}, "boilKettle", "boilKettle has no operation document"),
            (
                {"operation": ("Mutation", "mutation BrewTea {", "brewTea", "}")},
                "mutation BrewTea {",
                "the operation of boilKettle selects brewTea",
            ),
            (
                {"operation": ("Mutation", "query Boil {", "boilKettle", "}")},
                "query Boil {",
                "the operation document cannot be read: it is not exactly one mutation",
            ),
            (
                {"operation": ("Mutation", "mutation Boil {", "boilKettle", "...Rest", "}")},
                "mutation Boil {",
                "the operation document cannot be read: it has not exactly one root field",
            ),
            (
                {"operation": ("Mutation", "mutation Boil {", "boilKettle(cups: 2)", "}")},
                "mutation Boil {",
                "the operation document cannot be read: argument 'cups' is not given by a declared variable",
            ),
            (
                {"operation": ("Mutation", "mutation Boil($a: Int) {", "boilKettle(a: $b)", "}")},
                "mutation Boil($a: Int) {",
                "the operation document cannot be read: argument 'a' is not given by a declared variable",
            ),
            (
                {"operation": ("Mutation", "mutation Boil {", "boilKettle(input) {", "}", "}")},
                "mutation Boil {",
                "the operation document cannot be read: Syntax Error: Expected ':', found ')'.",
            ),
            (
                {
                    "operation": (
                        "Mutation",
                        f"mutation Boil($a: {'[' * 90}Int{']' * 90}) {{",
                        "boilKettle(a: $a)",
                        "}",
                    )
                },
                f"mutation Boil($a: {'[' * 90}Int{']' * 90}) {{",
                "the operation document cannot be read: a type has lists more than 50 deep",
            ),
        ],
    )
    def test_leaves_out_an_entry_that_cannot_be_read_names_it_and_goes_on(
        self, changes: dict[str, Sequence[str]], at: str, reason: str
    ) -> None:
        text = pages.page(pages.entry(**changes), pages.NEXT)

        read = page.read(text)

        assert [entry.name for entry in read.entries] == ["washCup"]
        assert read.problems == (page.Problem(pages.line_of(text, at), reason),)

    def test_ends_a_block_whose_braces_are_not_balanced_at_the_next_title(self) -> None:
        text = pages.page(pages.entry(operation=pages.OPERATION[:-1]), pages.NEXT)

        read = page.read(text)

        assert [entry.name for entry in read.entries] == ["washCup"]
        assert [(problem.line, problem.reason.split(":")[0]) for problem in read.problems] == [
            (pages.line_of(text, "Mutation"), "the braces under 'Mutation' are not balanced"),
            (pages.line_of(text, "Mutation") + 1, "the operation document cannot be read"),
        ]

    def test_names_an_operation_that_no_response_follows(self) -> None:
        text = pages.page(pages.entry(response=()), pages.NEXT)

        read = page.read(text)

        operation = pages.line_of(text, pages.OPERATION[1])
        reason = f"the operation document in line {operation} is not followed by a response"
        assert len(read.entries) == 2
        assert read.problems == (page.Problem(pages.line_of(text, "washCup"), reason),)

    def test_names_each_line_that_belongs_to_no_entry(self) -> None:
        text = pages.page(pages.entry(), ("Boil it twice.", "", "And again."), pages.NEXT)

        read = page.read(text)

        assert len(read.entries) == 2
        assert read.problems == (
            page.Problem(pages.line_of(text, "Boil it twice."), "'Boil it twice.' belongs to no entry"),
            page.Problem(pages.line_of(text, "And again."), "'And again.' belongs to no entry"),
        )

    def test_names_tables_that_no_operation_follows(self) -> None:
        text = pages.page(pages.ARGUMENTS, pages.NEXT)

        assert problems(text) == [
            (pages.line_of(text, "Arguments"), "an entry without heading has no operation document")
        ]

    def test_names_the_second_entry_of_a_mutation(self) -> None:
        text = pages.page(pages.NEXT, pages.entry(), pages.NEXT)

        first = pages.line_of(text, "washCup")
        second = text.split("\n").index("washCup", first) + 1
        assert problems(text) == [(second, f"washCup has an entry in line {first} already")]

    def test_names_a_second_list_of_errors_and_keeps_the_first(self) -> None:
        text = pages.page(pages.entry(errors=(*pages.ERRORS, pages.CATALOGUE, "- KT-CT-7002: No fire.")))

        assert [error.code for error in only(text).errors or ()] == ["KT-CT-7000", "KT-CT-7001", "KT-CT-7002"]
        assert [reason for _, reason in problems(text)] == ["a second list of errors begins here"]

    @pytest.mark.parametrize(
        "text", ["", "\n\n", "About Mutations\nnothing", "<html></html>", "\x00", "API Site"]
    )
    def test_names_a_page_without_entries(self, text: str) -> None:
        assert problems(text) == [(1, "there is no entry of a mutation on this page")]

    def test_counts_lines_as_an_editor_does(self) -> None:
        text = pages.page(pages.entry(description=("Boil\x0ca\u2028kettle\x85.",), address=()))

        assert problems(text) == [(6, "boilKettle has no URL")]

    @given(st.text())
    def test_never_raises_on_arbitrary_text(self, text: str) -> None:
        read = page.read(text)

        assert read.entries or read.problems

    @given(st.lists(st.sampled_from(VALID.split("\n")), max_size=40).map("\n".join))
    def test_never_raises_on_lines_of_a_page_in_any_order(self, text: str) -> None:
        read = page.read(text)

        assert read.entries or read.problems
        assert all(1 <= problem.line <= text.count("\n") + 2 for problem in read.problems)

    @settings(max_examples=300)
    @given(damage.damaged(VALID))
    def test_never_loses_an_entry_of_a_damaged_page_without_a_problem(self, text: str) -> None:
        read = page.read(text)

        for entry in read.entries:
            page.prose(entry)
        whole_operations = [part for part in (pages.OPERATION[1], pages.NEXT[5]) if part in text.split("\n")]
        assert read.problems or len(read.entries) >= len(whole_operations)
