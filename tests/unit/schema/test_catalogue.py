import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema import catalogue
from tests.support import schemas

DocumentedError = catalogue.DocumentedError


class TestRead:
    @given(schemas.catalogues())
    def test_reads_back_what_write_writes(self, items: tuple[DocumentedError, ...]) -> None:
        assert catalogue.read(catalogue.write(items)) == items

    @given(schemas.catalogues(), st.sampled_from((" ", "  ", "\t")))
    def test_reads_a_list_that_was_folded_into_one_line(
        self, items: tuple[DocumentedError, ...], space: str
    ) -> None:
        folded = re.sub(r"\s+", space, catalogue.write(items))

        assert catalogue.read(folded) == items

    @given(
        st.one_of(st.none(), st.text(), st.text("- :KTCT123\n").map((catalogue.INTRODUCTION + "\n").__add__))
    )
    def test_never_raises(self, description: str | None) -> None:
        found = catalogue.read(description)

        assert (found is not None) == (catalogue.INTRODUCTION in re.sub(r"\s+", " ", description or ""))

    @pytest.mark.parametrize("description", [None, "", "Boils water.", "- KT-CT-1111: Unauthorized."])
    def test_tells_a_description_without_a_list_from_one_with_an_empty_list(
        self, description: str | None
    ) -> None:
        assert catalogue.read(description) is None
        assert catalogue.read(catalogue.INTRODUCTION) == ()

    def test_takes_prose_before_and_after_the_list_for_no_part_of_it(self) -> None:
        description = (
            "Boils water - slowly: see KT-CT-9.\n\nThe possible errors that\ncan be raised are:\n\n"
            "- KT-CT-7001: No water.\n- KT-CT-7000: No kettle.\n\nOnly one kettle at a time.\n"
        )

        assert catalogue.read(description) == (
            DocumentedError("KT-CT-7000", "No kettle."),
            DocumentedError("KT-CT-7001", "No water."),
        )

    @pytest.mark.parametrize(
        "message",
        [
            "Kettle: empty",
            "Kettle - empty - KT",
            "- : -",
            "{'kettle': 'KT-CT-1'}",
            "see KT-CT-7001: it is the same",
            "Zoë's \N{OCTOPUS}",
        ],
    )
    def test_keeps_punctuation_inside_a_message(self, message: str) -> None:
        items = (DocumentedError("KT-CT-7000", message), DocumentedError("KT-GB-7001", "Other."))

        assert catalogue.read(catalogue.write(items)) == items

    def test_does_not_take_the_next_item_for_an_empty_message(self) -> None:
        description = f"{catalogue.INTRODUCTION}\n\n- KT-CT-7000:\n- KT-CT-7001: No water."

        found = catalogue.read(description)

        assert found == (DocumentedError("KT-CT-7000", ""), DocumentedError("KT-CT-7001", "No water."))

    def test_lists_a_repeated_code_once(self) -> None:
        description = f"{catalogue.INTRODUCTION}\n- KT-CT-7000: No water.\n- KT-CT-7000: No water.\n"

        assert catalogue.read(description) == (DocumentedError("KT-CT-7000", "No water."),)

    def test_reads_lines_that_end_as_on_windows(self) -> None:
        items = (DocumentedError("KT-CT-7000", "No kettle."), DocumentedError("KT-CT-7001", "No water."))

        assert catalogue.read(catalogue.write(items).replace("\n", "\r\n")) == items

    def test_takes_no_longer_than_it_should_for_much_white_space(self) -> None:
        description = f"{catalogue.INTRODUCTION}\n- KT-CT-7000: No{' ' * 200_000}water."

        assert catalogue.read(description) == (DocumentedError("KT-CT-7000", "No water."),)


class TestUnique:
    def test_sorts_errors_that_differ_in_what_is_known_of_their_type(self) -> None:
        items = [
            DocumentedError("KT-CT-2", "b"),
            DocumentedError("KT-CT-1", "a", "VALIDATION"),
            DocumentedError("KT-CT-1", "a"),
        ]

        assert [item.code for item in catalogue.unique(items)] == ["KT-CT-1", "KT-CT-2"]
