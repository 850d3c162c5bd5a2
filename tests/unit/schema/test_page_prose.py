from collections.abc import Sequence

import pytest

from schema import page
from tests.support import pages


def prose_of(entry: Sequence[str]) -> page.Prose:
    (found,) = page.read(pages.page(entry)).entries
    return page.prose(found)


def described(*lines: str) -> page.Prose:
    return prose_of(pages.entry(description=lines))


class TestProse:
    @pytest.mark.parametrize(
        "lines",
        [
            ("This field requires the Authorization header to be set.",),
            ("This field requires the Authorization", "header to be set."),
            ("Boil. This field requires the", "Authorization header", "to be set."),
        ],
    )
    def test_finds_that_the_authorization_header_is_required(self, lines: Sequence[str]) -> None:
        assert described(*lines).states_authorization_header

    def test_finds_nothing_where_nothing_is_stated(self) -> None:
        assert described("Boil with authorization.", "Deprecated kettles boil too.") == page.Prose(
            False, None, False, (), None
        )

    def test_finds_the_replacement_of_a_deprecated_mutation(self) -> None:
        assert described("DEPRECATED: Please use", "brewTea instead.").replacement == "brewTea"

    def test_finds_work_in_progress(self) -> None:
        assert described("WORK IN PROGRESS - DO NOT USE.").work_in_progress

    def test_finds_limits_of_an_amount_and_of_a_day(self) -> None:
        prose = described(
            "Lower limit: 100p (£1).", "Upper limit: 1,000,000p.", "Permitted values: 1-28 inclusive."
        )

        assert prose.limits == (("input.amount", 100, 1_000_000), ("input.paymentDay", 1, 28))

    @pytest.mark.parametrize(
        "line",
        ["Lower limit: ,p. Upper limit: ,,p.", "Permitted values: " + "9" * 5000 + "-" + "9" * 5000],
    )
    def test_never_raises_on_limits_that_are_no_numbers(self, line: str) -> None:
        assert described(line).limits == ()

    def test_finds_the_reasons_of_a_refusal(self) -> None:
        prose = described(
            "If the kettle refuses, a KT-CT-7003 error will be returned,",
            "with boilRefusalReasons in its extensions:",
            "* BK_NO_WATER - there is none.",
            "* BK_LID_OPEN - it is.",
        )

        assert prose.refusals == page.Refusals(
            "KT-CT-7003", "boilRefusalReasons", ("BK_LID_OPEN", "BK_NO_WATER")
        )

    def test_reads_what_is_stated_behind_the_list_of_errors_too(self) -> None:
        entry = pages.entry(errors=(*pages.ERRORS, "This requires the Authorization header."))

        assert prose_of(entry).states_authorization_header
