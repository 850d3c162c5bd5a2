"""The words of this suite as frozen values: case, exchange, violation, finding."""

from __future__ import annotations

import enum
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from conformance.sequence import Move, Step
from schema import types
from schema.operation import Operation

#: The scenario that tells what the schema probe found out; all others ask mutations.
DRIFT = "drift"
#: What drifted and affects no documented operation, of all mutations in one item.
DRIFT_ELSEWHERE = "drift_elsewhere"


class Level(enum.StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Tier(enum.StrEnum):
    """What can happen to the world when a case is sent; each tier includes those before it."""

    PROBE = "probe"
    GUARD = "guard"
    EXERCISE = "exercise"

    def includes(self, other: Tier) -> bool:
        """Whether a target that allows this tier allows the other."""
        order = list(Tier)
        return order.index(other) <= order.index(self)


class Credential(enum.StrEnum):
    """Which credential a case is sent with; `SECOND` is a valid one of another customer."""

    VALID = "valid"
    SECOND = "second"
    NONE = "none"
    GARBAGE = "garbage"
    EXPIRED = "expired"

    @property
    def is_valid(self) -> bool:
        """Whether it is a customer's own."""
        return self in (Credential.VALID, Credential.SECOND)


class Expectation(enum.StrEnum):
    """What has to become of a case: executed, executed with an error, or answered in any way.

    `REFUSAL` and `ACCEPTANCE` are of an input behind locks, which let nothing execute; `REJECTION` is
    of a whole document that is invalid; `METHOD` is a GET
    of a mutation, behind locks too, that has to be refused for its method.
    """

    EXECUTION = "execution"
    ERROR = "error"
    ANSWER = "answer"
    REFUSAL = "refusal"
    ACCEPTANCE = "acceptance"
    REJECTION = "rejection"
    METHOD = "method"

    @property
    def is_executed(self) -> bool:
        """Whether a mutation is to run."""
        return self in (Expectation.EXECUTION, Expectation.ERROR, Expectation.ANSWER)


@attrs.frozen
class Case:
    """An operation with variables and a credential, in a scenario, and what is expected of it.

    Where the expectation is about one input, `place` is the path to it from the mutation's arguments and
    `violation` the name of what is wrong there. `like` are the error codes of an answer that this one
    should not differ from. In a workflow, `moves` are all that was done in it up to this case.
    """

    scenario: str
    operation: Operation
    variables: Mapping[str, Any] = attrs.field(converter=types.frozen_mapping)
    credential: Credential = Credential.VALID
    expectation: Expectation = Expectation.EXECUTION
    place: tuple[str | int, ...] = ()
    violation: str = ""
    like: frozenset[str] | None = None
    workflow: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def mutation(self) -> str:
        """The name of the mutation that is asked."""
        return self.operation.mutation


@attrs.frozen
class Request:
    """What was sent. A credential in `headers` is replaced by the name of the variable that holds it."""

    url: str
    headers: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)
    body: str
    method: str = "POST"


@attrs.frozen
class Response:
    """What came back: `headers` by lower-case name, `elapsed` in seconds."""

    status: int
    headers: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)
    content: bytes
    elapsed: float

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @functools.cached_property
    def document(self) -> Mapping[str, Any] | None:
        """The JSON object of the content, or None if it holds none.

        It is what a lenient reader makes of it: NaN is a number, the last of two equal keys holds.
        """
        try:
            value = json.loads(self.content)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    @functools.cached_property
    def flaw(self) -> str | None:
        """Why the content is no JSON object to a strict reader, without a word of it; None if it is one."""
        if self.document is not None and not any(word in self.content for word in _LENIENT):
            return None
        try:
            value = json.loads(self.content, parse_constant=_refuse)
        except UnicodeDecodeError as error:
            return f"byte {error.start} belongs to no character of {error.encoding}"
        except ValueError as error:
            return str(error)
        except RecursionError:
            return "it is nested too deeply to be read"
        return None if isinstance(value, dict) else f"it is a {_KINDS[type(value)]}"


#: An object that a lenient reader takes has to hold one of these for a strict one to refuse it: a constant in
#: UTF-8, or the zeros of another encoding.
_LENIENT = (b"NaN", b"Infinity", b"\0")

_KINDS = {list: "list", str: "text", int: "number", float: "number", bool: "truth value", type(None): "null"}


def _refuse(constant: str) -> Any:
    raise ValueError(f"JSON has no {constant}")


@attrs.frozen(eq=False)
class Exchange:
    """A case and what came back. `echoes_credential`: the credential that was sent stands in the answer.

    In a workflow, `step` is what the calls before demand, and `before` are those calls. `journal_entry` is
    its id in the journal, for what may have changed something; `issued` are tokens that the answer held,
    which stand nowhere else.
    """

    case: Case
    request: Request
    response: Response
    echoes_credential: bool = False
    step: Step | None = None
    before: tuple[Exchange, ...] = ()
    journal_entry: str | None = None
    issued: Mapping[str, str] = attrs.field(factory=dict, repr=False)

    @property
    def document(self) -> Mapping[str, Any] | None:
        """The JSON object of the response, or None if it holds none."""
        return self.response.document

    @functools.cached_property
    def errors(self) -> tuple[Mapping[str, Any], ...]:
        """The entries of `errors` that are objects."""
        listed = self.document.get("errors") if self.document else None
        return tuple(one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()

    @functools.cached_property
    def codes(self) -> tuple[str, ...]:
        """The error codes of the answer, in their order; errors without one are left out."""
        extensions = (error.get("extensions") for error in self.errors)
        found = (one.get("errorCode") for one in extensions if isinstance(one, dict))
        return tuple(code for code in found if isinstance(code, str))

    @property
    def result(self) -> Any:
        """The value of the mutation in `data`, or None where there is none."""
        data = self.document.get("data") if self.document else None
        return data.get(self.case.operation.root.key) if isinstance(data, dict) else None

    @functools.cached_property
    def is_request_error(self) -> bool:
        """Whether the request was refused before execution (GraphQL, 7.1.2 "Request Error Result").

        Its `data` must be absent; a null beside errors that belong to no field is the same, wrongly said.
        """
        if self.document is None or not self.errors or self.document.get("data") is not None:
            return False
        return "data" not in self.document or not any("path" in error for error in self.errors)


@attrs.frozen
class Violation:
    """One breach of one rule, readable without any log. `path` is a JSON path into the response."""

    rule: str
    level: Level
    mutation: str
    path: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"[{self.rule}] {self.mutation} {self.path}: expected {self.expected}, got {self.actual}"


@attrs.frozen
class Findings:
    """What a rule says of an exchange.

    `opportunities` counts the places in which a fault of its kind could have shown: none means that
    the rule has nothing to say, which is not the same as that it is kept. They are all of one mutation,
    `mutation`, or of the exchange's own.
    """

    opportunities: int
    violations: tuple[Violation, ...] = ()
    mutation: str | None = None


@attrs.frozen
class Finding:
    """A violation and the exchange that shows it."""

    violation: Violation
    exchange: Exchange


@attrs.frozen
class Evidence:
    """A finding as it is written and handed between processes: texts and numbers only, no credential.

    `fingerprint` is the same in every run for the same cause: rule, mutation, place and kind of input.
    `count` is how many exchanges of the item showed it, `first_request` the number of the first of them in
    the item; `request` and `response` are the smallest ones and `case` is what asks them again. `steps` are
    the calls of a workflow before that one, each with `request`, `status` and `response`.
    """

    fingerprint: str
    rule: str
    level: str
    mutation: str
    scenario: str
    path: str
    expected: str
    actual: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    case: Mapping[str, Any]
    count: int = 1
    first_request: int = 1
    waived: bool = False
    steps: tuple[Mapping[str, Any], ...] = ()

    @property
    def input(self) -> str:
        """The input that it takes to see it, if it is about a certain one: its place, and what it is."""
        place = self.case.get("place") or ()
        return f"{'.'.join(map(str, place))}: {self.case.get('violation')}" if place else ""

    def __str__(self) -> str:
        return (
            f"[{self.rule}] {self.mutation} {self.path}: expected {self.expected}, got {self.actual}\n"
            f"  {self.request['curl']}"
        )


@attrs.frozen
class ItemResult:
    """What happened in one test item: one mutation in one scenario.

    `opportunities` are by rule, `inconclusive` counts what could not be judged by rule and reason, `seconds`
    is the time spent waiting for the target and `cpu` that of the item's own thread, `notes` are limits of
    the target that were met. Of the requests that were to execute `with_credential`, so many were `admitted`,
    not refused for it.
    `seen` is what was exercised: names by type or mutation by kind, see `coverage.marks`.
    `not_exercised` says why nothing was asked; `target_error` why no answer came.
    """

    mutation: str
    scenario: str
    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    with_credential: int = 0
    admitted: int = 0
    opportunities: Mapping[str, int] = attrs.field(factory=dict)
    inconclusive: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    seen: Mapping[str, Mapping[str, tuple[str, ...]]] = attrs.field(factory=dict)
    not_exercised: str | None = None
    target_error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for another process or a file."""
        return attrs.asdict(self)

    @classmethod
    def joined(cls, results: Sequence[ItemResult]) -> ItemResult:
        """Results of one item as one, of its first mutation; each finding still names its own."""
        first, rest = results[0], results[1:]
        if not rest:
            return first
        return attrs.evolve(
            first,
            requests=sum(one.requests for one in results),
            seconds=sum(one.seconds for one in results),
            opportunities=_summed(one.opportunities for one in results),
            inconclusive={rule: found for one in results for rule, found in one.inconclusive.items()},
            notes=tuple(dict.fromkeys(note for one in results for note in one.notes)),
            evidence=tuple(evidence for one in results for evidence in one.evidence),
        )

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ItemResult:
        """The inverse of `as_json`."""
        evidence = tuple(Evidence(**{**one, "steps": tuple(one["steps"])}) for one in value["evidence"])
        seen = {
            kind: {group: tuple(names) for group, names in groups.items()}
            for kind, groups in value["seen"].items()
        }
        return cls(**{**value, "notes": tuple(value["notes"]), "evidence": evidence, "seen": seen})


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in counts:
        for name, count in one.items():
            found[name] = found.get(name, 0) + count
    return found
