"""What a form of a schema cannot say, so that its silence is not taken for a change.

SDL says everything. An introspection result says what the query behind it asked for: a server of an
older version knows no `isOneOf`, and many queries leave deprecated inputs out.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schema import errors


class Aspect(enum.Enum):
    """A part of a schema that some forms leave out."""

    DESCRIPTIONS = "descriptions"
    INPUT_DEPRECATIONS = "deprecations of arguments and input fields"
    ONE_OF = "@oneOf"
    SPECIFIED_BY = "@specifiedBy"


def in_introspection(text: str) -> frozenset[Aspect]:
    """What an introspection result (JSON) does not say; ContractError if it is none.

    Decided by the keys that are there: a key with null is an answer, a key that is missing is not.
    """
    try:
        document = json.loads(text)
        listed = document.get("data", document)["__schema"]["types"]
        by_kind: dict[str, list[Mapping[str, Any]]] = {}
        for one in listed:
            by_kind.setdefault(one["kind"], []).append(one)
        found = dict(_unsaid(by_kind))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise errors.ContractError("this is no introspection result that can be read") from error
    return frozenset(aspect for aspect, missing in found.items() if missing)


def _unsaid(by_kind: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[tuple[Aspect, bool]]:
    scalars, inputs = by_kind.get("SCALAR", []), by_kind.get("INPUT_OBJECT", [])
    composites = by_kind.get("OBJECT", []) + by_kind.get("INTERFACE", [])
    fields = [field for one in composites for field in one.get("fields") or ()]
    values = [value for one in inputs for value in one.get("inputFields") or ()]
    values += [value for field in fields for value in field.get("args") or ()]
    yield Aspect.DESCRIPTIONS, _lacks(fields, "description")
    yield Aspect.INPUT_DEPRECATIONS, _lacks(values, "isDeprecated")
    yield Aspect.ONE_OF, _lacks(inputs, "isOneOf")
    yield Aspect.SPECIFIED_BY, _lacks(scalars, "specifiedByURL") and _lacks(scalars, "specifiedByUrl")


def _lacks(parts: Iterable[Mapping[str, Any]], key: str) -> bool:
    return not any(key in part for part in parts)
