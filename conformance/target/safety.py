"""What may be sent to a target: decided for each mutation and scenario before a request is made."""

from __future__ import annotations

import re

import attrs

from conformance.model import Case, Credential, Expectation, Tier
from conformance.target import resolution
from conformance.target.credentials import Credentials, Identity
from conformance.target.profile import Profile
from conformance.target.resolution import Resolve
from schema.contract import Contract, Mutation

#: What becomes of an input behind locks, which let nothing execute.
_LOCKED = (Expectation.REFUSAL, Expectation.ACCEPTANCE, Expectation.METHOD)

# Kraken deployments of this form serve customers. Those of the contract's own servers come beside.
_PRODUCTION = re.compile(r"(api|auth)\.([a-z0-9-]+-kraken\.energy|octopus\.energy)")


def allowed_tier(profile: Profile, contract: Contract) -> Tier:
    """The tier that a profile really gets: known production hosts get `probe`, whatever it says."""
    return Tier.PROBE if production_hosts(profile, contract) else profile.tier


def production_hosts(profile: Profile, contract: Contract) -> tuple[str, ...]:
    """The target's hosts that are known as production, sorted; an alias with the host that it leads to."""
    known = {host for host in (name.rstrip(".") for name in profile.hosts) if is_production(host, contract)}
    return tuple(sorted(known | {f"{host} ({name})" for host, name in profile.aliases.items()}))


def is_production(host: str, contract: Contract) -> bool:
    """Whether a host of this name serves customers."""
    return host in contract.production_hosts or _PRODUCTION.fullmatch(host) is not None


def resolved(profile: Profile, contract: Contract, resolve: Resolve) -> Profile:
    """The profile with those of its hosts that lead to production under another name."""
    known = {host for host in profile.hosts if is_production(host.rstrip("."), contract)}
    found = resolution.aliases(profile.hosts - known, contract.production_hosts, resolve)
    return attrs.evolve(profile, aliases=found)


def is_locked(case: Case) -> bool:
    """Whether a case is behind locks, as what is expected of it says."""
    return case.expectation in _LOCKED


def check_production(profile: Profile, contract: Contract, case: Case) -> None:
    """The last word before a case is sent: whoever got here with one that may execute has a bug."""
    if not is_locked(case) and production_hosts(profile, contract):
        raise AssertionError(f"{case.scenario} of {case.mutation} was about to be sent to production")


#: The hazard of mutations that invalidate the credential in use, or change what it is worth.
CREDENTIAL = "credential"


def invalidates(mutation: Mutation, tier: Tier) -> bool:
    """Whether cases of a tier may invalidate the credential that they are sent with.

    They are asked last and alone, as an identity of their own.
    """
    return tier is Tier.EXERCISE and mutation.hazard == CREDENTIAL


def identity(contract: Contract, case: Case) -> Identity:
    """Who asks a case: where it may invalidate a credential, somebody whom nothing else needs."""
    if case.credential is Credential.SECOND:
        return Identity.SECOND
    is_at_risk = contract.mutation(case.mutation).hazard == CREDENTIAL
    return Identity.DISPOSABLE if is_at_risk else Identity.MAIN


def identity_refusal(credentials: Credentials, mutation: Mutation, tier: Tier) -> str | None:
    """Why there is nobody to ask cases of a tier as, or None if there is or nobody is needed."""
    if not invalidates(mutation, tier) or credentials.has(Identity.DISPOSABLE):
        return None
    return (
        "would invalidate the credential in use: give it an identity of its own, "
        f"such as {Identity.DISPOSABLE.prefix}TOKEN"
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
