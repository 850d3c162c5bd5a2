"""How a fault is declared: an id, one sentence, and one function that does the wrong thing."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from sandbox import acts, authorization, data, inputs, messages, plans, reach
from sandbox import errors as entries
from sandbox.misbehavior import conditions
from schema import catalogue, types
from schema import contract as contracts


class Moment(enum.Enum):
    """What kind of answer a fault has its place in."""

    RESULT = "a mutation's result"
    ERROR = "an error that a mutation raised"
    REQUEST_ERROR = "a refused request"
    ANY = "any answer"


@attrs.frozen(kw_only=True)
class Fault:
    """One way of being wrong. `sentence` says what the server does.

    `when` tells the calls in whose results and errors it shows; decisions about requests, credentials
    and inputs are made without it.
    """

    id: str
    sentence: str
    when: conditions.Condition = conditions.ALWAYS


@attrs.frozen(kw_only=True)
class ResultFault(Fault):
    """Changes a value in a result. `where` tells a place for it by the schema."""

    where: Callable[[reach.Spot], bool]
    change: Callable[[data.Place], None]
    #: Beside `where`, for what only a selection tells and a schema does not, such as an alias.
    selected: Callable[[plans.Node], bool] = lambda _: True


@attrs.frozen(kw_only=True)
class Failing:
    """A result in which fields are to fail.

    `place` is a value in it and `path` the way there from the top of the data; `errors` are those of the
    answer, to be added to, and `error` is one that the mutation may raise.
    """

    answer: dict[str, Any]
    errors: list[dict[str, Any]]
    place: data.Place
    path: tuple[str | int, ...]
    error: catalogue.DocumentedError

    def raise_at(self, node: plans.Node, path: tuple[str | int, ...]) -> dict[str, Any]:
        """Add the error of a field below the mutation's; its entry."""
        entry = entries.field_error(self.error, path=path, node=node.nodes[0])
        self.errors.append(entry)
        return entry


@attrs.frozen(kw_only=True)
class FieldErrorFault(Fault):
    """Raises errors of fields inside a result, and does something wrong with them.

    `where` and `selected` tell a place as those of a `ResultFault` do.
    """

    where: Callable[[reach.Spot], bool]
    change: Callable[[Failing], None]
    selected: Callable[[plans.Node], bool] = lambda _: True


@attrs.frozen(kw_only=True)
class Raised:
    """An error entry of an answer, and what it is of."""

    entry: dict[str, Any]
    error: catalogue.DocumentedError
    mutation: contracts.Mutation
    contract: contracts.Contract


@attrs.frozen(kw_only=True)
class ErrorFault(Fault):
    """Changes the entry of an error, which is raised for that purpose.

    `where` tells which errors of a mutation it can be shown with.
    """

    where: Callable[[contracts.Contract, contracts.Mutation, catalogue.DocumentedError], bool]
    change: Callable[[Raised], None]


@attrs.frozen(kw_only=True)
class RefusalFault(Fault):
    """Refuses with another error than the right one, for a reason that `reason` names.

    `instead` gives it; None if this mutation has no other error that could mean the reason.
    """

    reason: str
    instead: Callable[
        [contracts.Contract, contracts.Mutation, catalogue.DocumentedError], catalogue.DocumentedError | None
    ]


@attrs.frozen(kw_only=True)
class Circumstances:
    """What an answer belongs to."""

    contract: contracts.Contract
    request: messages.Request


@attrs.frozen(kw_only=True)
class EnvelopeFault(Fault):
    """Gives another answer in place of the right one. `fits` tells which right ones have a place for it."""

    moment: Moment
    change: Callable[[dict[str, Any], Circumstances], Any]
    fits: Callable[[Mapping[str, Any]], bool] = lambda _: True


@attrs.frozen(kw_only=True)
class TransportFault(Fault):
    """Gives another HTTP reply in place of the right one."""

    moment: Moment
    change: Callable[[messages.Reply, Circumstances], messages.Reply]


@attrs.frozen(kw_only=True)
class MethodFault(Fault):
    """Does by GET what only POST may do."""


@attrs.frozen(kw_only=True)
class AuthorizationFault(Fault):
    """Decides otherwise about a credential of that standing, on mutations that `where` tells."""

    standing: authorization.Standing
    change: Callable[[authorization.Decision, str], authorization.Decision]
    where: Callable[[contracts.Contract, contracts.Mutation], bool]


@attrs.frozen(kw_only=True)
class LenientFault(Fault):
    """Overlooks a problem of an input. `where` tells whether a type has a place for it."""

    overlooks: inputs.Tolerance
    where: Callable[[types.Schema, types.InputObject], bool]


@attrs.frozen(kw_only=True)
class StrictFault(Fault):
    """Refuses an input that is valid."""

    refuses: inputs.Strictness
    where: Callable[[types.Schema, types.InputObject], bool]


@attrs.frozen(kw_only=True)
class DomainFault(Fault):
    """Overlooks a reason for which the mutation should have been refused."""

    reason: str


@attrs.frozen(kw_only=True)
class StateFault(Fault):
    """Remembers wrongly. `where` tells which mutations have something to be remembered wrongly."""

    lapse: acts.Lapse
    where: Callable[[types.Schema, contracts.Mutation], bool]
