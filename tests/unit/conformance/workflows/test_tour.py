from __future__ import annotations

import pytest

from conformance.errors import ViolationError
from conformance.model import Exchange
from conformance.sequence import Demand
from conformance.workflows import admission
from conformance.workflows.calls import Composer
from conformance.workflows.player import Player
from conformance.workflows.tour import Tour
from tests.support.playing import Playing, contract, workflow


def demanded(name: str) -> dict[tuple[str, str], set[Demand]]:
    """What the tour of a workflow demanded of each action in each state, on a sandbox without faults."""
    playing = Playing.against(step_time=0.002)
    found: dict[tuple[str, str], set[Demand]] = {}

    def judge(exchange: Exchange) -> bool:
        step = exchange.step
        if step is not None:
            found.setdefault((step.state, step.move.action), set()).add(step.demand)
        return bool(playing.run.judge(exchange))

    client = playing.run.client
    composer = Composer(contract(), workflow(name))

    def begin() -> Player:
        return admission.player(composer, client, admission.values(client), playing.run.send, judge)

    for player in Tour().take(begin):
        assert player.undo() == []
    return found


class TestTake:
    def test_tries_each_move_in_each_state(self) -> None:
        found = demanded("push_binding")

        assert found["bound", "delete"] == {Demand.TAKEN, Demand.OTHERS}
        assert found["ended", "delete"] == {Demand.GONE}
        assert found["absent", "delete"] == {Demand.GONE}
        assert Demand.NOTHING in found["bound", "register"]

    def test_tries_to_end_as_nobody_what_only_a_credential_may_end(self) -> None:
        agreement, repayment = demanded("contribution_agreement"), demanded("repayment")

        assert agreement["agreed", "end"] == {Demand.TAKEN, Demand.OTHERS, Demand.NOBODY}
        assert not any(Demand.NOBODY in one for leg, one in agreement.items() if leg != ("agreed", "end"))
        # The contract does not say that it requires authorization.
        assert not any(Demand.NOBODY in one for one in repayment.values())

    def test_goes_through_all_steps_and_tries_each_out_of_turn_and_twice_at_once(self) -> None:
        found = demanded("smart_flex_onboarding")
        steps = [action for action in workflow("smart_flex_onboarding").actions if action.once]

        for number, action in enumerate(steps, 1):
            assert {Demand.TAKEN, Demand.ONCE, Demand.OTHERS} <= found[f"step-{number}", action.name]
            assert any(Demand.TURN in demands for (_, name), demands in found.items() if name == action.name)
        assert found["cancelled", "cancel"] == {Demand.GONE}


@pytest.mark.parametrize(
    ("fault", "mutation", "name", "rule"),
    [
        ("state.forgotten", "registerPushNotificationBinding", "push_binding", "state.created-is-seen"),
        ("state.not-ended", "deletePushNotificationBinding", "push_binding", "state.ended-is-gone"),
        ("state.all-ended", "endContributionAgreement", "contribution_agreement", "state.one-is-ended"),
        (
            "state.refused-and-done",
            "endContributionAgreement",
            "contribution_agreement",
            "state.refusal-changes-nothing",
        ),
        (
            "auth.executes-before-refusing",
            "endContributionAgreement",
            "contribution_agreement",
            "state.refusal-changes-nothing",
        ),
        (
            "auth.executes-before-refusing",
            "terminateCreditTransferPermission",
            "credit_transfer_permission",
            "state.refusal-changes-nothing",
        ),
        ("state.key-taken-twice", "submitRepaymentRequest", "repayment", "state.retry-does-not-duplicate"),
        ("state.tokens-kept", "forceReauthentication", "token", "state.ended-is-gone"),
        (
            "state.roots-reversed",
            "createCreditTransferPermission",
            "credit_transfer_permission",
            "state.root-fields-in-order",
        ),
    ],
)
class TestPlay:
    def test_a_fault_that_only_sequences_show_breaks_the_rule_that_names_it_and_no_other(
        self, fault: str, mutation: str, name: str, rule: str
    ) -> None:
        playing = Playing.against(fault, [mutation])

        playing.play(name)

        assert playing.broken == {(rule, mutation)}


class TestClean:
    def test_nothing_is_found_and_nothing_left_the_second_time_either(self) -> None:
        playing = Playing.against(step_time=0.002)
        before = playing.sandbox.state.as_json()

        for name in ("push_binding", "credit_transfer_permission", "account_reference") * 2:
            playing.play(name)

        assert playing.broken == set()
        assert playing.sandbox.state.as_json() == before


class TestStoppingAtTheFirstViolation:
    def test_undoes_what_was_made_all_the_same(self) -> None:
        playing = Playing.against("state.made-twice", ["createCreditTransferPermission"])
        before = playing.sandbox.state.as_json()
        playing.run.stop_at_first = True

        with pytest.raises(ViolationError):
            playing.play("credit_transfer_permission")

        assert playing.sandbox.state.as_json() == before


class TestFinding:
    def test_is_kept_with_the_fewest_moves_that_show_it_and_the_calls_before(self) -> None:
        playing = Playing.against("state.not-ended", ["endContributionAgreement"])

        playing.play("contribution_agreement", examples=3)

        item = playing.run.item("workflow:contribution_agreement", "endContributionAgreement")
        (evidence,) = [cause.evidence for cause in item.found.values()]
        assert [move["action"] for move in evidence.case["moves"]] == ["create", "end", "end"]
        assert [step["move"].split()[0] for step in evidence.steps] == ["create", "end"]
        assert "createContributionAgreement" in evidence.steps[0]["request"]
