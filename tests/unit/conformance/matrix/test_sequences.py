from __future__ import annotations

from conformance.matrix import placement, sequences

REGISTER, DELETE, LOGIN = (
    "registerPushNotificationBinding",
    "deletePushNotificationBinding",
    "obtainKrakenToken",
)


class TestCompanions:
    def test_are_the_mutations_of_the_same_workflows_and_the_login(self) -> None:
        assert sequences.companions(DELETE) == {REGISTER, DELETE, LOGIN}

    def test_of_a_mutation_in_no_workflow_there_are_none(self) -> None:
        assert sequences.companions("requote") == frozenset()


class TestApart:
    def test_a_fault_of_state_has_its_workflow_for_itself(self) -> None:
        placed = {"errors.no-code": REGISTER, "shape.null-item": "requote", "state.not-ended": DELETE}

        assert sequences.apart(placed) == {"shape.null-item": "requote", "state.not-ended": DELETE}

    def test_what_waits_gets_a_round_of_its_own(self) -> None:
        candidates = {
            "errors.no-code": [REGISTER],
            "state.forgotten": [REGISTER],
            "state.not-ended": [DELETE],
        }

        rounds = placement.place(candidates, 0, sequences.apart)

        assert sorted(fault for one in rounds for fault in one) == sorted(candidates)
        assert all(len(one) == 1 for one in rounds)


class TestShows:
    def test_what_is_done_before_it_is_refused_where_a_workflow_without_a_login_ends_something(self) -> None:
        hidden = "auth.executes-before-refusing"

        assert sequences.shows(hidden, "endContributionAgreement")
        assert not sequences.shows(hidden, "createContributionAgreement")
        # Nobody in particular has no bindings.
        assert not sequences.shows(hidden, DELETE)
        assert not sequences.shows(hidden, "requote")

    def test_every_other_fault_anywhere(self) -> None:
        assert sequences.shows("auth.garbage-accepted", "requote")
        assert sequences.shows("state.not-ended", DELETE)


class TestConsequences:
    def test_a_rule_of_state_may_be_broken_by_another_fault_of_its_workflow(self) -> None:
        fired = {"state.created-is-seen", "errors.has-code"}

        assert sequences.consequences(fired, REGISTER, {"errors.no-code": DELETE}) == {
            "state.created-is-seen"
        }
        assert sequences.consequences(fired, REGISTER, {"errors.no-code": "requote"}) == set()
        assert sequences.consequences(fired, REGISTER, {"state.not-ended": DELETE}) == set()


AROUND = {"state.all-ended": frozenset({"state.created-is-seen"}), "errors.no-code": frozenset[str]()}


class TestKnownAround:
    def test_is_what_a_fault_does_to_those_that_are_called_with_its_mutation(self) -> None:
        placed = {"state.all-ended": DELETE, "errors.no-code": "requote"}

        assert sequences.known_around(AROUND, REGISTER, placed) == {"state.created-is-seen"}

    def test_is_nothing_anywhere_else(self) -> None:
        placed = {"state.all-ended": DELETE, "errors.no-code": "requote"}

        assert sequences.known_around(AROUND, "requote", placed) == frozenset()


class TestNames:
    def test_select_the_workflows_in_which_a_fault_of_state_can_show(self) -> None:
        assert sequences.names({"state.not-ended": DELETE}) == [DELETE, "push_binding"]
        assert sequences.names({"errors.no-code": DELETE}) == [DELETE]
        assert "contribution_agreement" in sequences.names(
            {"auth.executes-before-refusing": "endContributionAgreement"}
        )
