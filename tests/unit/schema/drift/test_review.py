import attrs
import pytest

from schema.drift import review
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind
from schema.drift.outcome import Drift
from schema.drift.review import FailOn
from tests.support import drifts


def change(coordinate: str = "Tea.a", **more: object) -> Change:
    return attrs.evolve(Change(BREAKING, Kind.FIELD_REMOVED, coordinate, f"`{coordinate}` is gone."), **more)


def reviewed(*changes: Change, **more: object) -> review.Review:
    return attrs.evolve(review.Review(old="a", new="b", drift=Drift(changes)), **more)


class TestFailOn:
    @pytest.mark.parametrize(
        ("fail_on", "failing"),
        [
            (FailOn.AFFECTED, ["affected"]),
            (FailOn.BREAKING, ["affected", "breaking"]),
            (FailOn.DANGEROUS, ["affected", "breaking", "dangerous"]),
            (FailOn.ANY, ["affected", "breaking", "dangerous", "safe"]),
        ],
    )
    def test_includes_what_is_worse(self, fail_on: FailOn, failing: list[str]) -> None:
        listed = (
            change("affected", affects=("brew",)),
            change("breaking"),
            change("dangerous", criticality=DANGEROUS, affects=("brew",)),
            change("safe", criticality=SAFE),
            change("noise", noise=True),
        )

        found = reviewed(*listed, fail_on=fail_on)

        assert [one.coordinate for one in found.failing] == failing
        assert found.fails


class TestReview:
    def test_does_not_fail_for_what_is_accepted(self) -> None:
        one = change(affects=("brew",))

        found = reviewed(one, accepted=frozenset({review.fingerprint(one)}))

        assert not found.fails
        assert found.verdict == (
            "1 change (1 breaking, 0 dangerous, 0 safe); 1 of them touch documented operations, "
            "1 of which break; 1 accepted"
        )

    def test_fails_for_a_waiver_that_must_go(self) -> None:
        found = reviewed(problems=("entry 1: no change matches it",))

        assert found.fails
        assert "entry 1" in found.verdict

    def test_never_fails_for_a_removal_that_is_overdue(self) -> None:
        late = change(criticality=DANGEROUS)

        found = reviewed(drift=Drift((), (late,)), fail_on=FailOn.ANY)

        assert found.shown == (late,)
        assert not found.fails

    def test_counts_noise_and_lists_it_only_if_asked(self) -> None:
        quiet, loud = (reviewed(change(noise=True), noise=shown) for shown in (False, True))

        assert (len(quiet.shown), len(loud.shown)) == (0, 1)
        assert quiet.remarks == ("1 change that say nothing are not listed",)
        assert loud.remarks == ()


class TestFingerprint:
    def test_stays_while_the_same_thing_is_so(self) -> None:
        one = change()

        assert review.fingerprint(attrs.evolve(one, affects=("brew",), sentence="x")) == review.fingerprint(
            one
        )

    @pytest.mark.parametrize(
        "changed", [{"coordinate": "Tea.b"}, {"kind": Kind.TYPE_REMOVED}, {"after": "x"}, {"server": "auth"}]
    )
    def test_differs_for_another_change(self, changed: dict[str, object]) -> None:
        assert review.fingerprint(change(**changed)) != review.fingerprint(change())


class TestGroups:
    def test_put_operations_together_that_the_same_changes_affect(self) -> None:
        found = review.groups(drifts.review().shown)

        assert [one.operations for one in found] == [("brew",), ("pour", "steep"), ()]

    def test_tell_the_same_member_of_many_types_in_one_sentence(self) -> None:
        found = review.groups(drifts.review().shown)

        (family,) = found[1].families
        assert family.sentence == "Field removed: `possibleErrors` of 3 types (Cup, Leaf, Tea)."

    def test_lose_no_change(self) -> None:
        shown = drifts.review().shown

        listed = {
            one for group in review.groups(shown) for family in group.families for one in family.changes
        }

        assert listed == set(shown)

    def test_keep_two_of_a_kind_apart(self) -> None:
        found = review.groups([change("A.x"), change("B.x")])

        assert [family.sentence for family in found[0].families] == ["`A.x` is gone.", "`B.x` is gone."]
