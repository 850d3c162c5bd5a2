"""What a sandbox is made of: a contract, a seed, faults, and how strict it is."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from sandbox import faults
from schema import contract as contracts
from schema import types


@attrs.frozen(kw_only=True)
class Limits:
    """Limits on requests: points are complexity summed up, `per_minute` is by mutation."""

    complexity: int = 200
    nodes: int = 10_000
    points_per_hour: int = 50_000
    per_minute: Mapping[str, int] = attrs.field(
        default={"createMfaDevice": 2, "scheduleQuoteFollowUp": 5}, converter=types.frozen_mapping
    )


@attrs.frozen(kw_only=True)
class Options:
    """How a sandbox behaves.

    The defaults are those of the real API. `body_cap` is in bytes, `token_cap` in lexical tokens of a
    document, `error_cap` in coercion errors of a request, `latency` in seconds from a request to its answer,
    at least, and so is `slowness`, which the fault `transport.slow` waits in addition.
    `step_time` is how many seconds a step of a wizard takes; another one meanwhile is at the same time.
    `request_error_status` is the status of a request error for clients that accept only
    `application/json`; for `application/graphql-response+json` it is 400.
    """

    contract: contracts.Contract
    seed: int = 0
    faults: tuple[faults.Switched, ...] = ()
    introspection: bool = True
    suggestions: bool = True
    body_cap: int = 2_500_000
    token_cap: int | None = None
    error_cap: int = 50
    validation_error_cap: int = 100
    repeated_fields: bool = True
    first_error_only: bool = False
    limits: Limits | None = None
    latency: float = 0.0
    slowness: float = 6.0
    step_time: float = 0.03
    request_error_status: int = 400
