"""How a fault is declared: an id, one sentence, and one function that does the wrong thing."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

import attrs
import graphql

from sandbox import authorization, data, inputs, messages, plans
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
    """One way of being wrong. `sentence` says what the server does."""

    id: str
    sentence: str


@attrs.frozen(kw_only=True)
class ResultFault(Fault):
    """Changes a value in a result. `where` tells a place for it by schema, field and object type."""

    where: Callable[[types.Schema, types.Field, str], bool]
    change: Callable[[data.Place], None]
    #: Beside `where`, for what only a selection tells and a schema does not, such as an alias.
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
class EnvelopeFault(Fault):
    """Gives another answer in place of the right one."""

    moment: Moment
    change: Callable[[dict[str, Any], contracts.Contract], Any]


@attrs.frozen(kw_only=True)
class TransportFault(Fault):
    """Gives another HTTP reply in place of the right one."""

    moment: Moment
    change: Callable[[messages.Reply], messages.Reply]


@attrs.frozen(kw_only=True)
class AuthorizationFault(Fault):
    """Decides otherwise about a credential. It has a place where the right decision is a refusal."""

    standing: authorization.Standing
    change: Callable[[authorization.Decision, str], authorization.Decision]


@attrs.frozen(kw_only=True)
class LenientFault(Fault):
    """Overlooks a problem of an input. `where` tells whether a type has a place for it."""

    overlooks: inputs.Tolerance
    where: Callable[[types.Schema, types.InputObject], bool]


@attrs.frozen(kw_only=True)
class StrictFault(Fault):
    """Refuses an input that is valid."""

    refuses: Callable[[graphql.GraphQLNamedInputType, Any], str | None]
    where: Callable[[types.Schema, types.InputObject], bool]


@attrs.frozen(kw_only=True)
class DomainFault(Fault):
    """Overlooks a reason for which the mutation should have been refused."""

    reason: str
