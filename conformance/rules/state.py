"""Rules of state: what only a sequence of calls shows. They judge a call by what those before it demand."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, Level, Tier
from conformance.rules.declaration import Applies, Clause, Place, path, rule, shown
from conformance.sequence import Demand, Step
from conformance.workflows import table
from conformance.workflows.table import Role
from schema.contract import Contract, Mutation

_CATALOGUE = Clause(
    "Kraken API, The possible errors that can be raised",
    "https://developer.octopus.energy/graphql/reference/mutations/",
)
_AUTHENTICATION = Clause(
    "Kraken API, Authentication", "https://developer.octopus.energy/graphql/guides/basics/#authentication"
)
_SERIAL = Clause("GraphQL, 6.2.2 Mutation", "https://spec.graphql.org/October2021/#sec-Mutation")
_EXERCISE = (Tier.EXERCISE,)


def _is_in(role: table.Role) -> Applies:
    """Whether a workflow of the committed table has a place for a rule at a mutation."""

    def applies(contract: Contract, mutation: Mutation) -> bool:
        return any(
            mutation.name in one.roles[role] and all(name in contract.mutations for name in one.mutations)
            for one in table.default()
        )

    return applies


def _alone(exchange: Exchange) -> Step | None:
    """The step of a call that had its operation for itself, and was answered for itself."""
    step = exchange.step
    return None if step is None or step.is_joined or step.taken is None else step


def _place(exchange: Exchange, broken: str, *, expected: str, blamed: str = "") -> Place:
    """A place at the mutation's own value; `broken` says how, or nothing."""
    where = path(["data", exchange.case.operation.root.key])
    mutation = blamed or exchange.case.mutation
    return Place(where, expected, broken, mutation) if broken else Place(where, mutation=mutation)


def _answered(exchange: Exchange) -> str:
    """What came of a call, and which one it was."""
    assert exchange.step is not None
    called = f"{exchange.case.mutation} ({exchange.step.move}, when {exchange.step.state})"
    if exchange.codes:
        return f"{called}: {', '.join(exchange.codes)}"
    return f"{called}: {shown(exchange.result)}"


@rule("state.created-is-seen", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.MADE))
def created_is_seen(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """What a call made or changed is there for the calls after it."""
    step = _alone(exchange)
    if step is not None and step.demand is Demand.TAKEN and step.made and not (step.refused or step.beside):
        broken = "" if step.taken else _answered(exchange)
        yield _place(exchange, broken, expected=f"what {step.made} did", blamed=step.made)


@rule("state.ended-is-gone", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.ENDED))
def ended_is_gone(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """What was ended, or never made, is not there, and not in the way of a new one."""
    step = _alone(exchange)
    if step is None or (step.refused and step.demand is Demand.TAKEN):
        return
    if step.demand is Demand.GONE:
        broken = _answered(exchange) if step.taken else ""
        yield _place(exchange, broken, expected="an error: there is no such thing", blamed=step.ended)
    elif step.demand is Demand.TAKEN and step.ended and not step.made:
        broken = "" if step.taken else _answered(exchange)
        yield _place(exchange, broken, expected=f"nothing left after {step.ended}", blamed=step.ended)


@rule("state.refusal-changes-nothing", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.REFUSED))
def refusal_changes_nothing(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A call that was refused changed nothing."""
    step = _alone(exchange)
    if step is not None and step.demand is Demand.TAKEN and step.refused and not step.beside:
        broken = "" if step.taken else _answered(exchange)
        yield _place(exchange, broken, expected=f"what was before {step.refused}", blamed=step.refused)


@rule("state.one-is-ended", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.ENDS_ONE))
def one_is_ended(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A call that ends one thing leaves all others of its kind as they are."""
    step = _alone(exchange)
    if step is not None and step.demand is Demand.TAKEN and step.made and step.beside:
        broken = "" if step.taken else _answered(exchange)
        yield _place(
            exchange, broken, expected=f"what {step.beside} had no business with", blamed=step.beside
        )


@rule("state.retry-does-not-duplicate", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.RETRIED))
def retry_does_not_duplicate(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The same call again is refused, or answers what it answered before, and makes nothing anew."""
    step = _alone(exchange)
    if step is None or step.demand not in (Demand.TWICE, Demand.SAME):
        return
    if step.demand is Demand.TWICE and step.refused:
        return  # What was refused may have ended the thing, and then nothing is duplicated.
    differs = any(one.expected != one.actual for one in step.shown)
    is_new = step.taken and (step.demand is Demand.TWICE or differs)
    yield _place(exchange, _answered(exchange) if is_new else "", expected="nothing made anew")


@rule("state.steps-in-order", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.TURN))
def steps_in_order(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A step whose turn it is not is refused."""
    step = _alone(exchange)
    if step is not None and step.demand is Demand.TURN:
        broken = _answered(exchange) if step.taken else ""
        yield _place(exchange, broken, expected="an error: another step comes first")


@rule("state.once-at-the-same-time", _CATALOGUE, tiers=_EXERCISE, applies=_is_in(Role.ONCE))
def once_at_the_same_time(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """Of two calls at the same time for what can be done once, one is refused."""
    step = exchange.step
    if step is not None and step.demand is Demand.ONCE:
        broken = f"both: {_answered(exchange)}" if step.taken else ""
        yield _place(exchange, broken, expected="one of two refused")


@rule("state.others-see-nothing", _AUTHENTICATION, tiers=_EXERCISE, applies=_is_in(Role.PRIVATE))
def others_see_nothing(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """What belongs to one identity is refused to another."""
    step = _alone(exchange)
    if step is not None and step.demand is Demand.OTHERS:
        broken = _answered(exchange) if step.taken else ""
        yield _place(exchange, broken, expected="an error: it belongs to somebody else")


@rule("state.root-fields-in-order", _SERIAL, tiers=_EXERCISE, applies=_is_in(Role.JOINED))
def root_fields_in_order(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The root fields of a mutation are run one after the other, in their order."""
    step = exchange.step
    if step is not None and step.is_joined and step.taken is not None:
        broken = "" if step.taken else _answered(exchange)
        first = exchange.before[-1].case.mutation if exchange.before else ""
        yield _place(exchange, broken, expected=f"what {first} did before it", blamed=first)


@rule(
    "state.answer-shows-change",
    _CATALOGUE,
    Level.SHOULD,
    tiers=_EXERCISE,
    applies=_is_in(Role.SHOWN),
)
def answer_shows_change(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """The answer to a change shows the values that were sent with it."""
    step = _alone(exchange)
    if step is None or not step.taken or step.demand is not Demand.TAKEN:
        return
    for one in step.shown:
        where = path(["data", exchange.case.operation.root.key, *one.path.split(".")])
        if one.expected == one.actual:
            yield Place(where)
        else:
            yield Place(where, shown(one.expected), shown(one.actual))


RULES = (
    created_is_seen,
    ended_is_gone,
    refusal_changes_nothing,
    one_is_ended,
    retry_does_not_duplicate,
    steps_in_order,
    once_at_the_same_time,
    others_see_nothing,
    root_fields_in_order,
    answer_shows_change,
)
