from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from conformance.model import Exchange
from conformance.sequence import By, Demand, Move
from conformance.target import journal
from conformance.target.control import Shared
from conformance.workflows import admission
from conformance.workflows.calls import Composer
from conformance.workflows.player import Player
from tests.support.playing import Playing, contract, workflow

PUSH = "push_binding"
DELETE = "deletePushNotificationBinding"


def player(name: str, playing: Playing | None = None, judged: list[Exchange] | None = None) -> Player:
    playing = playing or Playing.against()
    kept = [] if judged is None else judged

    def judge(exchange: Exchange) -> bool:
        kept.append(exchange)
        return any(one.violation.rule.startswith("state.") for one in playing.run.judge(exchange))

    client = playing.run.client
    composer = Composer(contract(), workflow(name))
    return admission.player(composer, client, admission.values(client), playing.run.send, judge)


def demands(player: Player) -> dict[str, Demand]:
    return {str(move): demand for move, demand in player.possible()}


class TestPlay:
    def test_a_thing_takes_on_the_state_that_an_action_leads_to(self) -> None:
        one = player(PUSH)

        one.play(Move("register"))

        assert [thing.state for thing in one.things] == ["bound"]
        assert demands(one)["delete 0"] is Demand.TAKEN
        assert demands(one)["delete 0 by another"] is Demand.OTHERS
        assert demands(one)["delete 1"] is Demand.GONE

    def test_values_of_an_answer_go_into_the_calls_after_it(self) -> None:
        judged: list[Exchange] = []
        one = player("contribution_agreement", judged=judged)

        one.play(Move("create"))
        one.play(Move("end"))

        given = judged[0].result["contributionAgreement"]["id"]
        assert judged[1].case.variables["input"]["contributionAgreementId"] == given
        create, end = (one.workflow.by_name[name].mutation for name in ("create", "end"))
        assert {(giver, taker) for giver, taker, _ in one.handed} == {(create, end)}
        assert one.things[0].state == "ended"

    def test_each_call_carries_the_moves_and_the_calls_before_it(self) -> None:
        judged: list[Exchange] = []
        one = player("contribution_agreement", judged=judged)

        one.play(Move("create"))
        one.play(Move("end"))

        assert judged[1].case.moves == (Move("create"), Move("end"))
        assert [exchange.case.mutation for exchange in judged[1].before] == ["createContributionAgreement"]

    def test_what_needs_a_value_that_nothing_gave_cannot_be_played(self) -> None:
        one = player("contribution_agreement")

        assert not one.play(Move("end"))
        assert one.moves == ()

    def test_a_refusal_for_another_reason_says_nothing(self) -> None:
        judged: list[Exchange] = []
        playing = Playing.against(workflow_values={"accountNumber": ("A-00000000",)})
        one = player("contribution_agreement", playing, judged)

        one.play(Move("create"))

        assert judged[0].step is not None
        assert judged[0].step.taken is None
        assert one.things[0].is_lost
        assert len(one.inconclusive) == 1

    def test_root_fields_of_one_operation_are_judged_one_by_one(self) -> None:
        judged: list[Exchange] = []
        one = player(PUSH, judged=judged)

        one.play(Move("register", then="delete"))

        assert judged[-1].case.mutation == DELETE
        assert judged[-1].step is not None
        assert (judged[-1].step.is_joined, judged[-1].step.taken) == (True, True)
        assert judged[-1].request.body.count("PushNotificationBinding(input") == 2
        assert one.things[0].state == "ended"

    def test_of_two_calls_at_the_same_time_one_is_taken(self) -> None:
        judged: list[Exchange] = []
        one = player("smart_flex_onboarding", Playing.against(step_time=0.05), judged)

        one.play(Move("start"))
        one.play(Move("choose_device_type", at_once=True))

        assert judged[-1].step is not None
        assert (judged[-1].step.demand, judged[-1].step.taken) == (Demand.ONCE, False)
        assert one.things[0].state == "step-2"

    def test_no_token_stands_in_what_is_kept(self) -> None:
        playing = Playing.against()
        one = player("token", playing)

        one.play(Move("obtain"))
        one.play(Move("refresh"))

        token, refreshing = (one.things[0].values[name] for name in ("token", "refreshToken"))
        assert len(token) == len(refreshing) == 64
        assert token not in str(one.exchanges)
        assert refreshing not in str(one.exchanges)
        assert "$KRAKEN_SESSION_TOKEN" in one.exchanges[1].request.body


class TestUndo:
    def test_ends_what_is_left(self) -> None:
        playing = Playing.against()
        before = playing.sandbox.state.as_json()
        one = player(PUSH, playing)
        one.play(Move("register", 0))
        one.play(Move("register", 1))

        left = one.undo()

        assert left == []
        assert playing.sandbox.state.as_json() == before

    @pytest.mark.parametrize("number", [None, "sandbox:KT-CT-7899"])
    def test_is_written_down_where_nothing_is_left_and_only_there(
        self, tmp_path: Path, number: str | None
    ) -> None:
        playing = Playing.against()
        file = tmp_path / journal.NAME
        kept = journal.Journal(file, playing.run.client.credentials.redactor)
        client = playing.run.client.controlled(Shared(), attempts=1, journal=kept)
        playing = attrs.evolve(playing, run=attrs.evolve(playing.run, client=client))
        one = player("contribution_agreement", playing)
        one.play(Move("create"))
        if number is not None:
            one.things[0].values["agreement"] = number

        one.undo()

        assert bool(journal.outstanding(journal.read(file))) is (number is not None)

    def test_says_what_could_not_be_undone(self) -> None:
        one = player("contribution_agreement")
        one.play(Move("create"))
        one.things[0].values["agreement"] = "sandbox:KT-CT-7899"

        assert one.undo() == ["contribution_agreement: thing 0 is agreed"]

    def test_undoes_what_nothing_is_known_of_any_more(self) -> None:
        playing = Playing.against("state.strangers-served", ["endContributionAgreement"])
        one = player("contribution_agreement", playing)
        one.play(Move("create"))
        one.play(Move("end", by=By.OTHER))

        assert one.things[0].is_lost
        assert one.undo() == []


class TestByNobody:
    def test_asks_without_a_credential_and_is_to_be_refused(self) -> None:
        one = player("contribution_agreement", Playing.against())
        one.play(Move("create"))

        ((move, demand),) = one.by_nobody(0)
        one.play(move)

        assert (str(move), demand) == ("end 0 by nobody", Demand.NOBODY)
        assert one.exchanges[-1].codes == ("KT-CT-1112",)
        assert "Authorization" not in one.exchanges[-1].request.headers
        assert (one.things[0].refused, one.things[0].is_lost) == ("endContributionAgreement", False)

    def test_finds_it_out_if_nobody_is_let_in(self) -> None:
        playing = Playing.against("auth.missing-header-accepted", ["endContributionAgreement"])
        one = player("contribution_agreement", playing)
        one.play(Move("create"))

        one.play(Move("end", by=By.NOBODY))

        assert one.things[0].is_lost
        assert playing.broken == {("auth.refused-without-credential", "endContributionAgreement")}


class TestRefusal:
    @pytest.mark.parametrize(
        ("profile", "said"),
        [
            ({"workflows": ()}, "push_binding is not among the workflows of sandbox"),
            ({"hazards": frozenset({"money"})}, "hazard account-change is not allowed"),
        ],
    )
    def test_says_why_a_workflow_may_not_be_played(self, profile: dict[str, Any], said: str) -> None:
        client = Playing.against(**profile).run.client

        assert said in str(admission.refusal(client, workflow(PUSH)))

    def test_a_workflow_whose_values_the_profile_does_not_know_is_not_played(self) -> None:
        client = Playing.against(workflow_values={}).run.client

        said = admission.refusal(client, workflow("repayment"))

        assert said == "target sandbox knows no accountNumber, ledgerId; give values in its profile"
