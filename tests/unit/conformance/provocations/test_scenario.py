from __future__ import annotations

from typing import Any

import pytest

from conformance.dry_run import DryRun
from conformance.errors import ItemEndedError
from conformance.provocations import figures, table
from conformance.provocations.calls import Plan
from conformance.provocations.scenario import Provoker
from conformance.workflows import stage
from tests.support.playing import Playing, contract


def plan(mutation: str, code: str, **profile: Any) -> Plan:
    plans = Provoker(Playing.against(**profile).run).plans(mutation)
    return next(one for one in plans if one.provocation.code == code)


def seen(playing: Playing, mutation: str) -> set[str]:
    """The codes that answers to a mutation showed."""
    items = [playing.run.result(*place).as_json() for place in playing.run.items]
    return {code for name, code in figures.seen(contract(), items).caused if name == mutation}


class TestProvoke:
    @pytest.mark.parametrize(
        ("mutation", "codes"),
        [
            (
                "createContributionAgreement",
                {"KT-CT-1111", "KT-CT-1112", "KT-CT-4123", "KT-CT-9601", "KT-CT-9605"},
            ),
            ("joinOctoplusCampaign", {"KT-CT-1111", "KT-CT-1112", "KT-CT-4177", "KT-GB-9312"}),
            ("claimShoptopusVoucher", {"KT-CT-1111", "KT-CT-1112", "KT-GB-9316"}),
            ("renewAgreementsForAccount", {"KT-CT-1111", "KT-CT-1112", "KT-GB-4113", "KT-GB-4126"}),
            ("updateAccountUserConsents", {"KT-CT-1111", "KT-CT-1112", "KT-CT-9014", "KT-CT-9017"}),
        ],
    )
    def test_causes_what_a_caller_can_cause(self, mutation: str, codes: set[str]) -> None:
        playing = Playing.against()

        Provoker(playing.run).provoke(mutation)

        assert seen(playing, mutation) == codes
        assert playing.broken == set()

    def test_obtains_the_token_of_a_pre_signed_key_once(self) -> None:
        playing = Playing.against()
        provoker = Provoker(playing.run)

        provoker.provoke("requote")
        provoker.provoke("acceptGoodsQuote")
        provoker.provoke("updateSsd")

        asked = [entry.mutation for entry in playing.sandbox.ledger.entries]
        assert asked.count("obtainKrakenToken") == 1

    def test_obtains_none_in_a_dry_run(self) -> None:
        playing = Playing.against()
        playing.run.dry = DryRun(contract(), playing.run.client.profile.urls, str)
        before = len(playing.sandbox.ledger.entries)

        with pytest.raises(ItemEndedError):
            Provoker(playing.run).provoke("acceptGoodsQuote")

        assert len(playing.sandbox.ledger.entries) == before
        assert [(one.mutation, one.goes_on) for one in playing.run.dry.planned] == [
            ("acceptGoodsQuote", True)
        ]

    def test_without_a_key_asks_nothing_with_a_token_of_one(self) -> None:
        playing = Playing.against(workflow_values={})

        Provoker(playing.run).provoke("acceptGoodsQuote")

        assert "KT-CT-1111" not in seen(playing, "acceptGoodsQuote")


class TestPlans:
    def test_a_reason_stands_where_no_caller_can_cause_an_error(self) -> None:
        found = plan("acceptGoodsQuote", "KT-CT-1113")

        assert (found.calls, found.reason) == ((), "the operator of the API switches a field off")

    def test_an_input_without_the_field_is_a_reason_too(self) -> None:
        assert plan("updateAutoTopUpAmount", "KT-CT-3822").reason.startswith("its input has no ledgerId")

    def test_what_would_last_is_asked_only_where_the_profile_allows_it(self) -> None:
        found = plan("joinOctoplusCampaign", "KT-GB-9312", workflows=("push_binding",))

        assert found.calls == ()
        assert found.reason == "would last: provocations is not among the workflows of sandbox"


class TestWorkflows:
    def test_cause_the_errors_that_the_table_says_they_do(self) -> None:
        playing = Playing.against(step_time=0.002)
        named = {code for code, row in table.default().items() if row.workflow == "repayment"}

        stage.play(playing.run, playing.run.workflows["repayment"])

        mutations = playing.run.workflows["repayment"].mutations
        assert named == {"KT-CT-3928", "KT-CT-3931"}
        assert named <= {code for mutation in mutations for code in seen(playing, mutation)}
