import pytest

from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind


class TestCriticality:
    def test_is_ordered_by_harm(self) -> None:
        assert max(SAFE, BREAKING, DANGEROUS) is BREAKING
        assert min(SAFE, BREAKING, DANGEROUS) is SAFE

    def test_is_written_as_a_word(self) -> None:
        assert [f"{one}" for one in (BREAKING, DANGEROUS, SAFE)] == ["breaking", "dangerous", "safe"]


class TestKind:
    def test_has_the_ids_that_reports_and_waivers_hold(self) -> None:
        assert sorted(kind.value for kind in Kind) == IDS


class TestChange:
    @pytest.mark.parametrize(
        ("coordinate", "owner", "member"),
        [("Tea", "Tea", None), ("Tea.leaf", "Tea", "leaf"), ("Tea.leaf(of:)", "Tea", "leaf")],
    )
    def test_knows_the_parts_of_its_coordinate(self, coordinate: str, owner: str, member: str | None) -> None:
        change = Change(SAFE, Kind.FIELD_ADDED, coordinate, "")

        assert (change.owner, change.member) == (owner, member)


IDS = [
    "argument-added",
    "argument-default-added",
    "argument-default-changed",
    "argument-default-removed",
    "argument-removed",
    "argument-type-changed",
    "deprecation-added",
    "deprecation-reason-changed",
    "deprecation-removed",
    "description-changed",
    "element-refused",
    "enum-value-added",
    "enum-value-removed",
    "error-added",
    "error-code-changed",
    "error-list-added",
    "error-list-removed",
    "error-message-changed",
    "error-moved",
    "error-removed",
    "field-added",
    "field-removed",
    "field-type-changed",
    "input-field-added",
    "input-field-default-added",
    "input-field-default-changed",
    "input-field-default-removed",
    "input-field-removed",
    "input-field-type-changed",
    "interface-added",
    "interface-removed",
    "notice-too-short",
    "one-of-added",
    "one-of-removed",
    "removal-date-moved",
    "removal-overdue",
    "removed-before-date",
    "specified-by-changed",
    "type-added",
    "type-kind-changed",
    "type-removed",
    "union-member-added",
    "union-member-removed",
]
