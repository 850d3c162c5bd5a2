import pytest

from conformance.model import Tier
from conformance.target import safety
from conformance.target.profile import Profile
from tests.support import exchanges

CONTRACT = exchanges.contract()
BOIL, DRAIN = CONTRACT.mutation("boilKettle"), CONTRACT.mutation("drainKettle")


def profile(host: str = "staging.example", **options: object) -> Profile:
    return Profile("staging", {"api": f"https://{host}/graphql/"}, **options)  # type: ignore[arg-type]


class TestRefusal:
    def test_lets_nothing_execute_on_a_target_without_a_profile(self) -> None:
        for tier in (Tier.GUARD, Tier.EXERCISE):
            assert safety.refusal(profile(), CONTRACT, BOIL, tier) is not None

    def test_lets_guard_ask_what_requires_authorization_only(self) -> None:
        guarded = profile(tier=Tier.GUARD, hazards=frozenset({"physical", "read-like"}))

        assert safety.refusal(guarded, CONTRACT, BOIL, Tier.GUARD) is None
        assert "would execute" in str(safety.refusal(guarded, CONTRACT, DRAIN, Tier.GUARD))
        assert "would execute" in str(safety.refusal(guarded, CONTRACT, BOIL, Tier.EXERCISE))

    def test_lets_exercise_execute_the_named_hazards_only(self) -> None:
        allowed = profile(tier=Tier.EXERCISE, hazards=frozenset({"read-like"}))

        assert safety.refusal(allowed, CONTRACT, DRAIN, Tier.EXERCISE) is None
        assert "hazard physical" in str(safety.refusal(allowed, CONTRACT, BOIL, Tier.EXERCISE))

    @pytest.mark.parametrize(
        "host",
        [
            "api.octopus.energy",
            "API.Octopus.Energy",
            "api.octopus.energy.",
            "auth.octopus.energy:443",
            "api.oejp-kraken.energy",
        ],
    )
    def test_lets_nothing_execute_on_production_whatever_the_profile_says(self, host: str) -> None:
        everything = profile(host, tier=Tier.EXERCISE, hazards=frozenset({"physical", "read-like"}))

        for tier in (Tier.GUARD, Tier.EXERCISE):
            assert "production" in str(safety.refusal(everything, CONTRACT, BOIL, tier))

    def test_says_that_a_server_has_no_url(self) -> None:
        elsewhere = Profile(
            "staging", {"auth": "https://staging.example/"}, Tier.EXERCISE, frozenset({"physical"})
        )

        assert "no URL for server api" in str(safety.refusal(elsewhere, CONTRACT, BOIL, Tier.EXERCISE))
