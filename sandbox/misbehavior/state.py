"""Wrong memory: what only a sequence of calls shows."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import acts, reach
from sandbox.acts import Effect, Lapse
from sandbox.misbehavior.declaration import StateFault
from schema import contract as contracts
from schema import types

_Where = Callable[[types.Schema, contracts.Mutation], bool]


def _act(condition: Callable[[acts.Act], bool]) -> _Where:
    def where(_: types.Schema, mutation: contracts.Mutation) -> bool:
        act = acts.ACTS.get(mutation.name)
        return act is not None and condition(act)

    return where


def _named(name: str) -> _Where:
    return lambda _, mutation: mutation.name == name


def _is_step_before_another(schema: types.Schema, mutation: contracts.Mutation) -> bool:
    return mutation.name != acts.LAST_STEP and _is_step(schema, mutation)


def _is_step(schema: types.Schema, mutation: contracts.Mutation) -> bool:
    return any(acts.STEP in type_.fields for type_ in reach.input_types(schema, mutation))


def _others(act: acts.Act, effect: Effect) -> list[acts.Act]:
    """What else is done to things of the kind."""
    return [one for one in acts.ACTS.values() if one.kind == act.kind and one.effect is effect]


def _makes(act: acts.Act) -> bool:
    """Whether what it makes is missed by a call after it."""
    if act.effect is not Effect.MAKE or act.kind in acts.PREPARED:
        return False
    return any(_is_refused_without(one) for one in (*_others(act, Effect.USE), *_others(act, Effect.END)))


def _is_refused_without(act: acts.Act) -> bool:
    # An offer to one account is refused to any other for that, whether it is there or not.
    return bool(act.missing or act.ended) and act.kind != "goods quote"


def _ends(act: acts.Act) -> bool:
    return act.effect is Effect.END and bool(act.missing or act.ended)


def _ends_one_of_many(act: acts.Act) -> bool:
    return _ends(act) and any(one.gives or act.kind in acts.NAMED_FREELY for one in _others(act, Effect.MAKE))


def _is_in_the_way(act: acts.Act) -> bool:
    return _ends(act) and any(one.exists for one in _others(act, Effect.MAKE))


def _can_exist(act: acts.Act) -> bool:
    return bool(act.exists) and act.kind not in acts.PREPARED


def _is_refused_to_strangers(act: acts.Act) -> bool:
    return act.effect is Effect.END and bool(act.stranger) and not act.is_personal


def _is_paired(act: acts.Act) -> bool:
    """Whether two calls are about the same thing without either knowing the answer to the other."""
    return act.effect is Effect.MAKE and not act.gives and _makes(act)


def _fault(name: str, sentence: str, lapse: Lapse, where: _Where) -> StateFault:
    return StateFault(id=f"state.{name}", sentence=sentence, lapse=lapse, where=where)


FAULTS = (
    _fault("forgotten", "Forgets what it has just made.", Lapse.FORGETS, _act(_makes)),
    _fault("not-ended", "Says that something is ended and keeps it.", Lapse.KEEPS, _act(_ends)),
    _fault(
        "refused-and-done",
        "Refuses a call of somebody else and does what it asks for.",
        Lapse.DOES_WHAT_IT_REFUSES,
        _act(_is_refused_to_strangers),
    ),
    _fault("made-twice", "Makes again what is there already.", Lapse.DOUBLES, _act(_can_exist)),
    _fault(
        "key-taken-twice",
        "Takes an idempotency key again and does everything again.",
        Lapse.DOUBLES,
        _named("submitRepaymentRequest"),
    ),
    _fault(
        "ended-in-the-way",
        "Ends something whose place stays taken.",
        Lapse.BLOCKS,
        _act(_is_in_the_way),
    ),
    _fault("all-ended", "Ends all of a kind where one was to end.", Lapse.ENDS_ALL, _act(_ends_one_of_many)),
    _fault(
        "strangers-served",
        "Takes a call about something that belongs to somebody else.",
        Lapse.SERVES_STRANGERS,
        _act(_is_refused_to_strangers),
    ),
    _fault(
        "former-shown",
        "Shows in its answer what was there before the call.",
        Lapse.SHOWS_FORMER,
        _act(lambda act: act.effect is Effect.USE and bool(act.value)),
    ),
    _fault("any-step", "Takes the steps of a wizard in any order.", Lapse.ANY_STEP, _is_step),
    _fault(
        "step-lost",
        "Takes a step of a wizard and does not count it.",
        Lapse.LOSES_STEP,
        _is_step_before_another,
    ),
    _fault(
        "both-at-once",
        "Takes the same step of a wizard twice at the same time.",
        Lapse.BOTH_AT_ONCE,
        _is_step,
    ),
    _fault(
        "tokens-kept",
        "Says that tokens are revoked and keeps them valid.",
        Lapse.KEEPS_TOKENS,
        _named(acts.REVOKES),
    ),
    _fault(
        "refresh-kept",
        "Revokes tokens and lets them be refreshed.",
        Lapse.KEEPS_REFRESHING,
        _named(acts.REVOKES),
    ),
    _fault(
        "roots-reversed",
        "Runs the root fields of an operation from the last to the first.",
        Lapse.REVERSES,
        _act(_is_paired),
    ),
)
