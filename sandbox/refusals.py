"""Documented errors for reasons that a caller can cause, and reserved values for all others.

There is no list of mutations here. A reason knows what causes it, and by which words the messages of
the errors that mean it can be told; a mutation that documents no such error is not refused for it.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable

import attrs

from sandbox import acts, arguments, authorization, causes, errors, state
from schema import catalogue, types
from schema import contract as contracts

RESERVED = "sandbox:"
#: The same for mutations without a text among their arguments.
RESERVED_HEADER = "x-sandbox-error"

#: The reason for which an account that exists is refused.
NOT_THE_OWNER = "not-the-owner"
#: The reason for which a key is refused that was used before.
USED_KEY = "used-key"

_UNAUTHORIZED = "KT-CT-1111"
_REFRESH, _NOT_REFRESHED = "refreshToken", "KT-CT-1135"
_IDENTIFIER = re.compile(
    r"id|code|number|token|key|slug|reference|mpans?|mprns?|mpxn|euid|username"
    r"|\w*(Id|Code|Number|Token|Key|Slug|Reference|Mpan|Mprn|Ids|Codes|Numbers)"
)
_ZERO = re.compile(r"0+|00000000-0000-[0-9a-f]{4}-[0-9a-f]{4}-0{12}", re.IGNORECASE)
_NOBODY = re.compile(r"nobody|unknown", re.IGNORECASE)
_POSITIVE = re.compile(r"amount\w*|points|\w+(Amount|Points)")


@attrs.frozen
class Refusal:
    """The error to raise, for which reason, and the argument to blame."""

    error: catalogue.DocumentedError
    reason: str
    path: tuple[str, ...] = ()


@attrs.frozen
class Reason:
    """Why a mutation is refused.

    `cause` gives the paths of the arguments to blame; `words` tell the errors that mean it, the better
    ones first; `fallback` is the code to answer with where none is documented.
    """

    name: str
    sentence: str
    cause: Callable[[arguments.Asked, state.State], Iterable[tuple[str, ...]]]
    words: tuple[str, ...]
    fallback: str | None = None


def reserved(contract: contracts.Contract, asked: arguments.Asked, header: str | None) -> Refusal | None:
    """The error that a reserved value asks for, if the mutation can answer with it."""
    asked_for = [(leaf.value, leaf.path) for leaf in asked.leaves if isinstance(leaf.value, str)]
    wanted = [(text.removeprefix(RESERVED), path) for text, path in asked_for if text.startswith(RESERVED)]
    if header is not None:
        wanted.append((header.strip(), ()))
    for code, path in wanted:
        error = errors.find(contract, asked.mutation, code)
        if error is not None:
            return Refusal(error, "reserved", path)
    return None


def caused(
    contract: contracts.Contract, asked: arguments.Asked, memory: state.State, overlooked: frozenset[str]
) -> Refusal | None:
    """The first reason for which a mutation is refused, but for those that are overlooked."""
    for reason in REASONS:
        if reason.name not in overlooked:
            for path in reason.cause(asked, memory):
                error = _error(contract, asked.mutation, reason, path)
                if error is not None:
                    return Refusal(error, reason.name, path)
    return None


def remembered(
    contract: contracts.Contract,
    asked: arguments.Asked,
    memory: state.State,
    lapses: frozenset[acts.Lapse],
) -> Refusal | None:
    """Why a mutation is refused for what is or is not there."""
    problem = memory.things.problem(asked, lapses)
    if problem is None:
        return None
    found = (errors.find(contract, asked.mutation, code) for code in memory.things.code(asked, problem))
    return next((Refusal(error, problem.name.lower()) for error in found if error is not None), None)


def revoked(
    contract: contracts.Contract, asked: arguments.Asked, tokens: authorization.Tokens
) -> Refusal | None:
    """The refusal of a refresh token that was revoked."""
    given = [leaf for leaf in asked.leaves if leaf.name == _REFRESH and isinstance(leaf.value, str)]
    if asked.mutation.name != acts.ISSUES or not given or tokens.refreshed_user(given[0].value) is not None:
        return None
    error = errors.find(contract, asked.mutation, _NOT_REFRESHED)
    return None if error is None else Refusal(error, "revoked", given[0].path)


def right_error(
    contract: contracts.Contract, mutation: contracts.Mutation, reason: str, path: tuple[str, ...]
) -> catalogue.DocumentedError | None:
    """The error with which a mutation is refused for a reason, if it has one; KeyError for no reason."""
    return _error(contract, mutation, _BY_NAME[reason], path)


def meaning_unauthorized(
    contract: contracts.Contract, mutation: contracts.Mutation
) -> tuple[catalogue.DocumentedError, ...]:
    """The errors of a mutation, and of the API as a whole, that say no more than that one is not allowed."""
    own = [one for one in mutation.errors if re.search(_ONLY_UNAUTHORIZED, one.message, re.IGNORECASE)]
    return (*own, *(contract.ambient[code] for code in (_UNAUTHORIZED,) if code in contract.ambient))


def _error(
    contract: contracts.Contract, mutation: contracts.Mutation, reason: Reason, path: tuple[str, ...]
) -> catalogue.DocumentedError | None:
    for error in mutation.errors:
        cause = causes.CAUSES.get(error.code)
        if cause is not None and cause.is_about(reason.name, path):
            return error
    named = _words(path[-1]) if path else frozenset()
    for words in reason.words:
        matching = [
            one
            for one in mutation.errors
            if re.search(words, one.message, re.IGNORECASE) and one.code not in causes.CAUSES
        ]
        if matching:
            # Of two that say the same, the one that is the mutation's own.
            return max(
                matching, key=lambda one: (len(named & _words(one.message)), one.code != _UNAUTHORIZED)
            )
    return contract.ambient.get(reason.fallback) if reason.fallback else None


def _words(text: str) -> frozenset[str]:
    separated = re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower()
    return frozenset(re.findall(r"[a-z]{2,}", separated))


# -- causes ----------------------------------------------------------------------------------------


def _foreign_account(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    # Whoever logged in has accounts of their own, and those of the sandbox are somebody else's.
    foreign = {state.FOREIGN_ACCOUNT, *((*memory.accounts, *memory.ledgers) if asked.user else ())}
    return (leaf.path for leaf in asked.leaves if isinstance(leaf.value, str) and leaf.value in foreign)


def _unknown_account(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    return (leaf.path for leaf in asked.leaves if leaf.value == state.UNKNOWN_ACCOUNT)


def _unknown_identifier(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    for leaf in asked.leaves:
        # A name of an enum identifies nothing, whatever it says.
        is_name = isinstance(asked.schema[leaf.type], types.Enum)
        if is_name or isinstance(leaf.value, bool) or not isinstance(leaf.value, str | int):
            continue
        text = str(leaf.value)
        named = leaf.type == "UUID" or _IDENTIFIER.fullmatch(leaf.name)
        if (named and _ZERO.fullmatch(text)) or (isinstance(leaf.value, str) and _NOBODY.search(text)):
            yield leaf.path


def _invalid_value(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    """Values that are well formed and that nothing can have: only spaces, a long time ago, far below zero."""
    for leaf in asked.leaves:
        if isinstance(leaf.value, str):
            text = leaf.value.strip('"')
            if leaf.value and (not text.strip() or _NOTHING_HAS_IT.fullmatch(text)):
                yield leaf.path
        elif isinstance(leaf.value, int | float) and leaf.value < _FAR_BELOW_ZERO:
            yield leaf.path
    yield from (
        leaf.path
        for leaf in asked.leaves
        if leaf.name == "paymentDay" and isinstance(leaf.value, int) and leaf.value > _LAST_DAY
    )


def _foreign_object(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    return (leaf.path for leaf in asked.leaves if isinstance(leaf.value, str) and _OTHERS in leaf.value)


def _nothing_given(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    for error in asked.mutation.errors:
        cause = causes.CAUSES.get(error.code)
        if cause is not None and causes.NOTHING_GIVEN in cause.reasons:
            names = cause.fields.split("|")
            if any(
                not set(names) & {name for name, one in value.items() if one} for _, value in asked.objects
            ):
                yield (names[0],)


def _not_enrolled(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    account = memory.account(asked)
    for error in asked.mutation.errors if account is not None else ():
        cause = causes.CAUSES.get(error.code)
        if cause is not None and causes.NOT_ENROLLED in cause.reasons:
            campaign = next(one for one in causes.CAMPAIGNS if one in error.message.replace(" ", ""))
            if (account, campaign) not in memory.enrolled:
                yield ("accountNumber",)


def _self(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    named = {leaf.name: leaf.value for leaf in asked.leaves}
    return [("reference",)] if named.get("reference") == named.get("accountNumber") is not None else []


def _repeated(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    for name, value in asked.arguments.items():
        if isinstance(value, list) and len(value) > len({json.dumps(one, sort_keys=True) for one in value}):
            yield (name,)


def _out_of_range(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    for limit in asked.mutation.limits:
        for leaf in asked.leaves:
            number = leaf.value if isinstance(leaf.value, int | float) else limit.minimum
            if ".".join(leaf.path) == limit.path and not limit.minimum <= number <= limit.maximum:
                yield leaf.path


def _not_positive(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    for leaf in asked.leaves:
        number = leaf.value if leaf.type == "Int" and isinstance(leaf.value, int | float) else 1
        if number <= 0 and _POSITIVE.fullmatch(leaf.name):
            yield leaf.path


def _terms_declined(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    return (leaf.path for leaf in asked.leaves if leaf.name == "termsAccepted" and leaf.value is False)


def _both(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    return (path for path, given in _alternatives(asked) if given == 2)


def _neither(asked: arguments.Asked, _: state.State) -> Iterable[tuple[str, ...]]:
    return (path for path, given in _alternatives(asked) if given == 0)


def _alternatives(asked: arguments.Asked) -> Iterable[tuple[tuple[str, ...], int]]:
    """Pairs of optional fields that an error calls alternatives, and how many of each were given."""
    for type_, value in asked.objects:
        optional = [name for name, field in type_.fields.items() if not field.required]
        for first in optional:
            for second in optional:
                if first < second and _shared_stem(first, second):
                    yield (first,), sum(value.get(name) is not None for name in (first, second))


@functools.cache
def _shared_stem(first: str, second: str) -> bool:
    return re.sub(r"Id$", "", first) == re.sub(r"Number$", "", second) and first != second


def _used_key(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    return [("idempotencyKey",)] if memory.key_was_used(asked) else []


def _already_done(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    return [()] if memory.was_done(asked) else []


def _too_few_points(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    account = memory.account(asked)
    if account is not None:
        for leaf in asked.leaves:
            number = leaf.value if isinstance(leaf.value, int) else 0
            if leaf.name == "points" and number > memory.points[account]:
                yield leaf.path


def _closed_wizard(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    wizard = memory.wizard(asked)
    if wizard is None:
        return []
    # Those who logged in see no wizard that was begun for one of the sandbox's own accounts.
    return [("wizardId",)] if memory.wizards[wizard] is None or asked.user else []


def _busy_wizard(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    wizard = memory.wizard(asked)
    return [("wizardId",)] if wizard is not None and memory.is_busy(wizard) else []


def _done_step(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    wizard = memory.wizard(asked)
    if wizard is None:
        return []
    done = memory.done_steps(wizard)
    return [leaf.path for leaf in asked.leaves if leaf.name == "stepId" and leaf.value in done]


def _wrong_step(asked: arguments.Asked, memory: state.State) -> Iterable[tuple[str, ...]]:
    wizard = memory.wizard(asked)
    if wizard is None:
        return []
    wrong = [
        leaf for leaf in asked.leaves if leaf.name == "stepId" and leaf.value != memory.next_step(wizard)
    ]
    return [leaf.path for leaf in wrong]


_ONLY_UNAUTHORIZED = r"^unauthorized"
#: The same for an account that is not there and one that is somebody else's: who asks cannot tell them apart.
_ACCOUNT = (r"account not found", _ONLY_UNAUTHORIZED)
_FOUND = (
    r"not found|unable to find|could(n't| not) find|no .* found|does not exist",
    r"invalid .*(id|code|reference|slug|token|ledger)\b|id is invalid|ledger is not valid",
    _ONLY_UNAUTHORIZED,
)

#: A long time ago, far below zero, and a UUID of ones.
_NOTHING_HAS_IT = re.compile(r"1900-.*|-[0-9]{7,}|f{8}-f{4}-4f{3}-bf{3}-f{12}", re.IGNORECASE)
_FAR_BELOW_ZERO = -1_000_000
_LAST_DAY = 31
_OTHERS = "somebody-else"

REASONS = (
    Reason(
        NOT_THE_OWNER,
        "The account is somebody else's.",
        _foreign_account,
        _ACCOUNT,
        fallback=_UNAUTHORIZED,
    ),
    Reason(
        "unknown-account",
        "There is no such account.",
        _unknown_account,
        _ACCOUNT,
        fallback=_UNAUTHORIZED,
    ),
    Reason(causes.NOTHING_GIVEN, "None of several inputs was given.", _nothing_given, ()),
    Reason(causes.REPEATED, "The same stands twice in a list.", _repeated, ()),
    Reason(causes.INVALID, "A value is well formed, and nothing can have it.", _invalid_value, ()),
    Reason(causes.FOREIGN_OBJECT, "Something belongs to somebody else.", _foreign_object, ()),
    Reason(causes.SELF, "An account refers to itself.", _self, ()),
    Reason(causes.NOT_ENROLLED, "The account takes no part in a campaign.", _not_enrolled, ()),
    Reason("unknown-identifier", "There is nothing of that identifier.", _unknown_identifier, _FOUND),
    Reason(
        "both-alternatives",
        "Two inputs were given that exclude each other.",
        _both,
        (r"\bboth\b", r"^provide either\b"),
    ),
    Reason(
        "neither-alternative",
        "Neither of two inputs was given.",
        _neither,
        (r"\bneither\b", r"^provide either\b"),
    ),
    Reason(
        "out-of-range",
        "A number is outside the limits that the contract states.",
        _out_of_range,
        (r"invalid.*(amount|day)", r"payment (day|amount)"),
    ),
    Reason(
        "not-positive",
        "An amount or a number of points is zero or negative.",
        _not_positive,
        (r"0 or negative|negative or zero|invalid amount",),
    ),
    Reason("terms-declined", "The terms were not accepted.", _terms_declined, (r"terms must be accepted",)),
    Reason(USED_KEY, "The idempotency key was used before.", _used_key, (r"idempotency key",)),
    Reason(
        "already-done",
        "The same was done before, and is done once only.",
        _already_done,
        (r"\balready\b", r"\bduplicate\b"),
    ),
    Reason("too-few-points", "The account has fewer points.", _too_few_points, (r"not enough|insufficient",)),
    Reason(causes.CLOSED, "The wizard was cancelled.", _closed_wizard, (r"wizard",)),
    Reason(causes.BUSY, "Another step is being worked on.", _busy_wizard, (r"simultaneous",)),
    Reason(causes.DONE_STEP, "The step was taken before.", _done_step, (r"invalid input or step id",)),
    Reason(causes.WRONG_STEP, "It is not this step's turn.", _wrong_step, (r"step id\b",)),
)

_BY_NAME = {reason.name: reason for reason in REASONS}
