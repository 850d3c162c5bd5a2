"""Opening a run: from options and environment to a contract, a target and a client."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

import strategies
from conformance import checkout, durations, embedded, shards
from conformance.dry_run import DryRun
from conformance.errors import ConfigError
from conformance.model import Level, Response, Tier
from conformance.run import Run
from conformance.shards import Shard
from conformance.target import journal, login, resolution, safety, targets_file
from conformance.target import profile as profiles
from conformance.target.client import Client
from conformance.target.control import Control, Shared
from conformance.target.credentials import Credentials
from conformance.target.names import Names
from conformance.target.profile import Profile
from conformance.target.resolution import Resolve
from conformance.target.tokens import Given, Obtained, Supply
from conformance.workflows import table
from schema import contract as contracts
from schema import errors, files
from strategies import formats

#: How often a request is sent to a target of others, at most, where it is safe to repeat it.
ATTEMPTS = 4


@attrs.frozen
class Options:
    """What the user chose; paths may not exist, names may be unknown.

    `mutations` are those that are asked about, all if there are none. `selection` are the arguments that say
    how much is asked, as reports repeat them. `shard` is the part of it that this run asks, divided by
    `durations`.
    """

    mutations: tuple[str, ...] = ()
    target: str | None = None
    auth_target: str | None = None
    targets: Path | None = None
    contract: Path | None = None
    report_dir: Path = checkout.ROOT / "reports" / "build"
    concurrency: int = 4
    faults: tuple[str, ...] = ()
    faults_on: tuple[str, ...] = ()
    sandbox: str = ""
    fail_on: Level = Level.MUST
    waivers: Path = Path("waivers.toml")
    annotates: bool = False
    baseline: Path | None = None
    selection: tuple[str, ...] = ()
    shard: Shard = shards.WHOLE
    durations: Path = durations.DEFAULT
    dry_run: bool = False
    rate: float | None = None
    budget: int | None = None


@attrs.frozen
class Target:
    """A target that can be asked: handed from the controlling process to its workers, without its process."""

    profile: Profile
    credentials: Credentials
    embedded: embedded.Embedded | None = None
    is_embedded: bool = attrs.field(
        default=attrs.Factory(lambda self: self.embedded is not None, takes_self=True)
    )

    def stop(self) -> None:
        """End the embedded target, if it is one."""
        if self.embedded is not None:
            self.embedded.stop()

    def as_json(self) -> dict[str, Any]:
        """Plain values for a worker process."""
        return {
            "credentials": self.credentials.as_json(),
            "profile": self.profile.as_json(),
            "is_embedded": self.is_embedded,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Target:
        """The inverse of `as_json`, without the embedded process."""
        return cls(
            Profile.from_json(value["profile"]),
            Credentials.from_json(value["credentials"]),
            is_embedded=value["is_embedded"],
        )


def load_contract(options: Options) -> contracts.Contract:
    """The contract that was chosen; ConfigError in one line if it cannot be read or lacks what is chosen."""
    try:
        contract = contracts.load(options.contract)
    except errors.ContractError as error:
        raise ConfigError(str(error)) from error
    for name in options.mutations:
        try:
            contract.mutation(name)
        except errors.ContractError as error:
            raise ConfigError(f"--mutation: {error}") from error
    return contract


def launch(options: Options) -> embedded.Launched | None:
    """Begin to start the sandbox, if it is the target; `open_target` says what is wrong with the options."""
    if options.target is not None or options.auth_target is not None:
        return None
    try:
        return embedded.launch(options.contract, _arguments(options))
    except ConfigError:
        return None


def open_target(
    options: Options,
    contract: contracts.Contract,
    environment: Mapping[str, str],
    *,
    resolve: Resolve = resolution.system,
    launched: embedded.Launched | None = None,
) -> Target:
    """Start the sandbox, or find the named target, and see that it answers.

    `launched` is a sandbox that `launch` has begun to start. Raises ConfigError if the options name none,
    TargetError if it does not answer.
    """
    if options.target is None:
        if options.auth_target is not None:
            raise ConfigError("--auth-target names a second server; name the first one with --target URL")
        launched = launched or embedded.launch(options.contract, _arguments(options))
        started = launched.ready()
        return Target(_paced(started.profile, options), started.credentials, started)
    if options.faults or options.faults_on or options.sandbox:
        raise ConfigError("--fault, --on and --sandbox belong to the sandbox; leave out --target")
    profile = safety.resolved(_named(options, contract, environment), contract, resolve)
    given = Credentials.from_environment(environment, profile)
    if options.dry_run:
        return Target(_paced(profile, options), given)
    client = Client.connect(profile, contract, given)
    try:
        client.check()
    finally:
        client.close()
    supply = _supply(profile, contract, given)
    for identity in given.sources:
        # A password that is wrong is said now, and not in the middle of a run.
        supply.current(identity)
    return Target(_paced(profile, options), attrs.evolve(given, supply=supply))


def _supply(profile: Profile, contract: contracts.Contract, given: Credentials) -> Supply:
    """Where tokens come from: nowhere, for a target of which nothing is asked with a credential."""
    if not safety.allowed_tier(profile, contract).includes(Tier.EXERCISE):
        return Given({})

    def ask(text: str, name: str, variables: Mapping[str, Any]) -> Response:
        client = Client.connect(profile, contract, given)
        try:
            return client.ask_secretly(contract.mutation(name).server, text, name, variables)
        finally:
            client.close()

    server = contract.mutations[login.MUTATION].server if login.MUTATION in contract.mutations else None
    return Obtained(login.Login(given.sources, ask if server in profile.urls else None).obtain)


def _paced(profile: Profile, options: Options) -> Profile:
    """The profile with the limits of this run, which the command line may tighten or loosen."""
    pacing = profile.pacing
    pacing = attrs.evolve(pacing, rate=options.rate or pacing.rate, budget=options.budget or pacing.budget)
    # What all shards may ask together is divided before anything is asked.
    return attrs.evolve(profile, pacing=shards.share(pacing, options.shard))


def limited(options: Options, contract: contracts.Contract, environment: Mapping[str, str]) -> frozenset[str]:
    """The mutations that the named target limits on their own; ConfigError if the options name none."""
    if options.target is None:
        return frozenset()
    return frozenset(_named(options, contract, environment).pacing.fields)


def control_of(target: Target) -> Shared:
    """What decides for all processes of a run when a request may be sent, and gives them their tokens."""
    return Shared(
        target.profile.pacing,
        target.credentials.supply,
        width=target.profile.pacing.concurrency,
        has_points=target.embedded is None,
    )


def recorded(
    client: Client,
    target: Target,
    report_dir: Path,
    *,
    control: Control | None = None,
    width: int | None = None,
) -> Client:
    """The client under a control, by default one of its own, with the journal of a report directory.

    `width` is how many of its requests are in flight at most, None for as many as the control lets.
    """
    # A sandbox ends with its run, and nothing in it is to be undone.
    kept = journal.Journal(
        report_dir / journal.NAME, client.credentials.redactor, durable=not target.is_embedded
    )
    attempts = 1 if target.is_embedded else ATTEMPTS
    chosen = control or control_of(target)
    return client.controlled(chosen, attempts=attempts, journal=kept, width=width)


def open_run(
    options: Options,
    contract: contracts.Contract,
    target: Target,
    *,
    control: Control | None = None,
    stop_at_first: bool = False,
) -> Run:
    """A run against a target that was opened before; ConfigError if its table of formats is wrong.

    `control` is that of the controlling process, by default one of this process alone.
    """
    chosen = control_of(target) if control is None else control
    credentials = attrs.evolve(target.credentials, supply=chosen)
    client = recorded(
        Client.connect(target.profile, contract, credentials),
        target,
        options.report_dir,
        control=chosen,
        width=options.concurrency,
    )
    knowing = strategies.Known(
        values=target.profile.values, nonce=secrets.token_hex(4), formats=_formats(options.contract)
    )
    workflows = {one.name: one for one in table.load(contract, options.contract)}
    if options.dry_run:
        dry = DryRun(contract, target.profile.urls, credentials.redact)
        return Run(contract, client.sealed(), knowing, stop_at_first, workflows, dry)
    return Run(contract, client, knowing, stop_at_first, workflows)


def _arguments(options: Options) -> tuple[str, ...]:
    """What the sandbox's command is given; ConfigError if it is not well written."""
    faults = [part for fault in options.faults for part in ("--fault", fault)]
    places = [part for mutation in options.faults_on for part in ("--on", mutation)]
    return (*faults, *places, *_words(options.sandbox))


def _words(options: str) -> list[str]:
    try:
        return shlex.split(options)
    except ValueError as error:
        raise ConfigError(f"--sandbox {options!r}: {error}") from error


def _formats(directory: Path | None) -> tuple[formats.Format, ...]:
    """The rows that another deployment's contract directory adds to the table of formats."""
    file = None if directory is None else directory / "formats.toml"
    if file is None or not file.exists():
        return ()
    try:
        return formats.read_table(files.read(file), source=str(file))
    except errors.ContractError as error:
        raise ConfigError(str(error)) from error


def _named(options: Options, contract: contracts.Contract, environment: Mapping[str, str]) -> Profile:
    assert options.target is not None
    if "://" not in options.target:
        if options.auth_target is not None:
            raise ConfigError(
                "--auth-target goes with --target URL; a named target has its URLs in its profile"
            )
        file = targets_file.locate(options.targets, environment)
        workflows = {one.name: one.needs for one in table.load(contract, options.contract)}
        return targets_file.read(file, options.target, Names.of(contract, workflows))
    urls = {"api": options.target}
    if options.auth_target is not None:
        urls["auth"] = options.auth_target
    unknown = sorted(set(urls) - set(contract.servers))
    if unknown:
        known = ", ".join(contract.servers)
        raise ConfigError(
            f"the contract has no server {unknown[0]!r} but {known}; name the target in targets.toml"
        )
    return profiles.from_urls(urls)
