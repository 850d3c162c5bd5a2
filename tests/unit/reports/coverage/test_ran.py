import pytest

from reports.coverage import ran
from tests.support import runs

SMALL = runs.evidence(request={**runs.evidence().request, "body": "{}"}, scenario="public", count=2)


class TestJoined:
    def test_is_one_finding_a_fingerprint_with_the_smallest_request(self) -> None:
        (found,) = ran.joined([runs.evidence(count=3), SMALL])

        assert found.evidence is SMALL
        assert found.scenarios == ("public", "valid_input")
        assert found.count == 5

    @pytest.mark.parametrize(("waived", "all_waived"), [((True, True), True), ((True, False), False)])
    def test_is_waived_where_all_of_it_is(self, waived: tuple[bool, ...], all_waived: bool) -> None:
        (found,) = ran.joined(runs.evidence(waived=one) for one in waived)

        assert found.waived is all_waived

    def test_lists_what_is_waived_last_and_a_must_before_a_should(self) -> None:
        waived = runs.evidence(fingerprint="a", waived=True)
        should = runs.evidence(fingerprint="b", level="SHOULD")
        must = runs.evidence(fingerprint="c")

        assert [one.fingerprint for one in ran.joined([waived, should, must])] == ["c", "b", "a"]


class TestRanked:
    def test_shows_every_rule_and_mutation_before_a_second_place_of_any(self) -> None:
        found = [
            runs.evidence(fingerprint=f"{rule} {mutation} {place}", rule=rule, mutation=mutation)
            for rule in (runs.ENUM, runs.LIST)
            for mutation in ("boilKettle", "brewTea")
            for place in range(2)
        ]
        waived = runs.evidence(fingerprint="waived", rule="a.a", waived=True)

        ranked = [one.fingerprint for one in ran.ranked(ran.joined([waived, *found]))]

        first = [
            f"{rule} {mutation} 0"
            for mutation in ("boilKettle", "brewTea")
            for rule in (runs.ENUM, runs.LIST)
        ]
        assert ranked[:4] == first
        assert [one[-1] for one in ranked[4:8]] == ["1"] * 4
        assert ranked[8:] == ["waived"]


class TestShownStates:
    def test_tell_a_waived_rule_from_a_violated_one(self) -> None:
        waived = runs.evidence(fingerprint="a", rule=runs.ENUM, waived=True)
        half = [runs.evidence(fingerprint="b"), runs.evidence(fingerprint="c", waived=True)]

        shown = runs.ran(runs.item(waived, *half)).shown_states["boilKettle"]

        assert shown[runs.ENUM] == "waived"
        assert shown[runs.LIST] == "violated"
        assert shown[runs.NON_NULL] == "passed"
