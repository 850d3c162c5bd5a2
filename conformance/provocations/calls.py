"""Provocations as cases: a valid example with the one thing in it that causes an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from conformance import cases
from conformance.model import Case, Credential, Expectation
from conformance.provocations.table import Cause, Provocation
from schema import types
from schema.contract import Contract
from schema.operation import Operation
from strategies import examples

Path = tuple[str | int, ...]
Places = Sequence[tuple[Path, str]]

_NOBODY = "conformance-nobody"
_SOMEBODY = "conformance-somebody-else"
_ACCOUNT = "accountNumber"
_TEXTS = ("String", "ID", "NonEmptyID")

#: Values that are well formed, and that nothing can have.
_INVALID: Mapping[str, Any] = {
    "Date": "1900-01-01",
    "DateTime": "1900-01-01T00:00:00Z",
    "Decimal": "-2000000",
    "Float": -2_000_000.0,
    "FloatSafeDecimal": "-2000000",
    "GenericScalar": "   ",
    "ID": "   ",
    "Int": -2_000_000,
    "JSONString": '"   "',
    "NormalizedDecimal": "-2000000",
    "String": "   ",
    "Time": "00:00:00.000001",
    "UUID": "ffffffff-ffff-4fff-bfff-ffffffffffff",
}
_UNKNOWN: Mapping[str, Any] = {
    **dict.fromkeys(_TEXTS, _NOBODY),
    "Int": 0,
    "UUID": "00000000-0000-4000-8000-000000000000",
}
#: Identifiers of examples are zeros, which are those of nothing: here they are to be those of something.
_SOMETHING = {"0": "1", "00000000-0000-4000-8000-000000000000": "00000000-0000-4000-8000-000000000001"}
#: Levels of input objects in which optional inputs are given too.
_LEVELS = 4


@attrs.frozen
class Known:
    """Accounts of a target: two of the caller's own, one that is somebody else's, and nobody's."""

    own: str | None
    other: str | None
    foreign: str | None
    unknown: str = str(cases.unreachable(_ACCOUNT) or "A-00000000")


@attrs.frozen
class Plan:
    """The calls that cause an error, the last of which answers with it; or the reason why there are none."""

    provocation: Provocation
    calls: tuple[Case, ...] = ()
    reason: str = ""


def plan(contract: Contract, operation: Operation, provocation: Provocation, known: Known) -> Plan:
    """What has to be asked of a mutation for an error."""
    cause = provocation.cause
    if cause is None or cause is Cause.WORKFLOW:
        return Plan(provocation, reason=provocation.reason)
    promised = contract.mutation(operation.mutation)
    schema = contract.schema_of(promised.name)
    variables = _named_something(examples.of_fields(schema, promised.arguments, optional_levels=_LEVELS))
    example = Case(cases.DOMAIN_ERRORS, operation, variables, expectation=Expectation.ANSWER)
    if cause is Cause.NO_CREDENTIAL:
        bare = examples.of_fields(schema, promised.arguments, optional_levels=0)
        return Plan(provocation, (attrs.evolve(example, variables=bare, credential=Credential.NONE),))
    if cause is Cause.LIMITED_TOKEN and promised.requires_authorization:
        return Plan(provocation, (example,))
    places = list(_places(schema, promised.arguments, variables, ()))
    changed = _CHANGES[cause](provocation, variables, places, known)
    if changed is None:
        return Plan(provocation, reason=_no_place(provocation, known))
    made = attrs.evolve(example, variables=changed)
    return Plan(provocation, (made, made) if cause is Cause.TWICE else (made,))


# One function a cause: the variables with what causes the error, or None where they have no place for it.


def _one(value: Callable[[str, str, Known], Any]) -> Callable[..., dict[str, Any] | None]:
    def change(
        provocation: Provocation, variables: Mapping[str, Any], places: Places, known: Known
    ) -> dict[str, Any] | None:
        for path, type_ in _named(places, provocation.fields or (_ACCOUNT,)):
            new = value(str(path[-1]), type_, known)
            if new is not None:
                return dict(_with(variables, path, new))
        return None

    return change


def _invalid(_name: str, type_: str, _known: Known) -> Any:
    return _INVALID.get(type_)


def _unknown(name: str, type_: str, known: Known) -> Any:
    return known.unknown if name == _ACCOUNT else _UNKNOWN.get(type_)


def _foreign(name: str, type_: str, known: Known) -> Any:
    if name == _ACCOUNT:
        return known.foreign
    return _SOMEBODY if type_ in _TEXTS else None


def _own(_name: str, _type: str, known: Known) -> Any:
    return known.own


def _other(_name: str, _type: str, known: Known) -> Any:
    return known.other


def _values(
    provocation: Provocation, variables: Mapping[str, Any], places: Places, known: Known
) -> dict[str, Any] | None:
    changed = dict(variables)
    for name, value in provocation.set.items():
        found, given = _named(places, (name,)), known.own if value == f"{{{_ACCOUNT}}}" else value
        if not found or given is None:
            return None
        changed = _with(changed, found[0][0], given)
    return changed


def _omitted(
    provocation: Provocation, variables: Mapping[str, Any], places: Places, _known: Known
) -> dict[str, Any] | None:
    if not any(name in path for path, _ in places for name in provocation.fields):
        return None
    return dict(_without(variables, frozenset(provocation.fields)))


def _repeated(
    provocation: Provocation, variables: Mapping[str, Any], _places: Places, _known: Known
) -> dict[str, Any] | None:
    listed = variables.get(provocation.field)
    return {**variables, provocation.field: listed * 2} if isinstance(listed, list) else None


_CHANGES: Mapping[Cause, Callable[..., dict[str, Any] | None]] = {
    Cause.INVALID: _one(_invalid),
    Cause.UNKNOWN: _one(_unknown),
    Cause.FOREIGN: _one(_foreign),
    Cause.LIMITED_TOKEN: _one(_foreign),
    Cause.OWN_ACCOUNT: _one(_own),
    Cause.TWICE: _one(_other),
    Cause.VALUES: _values,
    Cause.OMITTED: _omitted,
    Cause.REPEATED: _repeated,
}


def _no_place(provocation: Provocation, known: Known) -> str:
    if provocation.cause is Cause.OWN_ACCOUNT and known.own is None:
        return "no account of the caller's own is known"
    if provocation.cause is Cause.TWICE and known.other is None:
        return "no second account of the caller's own is known"
    if provocation.cause in (Cause.FOREIGN, Cause.LIMITED_TOKEN) and known.foreign is None:
        return "nothing is known that is somebody else's"
    return f"its input has no {' or '.join(provocation.fields or tuple(provocation.set) or (_ACCOUNT,))}"


def _named(places: Places, names: Sequence[str]) -> list[tuple[Path, str]]:
    return [place for name in names for place in places if place[0][-1] == name]


def _places(
    schema: types.Schema, fields: Mapping[str, types.InputValue], values: Mapping[str, Any], at: Path
) -> Iterator[tuple[Path, str]]:
    """The leaves of an input with their types, the outer ones first; of a list the first item."""
    inner = []
    for name, field in fields.items():
        value, path, type_ = values.get(name), (*at, name), schema[field.type.name]
        while isinstance(value, list) and value:
            value, path = value[0], (*path, 0)
        if isinstance(type_, types.InputObject) and isinstance(value, Mapping):
            inner.append((type_, value, path))
        elif name in values and path[-1] == name:
            yield path, type_.name
    for type_, value, path in inner:
        yield from _places(schema, type_.fields, value, path)


def _named_something(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _named_something(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_named_something(one) for one in value]
    return _SOMETHING.get(value, value) if isinstance(value, str) else value


def _with(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        return [_with(one, rest, new) if index == step else one for index, one in enumerate(value)]
    return {**value, step: _with(value.get(step), rest, new)}


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    return value
