import attrs
import pytest

import strategies
from conformance import fixed_cases
from conformance.model import Case, Credential, Tier
from conformance.target import safety
from conformance.target.credentials import Credentials, Identity, Source
from conformance.target.profile import Profile
from conformance.target.resolution import Names
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

    def test_lets_nothing_execute_on_production_by_another_name(self) -> None:
        def resolve(host: str) -> Names:
            return Names(addresses=frozenset({"192.0.2.7"} if host != "staging.example" else {"192.0.2.8"}))

        everything = profile("alias.example", tier=Tier.EXERCISE, hazards=frozenset({"physical"}))
        staging = profile("staging.example", tier=Tier.EXERCISE, hazards=frozenset({"physical"}))
        production = attrs.evolve(CONTRACT, production_hosts=frozenset({"api.kettles.example"}))

        alias = safety.resolved(everything, production, resolve)

        assert safety.refusal(alias, production, BOIL, Tier.EXERCISE) == (
            "alias.example (api.kettles.example) is known as production and gets nothing that could execute"
        )
        assert safety.allowed_tier(alias, production) is Tier.PROBE
        assert safety.resolved(staging, production, resolve).aliases == {}

    def test_says_that_a_server_has_no_url(self) -> None:
        elsewhere = Profile(
            "staging", {"auth": "https://staging.example/"}, Tier.EXERCISE, frozenset({"physical"})
        )

        assert "no URL for server api" in str(safety.refusal(elsewhere, CONTRACT, BOIL, Tier.EXERCISE))


class TestCheckProduction:
    def test_stops_whatever_could_execute(self) -> None:
        operation = strategies.operation(CONTRACT, "boilKettle")
        case = Case("valid_input", operation, {}, Credential.NONE)

        with pytest.raises(AssertionError, match="valid_input of boilKettle was about to be sent"):
            safety.check_production(profile("api.octopus.energy"), CONTRACT, case)

    def test_lets_pass_what_is_locked_and_all_other_targets(self) -> None:
        locked = fixed_cases.over_get(CONTRACT, "boilKettle")
        case = Case("valid_input", strategies.operation(CONTRACT, "boilKettle"), {})

        safety.check_production(profile("api.octopus.energy"), CONTRACT, locked)
        safety.check_production(profile("staging.example"), CONTRACT, case)


class TestIdentity:
    def test_is_of_its_own_where_a_mutation_may_invalidate_the_credential(self) -> None:
        risky = attrs.evolve(
            CONTRACT, mutations={"boilKettle": attrs.evolve(BOIL, hazard="credential"), "drainKettle": DRAIN}
        )
        boil = Case("valid_input", strategies.operation(CONTRACT, "boilKettle"), {})
        drain = Case("valid_input", strategies.operation(CONTRACT, "drainKettle"), {})

        assert safety.identity(risky, boil) is Identity.DISPOSABLE
        assert safety.identity(risky, drain) is Identity.MAIN
        assert safety.identity(risky, attrs.evolve(boil, credential=Credential.SECOND)) is Identity.SECOND

    def test_has_to_be_given_for_such_a_mutation(self) -> None:
        risky = attrs.evolve(BOIL, hazard="credential")
        disposable = Source(Identity.DISPOSABLE, token="another token")
        both = Credentials("a token", sources={Identity.DISPOSABLE: disposable})

        refused = safety.identity_refusal(Credentials("a token"), risky, Tier.EXERCISE)

        assert refused is not None
        assert "KRAKEN_DISPOSABLE_TOKEN" in refused
        assert safety.identity_refusal(Credentials("a token"), risky, Tier.GUARD) is None
        assert safety.identity_refusal(Credentials("a token"), BOIL, Tier.EXERCISE) is None
        assert safety.identity_refusal(both, risky, Tier.EXERCISE) is None
