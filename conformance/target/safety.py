"""What may be sent to a target: decided for each mutation and scenario before a request is made."""

from __future__ import annotations

import re

from conformance.model import Tier
from conformance.target.profile import Profile
from schema.contract import Contract, Mutation

# Kraken deployments of this form serve customers. Those of the contract's own servers come beside.
_PRODUCTION = re.compile(r"(api|auth)\.([a-z0-9-]+-kraken\.energy|octopus\.energy)")


def allowed_tier(profile: Profile, contract: Contract) -> Tier:
    """The tier that a profile really gets: known production hosts get `probe`, whatever it says."""
    return Tier.PROBE if production_hosts(profile, contract) else profile.tier


def production_hosts(profile: Profile, contract: Contract) -> tuple[str, ...]:
    """The target's hosts that are known as production, sorted."""
    return tuple(
        sorted(
            host
            for host in (name.rstrip(".") for name in profile.hosts)
            if host in contract.production_hosts or _PRODUCTION.fullmatch(host)
        )
    )


def refusal(profile: Profile, contract: Contract, mutation: Mutation, tier: Tier) -> str | None:
    """Why cases of a tier may not be sent for this mutation, or None if they may."""
    if mutation.server not in profile.urls:
        return f"target {profile.name} has no URL for server {mutation.server}"
    production = production_hosts(profile, contract)
    if production and tier is not Tier.PROBE:
        return f"{', '.join(production)} is known as production and gets nothing that could execute"
    if not allowed_tier(profile, contract).includes(tier):
        return f"would execute: tier {tier} is not allowed for target {profile.name}"
    if tier is Tier.GUARD and not mutation.requires_authorization:
        return "would execute: the contract does not say that it requires authorization"
    if tier is Tier.EXERCISE and mutation.hazard not in profile.hazards:
        return (
            f"would execute: hazard {mutation.hazard or 'unknown'} is not allowed for target {profile.name}"
        )
    return None
