"""Workflows against a sandbox in this process, without sockets."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import httpx
import hypothesis

import strategies
from conformance.model import Tier
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials, Identity, Source
from conformance.target.profile import Profile
from conformance.workflows import stage, table
from conformance.workflows.table import Workflow
from sandbox import app, faults, messages, options, served
from schema import contract as contracts
from schema import supplement


@functools.cache
def contract() -> contracts.Contract:
    return contracts.load()


@functools.cache
def serving() -> Mapping[str, served.Served]:
    return served.build(contract())


def workflow(name: str) -> Workflow:
    return next(one for one in table.load(contract()) if one.name == name)


@attrs.frozen
class Playing:
    """A sandbox, and a run that asks it."""

    sandbox: app.Sandbox
    run: Run

    @classmethod
    def against(
        cls, fault: str = "", on: Iterable[str] = (), *, seed: int = 0, step_time: float = 0.0, **profile: Any
    ) -> Playing:
        """A new sandbox, with a fault if one is named; `profile` changes what is known of it."""
        chosen = options.Options(
            contract=contract(),
            seed=seed,
            faults=faults.parse([fault] if fault else [], on),
            step_time=step_time,
        )
        sandbox = app.Sandbox(chosen, serving=serving())

        def respond(request: httpx.Request) -> httpx.Response:
            headers = {name.lower(): value for name, value in request.headers.items()}
            asked = messages.Request(request.method, request.url.path, headers, request.content)
            reply = sandbox.respond(asked)
            time.sleep(reply.work)
            return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)

        given = sandbox.profile()
        known = Profile(
            name="sandbox",
            urls={name: f"http://sandbox.example{path}" for name, path in sandbox.paths.items()},
            tier=Tier.EXERCISE,
            hazards=frozenset(supplement.HAZARDS),
            provoke=given["provoke"],
            foreign={"accountNumber": given["foreign_account"]},
            workflows=("*",),
            workflow_values={name: tuple(values) for name, values in given["workflow_values"].items()},
        )
        token = given["token"]
        sources = {Identity.DISPOSABLE: Source(Identity.DISPOSABLE, token=token)}
        credentials = Credentials(token, given["expired_token"], sources=sources)
        client = Client.connect(
            attrs.evolve(known, **profile), contract(), credentials, transport=httpx.MockTransport(respond)
        )
        workflows = {one.name: one for one in table.load(contract())}
        knowing = strategies.Known(values={}, nonce="", formats=())
        return cls(sandbox, Run(contract(), client, knowing, workflows=workflows))

    def play(self, name: str, examples: int = 1) -> None:
        """Play a workflow: its tour, and so many sequences of Hypothesis."""
        settings = hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(hypothesis.Phase.generate,),
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        stage.play(self.run, self.run.workflows[name], settings)

    @property
    def broken(self) -> set[tuple[str, str]]:
        """Rules and mutations of what was found."""
        found = (cause.evidence for item in self.run.items.values() for cause in item.found.values())
        return {(one.rule, one.mutation) for one in found}

    @property
    def judged(self) -> set[str]:
        """The rules of state that had an opportunity."""
        seen = {rule for item in self.run.items.values() for rule in item.opportunities}
        return {rule for rule in seen if rule.startswith("state.")}
