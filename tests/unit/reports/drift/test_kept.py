import json
from typing import Any

import attrs
import pytest

from reports.drift import document, kept
from schema.drift.change import BREAKING, DANGEROUS, Change, Kind
from schema.drift.outcome import Drift
from schema.drift.review import FailOn, Review, fingerprint
from tests.support import drifts

GONE = Change(
    BREAKING,
    Kind.FIELD_REMOVED,
    "Tea.name",
    "It is gone.",
    "String!",
    None,
    ("brew",),
)
SIZE = Change(
    DANGEROUS,
    Kind.ENUM_VALUE_ADDED,
    "Size.XL",
    "It is new.",
    None,
    "XL",
)


def review(*changes: Change, **more: Any) -> Review:
    return Review(**{"old": "the snapshot", "new": "staging", "drift": Drift(changes), **more})


class TestRead:
    def test_reads_what_was_written(self) -> None:
        written = review(GONE, SIZE, fail_on=FailOn.ANY, problems=("stale",), notes=("a limit",))
        written = attrs.evolve(written, accepted=frozenset({fingerprint(SIZE)}))

        assert kept.read(document.render(written)) == written

    def test_keeps_what_is_only_counted_as_a_note(self) -> None:
        written = drifts.review()

        found = kept.read(document.render(written))

        assert written.remarks
        assert found.remarks == written.remarks
        assert document.as_json(found)["changes"] == document.as_json(written)["changes"]

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"verdict": {}, "changes": 1}', "[" * 100_000])
    def test_refuses_anything_else(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"not what `drift\.json` holds"):
            kept.read(text)

    @pytest.mark.parametrize("key", ["criticality", "kind", "affects"])
    def test_refuses_a_change_without_one_of_its_parts(self, key: str) -> None:
        value = document.as_json(review(GONE))
        del value["changes"][0][key]

        with pytest.raises(ValueError, match=key):
            kept.read(json.dumps(value))


class TestJoined:
    def test_has_each_change_once_with_all_that_it_affects(self) -> None:
        elsewhere = attrs.evolve(GONE, affects=("steep",))
        unharmed = attrs.evolve(GONE, affects=(), criticality=DANGEROUS)

        found = kept.joined([review(unharmed, SIZE), review(GONE), review(elsewhere)])

        assert found.drift.changes == (attrs.evolve(GONE, affects=("brew", "steep")), SIZE)
        assert found.affected_operations == ("brew", "steep")

    def test_tells_the_same_name_at_two_servers_apart(self) -> None:
        assert kept.joined([review(GONE, GONE), review(GONE)]).drift.changes == (GONE, GONE)

    def test_has_what_is_accepted_the_problems_and_the_notes_of_all(self) -> None:
        first = review(GONE, accepted=frozenset({fingerprint(GONE)}), notes=("a limit", "one"))
        second = review(SIZE, problems=("stale",), notes=("a limit", "two"))

        found = kept.joined([first, second])

        assert found.is_accepted(GONE)
        assert not found.is_accepted(SIZE)
        assert found.problems == ("stale",)
        assert found.notes == ("a limit", "one", "two")
