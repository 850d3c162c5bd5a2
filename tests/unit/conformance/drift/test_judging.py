import datetime
from typing import Any

import attrs
import pytest

from conformance import waivers
from conformance.drift import judging
from conformance.errors import ConfigError
from conformance.waivers import Waiver
from schema.drift import review as reviews
from tests.support import drifts, schemas

CONTRACT = schemas.contract_from("type Mutation { brew: Int pour: Int steep: Int }")
REVIEW = drifts.review()
TODAY = drifts.TODAY
ENTRY = """[[waivers]]
rule = "drift.operation-unbroken"
coordinate = "*.possibleErrors"
reason = "Gone everywhere."
owner = "me@example.com"
expires = 2026-12-31
"""


def entry(**changed: Any) -> Waiver:
    (found,) = waivers.read(ENTRY, CONTRACT)
    return attrs.evolve(found, **changed)


def reviewed(*entries: Waiver, complete: bool = True) -> reviews.Review:
    return judging.reviewed(REVIEW, entries, TODAY, complete=complete)


class TestReviewed:
    def test_accepts_the_changes_of_a_coordinate(self) -> None:
        found = reviewed(entry())

        assert {one.coordinate for one in found.drift.changes if found.is_accepted(one)} == {
            "Cup.possibleErrors",
            "Leaf.possibleErrors",
            "Tea.possibleErrors",
        }
        assert found.problems == ()
        assert [one.coordinate for one in found.failing] == ["Mutation.brew", "Mutation.brew(cups:)"]

    def test_accepts_a_change_only_for_all_whom_it_affects(self) -> None:
        found = reviewed(entry(mutation="brew"))

        accepted = {one.coordinate for one in found.drift.changes if found.is_accepted(one)}
        assert accepted == {"Tea.possibleErrors"}

    def test_accepts_one_change_by_its_fingerprint(self) -> None:
        one = next(one for one in REVIEW.shown if one.coordinate == "Cup.possibleErrors")

        found = reviewed(entry(fingerprint=reviews.fingerprint(one)))

        assert found.accepted == {reviews.fingerprint(one)}

    def test_says_that_an_entry_matches_nothing(self) -> None:
        found = reviewed(entry(coordinate="Kettle.*"))

        assert found.problems == (
            "entry 1 (drift.operation-unbroken at Kettle.*): delete entry 1: no change matches it",
        )
        assert found.fails

    def test_does_not_say_so_where_the_newer_side_does_not_tell_all(self) -> None:
        assert reviewed(entry(coordinate="Kettle.*"), complete=False).problems == ()

    def test_does_not_accept_what_has_expired(self) -> None:
        found = reviewed(entry(expires=TODAY - datetime.timedelta(days=1)))

        assert found.accepted == frozenset()
        assert found.problems == (
            "entry 1 (drift.operation-unbroken at *.possibleErrors): it expired on 2026-11-23",
        )

    def test_keeps_what_breaks_apart_from_what_does_not(self) -> None:
        found = reviewed(entry(rule="drift.schema-unchanged", coordinate="*"))

        assert found.failing == REVIEW.failing
        assert {one.kind for one in found.drift.changes if found.is_accepted(one)} >= {"field-added"}


class TestWaivers:
    def test_of_drift_need_a_coordinate_and_have_no_case(self) -> None:
        with pytest.raises(ConfigError, match="entry 1: coordinate: it is missing"):
            waivers.read(ENTRY.replace('coordinate = "*.possibleErrors"\n', ""), CONTRACT)
        with pytest.raises(ConfigError, match="entry 1: unknown key 'case'"):
            waivers.read(ENTRY + "case = '{}'\n", CONTRACT)

    def test_of_other_rules_have_no_coordinate(self) -> None:
        text = ENTRY.replace("drift.operation-unbroken", "shape.non-null")

        with pytest.raises(ConfigError, match="entry 1: unknown key 'coordinate'"):
            waivers.read(text, CONTRACT)

    def test_may_be_several_with_other_coordinates(self) -> None:
        text = ENTRY + ENTRY.replace("*.possibleErrors", "Tea.*")

        assert [one.coordinate for one in waivers.read(text, CONTRACT)] == ["*.possibleErrors", "Tea.*"]
