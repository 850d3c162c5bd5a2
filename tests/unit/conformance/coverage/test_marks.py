import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.coverage import marks
from conformance.coverage.marks import Kind, Mark

MARKS = st.frozensets(st.builds(Mark, st.sampled_from(Kind), st.text(max_size=5), st.text(max_size=5)))


class TestGrouped:
    @given(MARKS)
    def test_loses_nothing_on_its_way_through_json(self, listed: frozenset[Mark]) -> None:
        plain = json.loads(json.dumps(marks.grouped(listed)))

        assert frozenset(marks.listed(plain)) == listed

    def test_is_sorted_whatever_the_order_of_a_set_is(self) -> None:
        listed = [Mark(Kind.ERRORS, "boilKettle", name) for name in "cab"]

        assert marks.grouped(listed) == {"errors": {"boilKettle": ("a", "b", "c")}}


class TestListed:
    def test_refuses_a_kind_that_nobody_counts(self) -> None:
        with pytest.raises(ValueError, match="moods"):
            list(marks.listed({"moods": {"boilKettle": ("good",)}}))
