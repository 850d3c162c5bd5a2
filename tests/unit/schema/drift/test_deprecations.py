import datetime

import pytest

from schema.drift import deprecations
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind
from tests.unit.schema.drift import matrix

TODAY = datetime.date(2026, 11, 24)
NOTICE = datetime.timedelta(days=90)
DAY = datetime.date(2026, 7, 1)


def reason(removal: str, *, marked: str = "2026-01-15") -> str:
    return f"Use b.\n\n- Marked as deprecated on {marked}.\n- Scheduled for removal on or after {removal}."


def changed(old: str | None, new: str | None) -> list[Change]:
    return list(deprecations.changed("Tea.a", old, new, today=TODAY, notice=NOTICE))


def verdicts(changes: list[Change]) -> list[tuple[Kind, int]]:
    return [(one.kind, one.criticality) for one in changes]


class TestRead:
    @pytest.mark.parametrize(
        "text",
        [
            "b\n\n- Marked as deprecated on 2026-01-15.\n- Scheduled for removal on or after 2026-07-01.",
            "Use b. - Marked as deprecated on 2026-01-15. - Scheduled for removal on or after 2026-07-01.",
            "Use b. - Marked as deprecated on 2026-01-15. - Will be removed on 2026-07-01.",
            "use b. - marked as deprecated on\n2026-01-15.\n- will be removed on  2026-07-01",
        ],
    )
    def test_finds_the_dates_in_either_wording(self, text: str) -> None:
        assert deprecations.read(text) == deprecations.Deprecation(datetime.date(2026, 1, 15), DAY)

    @pytest.mark.parametrize(
        "text", ["No longer supported", "", "Scheduled for removal on or after 2026-06-31."]
    )
    def test_finds_none_where_there_is_no_day_of_the_calendar(self, text: str) -> None:
        assert deprecations.read(text) == deprecations.Deprecation(None, None)


class TestChanged:
    def test_is_silent_where_the_notice_is_long_enough(self) -> None:
        found = changed(None, reason("2026-04-15"))

        assert verdicts(found) == [(Kind.DEPRECATION_ADDED, SAFE)]

    def test_warns_of_a_notice_that_is_a_day_too_short(self) -> None:
        found = changed(None, reason("2026-04-14"))

        assert verdicts(found) == [(Kind.DEPRECATION_ADDED, SAFE), (Kind.NOTICE_TOO_SHORT, DANGEROUS)]

    def test_counts_the_notice_from_today_where_no_mark_is_dated(self) -> None:
        found = changed(None, "Will be removed on 2026-12-24.")

        assert found[-1].kind is Kind.NOTICE_TOO_SHORT
        assert "30 days" in found[-1].sentence

    def test_tells_of_a_date_moved_back_as_safe(self) -> None:
        found = changed(reason("2026-07-01"), reason("2027-07-01"))

        assert verdicts(found) == [(Kind.REMOVAL_DATE_MOVED, SAFE)]
        assert (found[0].before, found[0].after) == ("2026-07-01", "2027-07-01")

    def test_tells_of_a_date_moved_forward_as_dangerous(self) -> None:
        found = changed(reason("2027-07-01"), reason("2026-07-01"))

        assert verdicts(found) == [(Kind.REMOVAL_DATE_MOVED, DANGEROUS)]

    def test_warns_of_the_notice_that_a_date_moved_forward_leaves(self) -> None:
        found = changed(reason("2027-07-01"), reason("2026-02-01"))

        assert verdicts(found) == [(Kind.REMOVAL_DATE_MOVED, DANGEROUS), (Kind.NOTICE_TOO_SHORT, DANGEROUS)]

    @pytest.mark.parametrize(
        ("old", "new", "criticality"),
        [("Use b.", reason("2026-07-01"), DANGEROUS), (reason("2026-07-01"), "Use b.", SAFE)],
    )
    def test_tells_of_a_date_that_comes_or_goes(self, old: str, new: str, criticality: int) -> None:
        found = changed(old, new)

        assert verdicts(found) == [(Kind.REMOVAL_DATE_MOVED, criticality)]

    def test_is_silent_where_only_white_space_differs(self) -> None:
        old = reason("2026-07-01")

        assert changed(old, " ".join(old.split())) == []


class TestRemoved:
    @pytest.mark.parametrize(
        ("removal", "kinds"), [("2026-11-24", []), ("2026-11-25", [Kind.REMOVED_BEFORE_DATE])]
    )
    def test_is_in_order_from_the_date_on(self, removal: str, kinds: list[Kind]) -> None:
        found = list(deprecations.removed("Tea.a", reason(removal), today=TODAY))

        assert verdicts(found) == [(kind, BREAKING) for kind in kinds]

    @pytest.mark.parametrize("text", [None, "Use b."])
    def test_says_nothing_of_what_had_no_date(self, text: str | None) -> None:
        assert list(deprecations.removed("Tea.a", text, today=TODAY)) == []


class TestOverdue:
    SCHEMA = matrix.schema(
        """
        type Mutation {
          brew(old: Int @deprecated(reason: "Will be removed on 2026-11-23."), leaf: Leaf): Tea
        }
        type Tea {
          gone: Int @deprecated(reason: "Will be removed on 2026-01-01.")
          today: Int @deprecated(reason: "Will be removed on 2026-11-24.")
          undated: Int @deprecated
          size: Size
        }
        input Leaf { green: Int @deprecated(reason: "Will be removed on 2026-11-01.") }
        enum Size { S M @deprecated(reason: "Will be removed on 2026-11-02.") }
        """
    )

    def test_is_what_is_still_there_after_its_date(self) -> None:
        found = list(deprecations.overdue(self.SCHEMA, self.SCHEMA.types, today=TODAY))

        assert {one.coordinate for one in found} == {
            "Mutation.brew(old:)",
            "Tea.gone",
            "Leaf.green",
            "Size.M",
        }
        assert {(one.kind, one.criticality) for one in found} == {(Kind.REMOVAL_OVERDUE, DANGEROUS)}

    def test_is_looked_for_in_the_types_that_are_named(self) -> None:
        found = list(deprecations.overdue(self.SCHEMA, ["Tea"], today=TODAY))

        assert [(one.coordinate, one.after) for one in found] == [("Tea.gone", "2026-01-01")]
        assert "327 days after 2026-01-01" in found[0].sentence
