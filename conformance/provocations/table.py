"""The table of provocations: by error code, how a caller causes it, or why none can.

    [KT-CT-9605]
    cause = "values"                 # these values
    set = { amount = 0 }

    [KT-CT-8201]
    cause = "unknown"                # an identifier of nothing, in this input; several names are alternatives
    field = "quoteId"

    [KT-CT-1113]
    reason = "the operator of the API switches a field off"

Messages say little (three dozen errors are called 'Invalid data.'), so most rows are conjectures about an API
that is not at hand: a run tells which of them hold.
"""

from __future__ import annotations

import enum
import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from conformance.errors import ConfigError
from schema import types
from schema.contract import Contract
from schema.errors import suggestion

FILE = Path(__file__).with_name("provocations.toml")


class Cause(enum.StrEnum):
    """What a caller does."""

    NO_CREDENTIAL = "no-credential"
    LIMITED_TOKEN = "limited-token"  # noqa: S105 -- the name of a cause
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    INVALID = "invalid"
    VALUES = "values"
    OMITTED = "omitted"
    REPEATED = "repeated"
    OWN_ACCOUNT = "own-account"
    TWICE = "twice"
    WORKFLOW = "workflow"


@attrs.frozen(kw_only=True)
class Provocation:
    """How an error is caused: `field` names inputs, `set` values by input; or the `reason` why it is not."""

    code: str
    cause: Cause | None = attrs.field(default=None, converter=attrs.converters.optional(Cause))
    field: str = ""
    set: Mapping[str, Any] = attrs.field(factory=dict, converter=types.frozen_mapping)
    workflow: str = ""
    reason: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the inputs, the better ones first."""
        return tuple(self.field.split("|")) if self.field else ()

    def __str__(self) -> str:
        match self.cause:
            case None:
                return self.reason
            case Cause.VALUES:
                return ", ".join(f"`{name}`: `{value}`" for name, value in self.set.items())
            case Cause.WORKFLOW:
                return f"workflow `{self.workflow}`"
            case _:
                return _SAID[self.cause] + (f" in `{' or '.join(self.fields)}`" if self.field else "")


_SAID: Mapping[Cause, str] = {
    Cause.NO_CREDENTIAL: "no credential",
    Cause.LIMITED_TOKEN: "the token of a pre-signed key",
    Cause.FOREIGN: "what is somebody else's",
    Cause.UNKNOWN: "what does not exist",
    Cause.INVALID: "a value that nothing can have",
    Cause.OMITTED: "nothing",
    Cause.REPEATED: "the same twice",
    Cause.OWN_ACCOUNT: "an account that takes no part in the campaign",
    Cause.TWICE: "the same call twice",
}


@functools.cache
def default() -> Mapping[str, Provocation]:
    """The committed table, by code."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str, *, source: str = FILE.name) -> Mapping[str, Provocation]:
    """The provocations of a text, by code; ConfigError in one line if it is wrong."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: this is not TOML: {error}") from error
    return {code: _provocation(code, row, f"{source}: {code}") for code, row in document.items()}


def check(table: Mapping[str, Provocation], contract: Contract, *, source: str = FILE.name) -> None:
    """ConfigError if a documented code has no row, or a row is about no documented code."""
    documented = {code for mutation in contract.mutations.values() for code in mutation.codes}
    for code in sorted(set(table) - documented):
        raise ConfigError(f"{source}: no mutation documents {code}{suggestion(code, documented)}")
    missing = sorted(documented - set(table))
    if missing:
        raise ConfigError(f"{source}: nothing is said of {', '.join(missing)}")


def _provocation(code: str, row: Any, place: str) -> Provocation:
    known = {field.name for field in attrs.fields(Provocation)} - {"code"}
    if not isinstance(row, dict) or bool(row.get("cause")) == bool(row.get("reason")):
        raise ConfigError(f"{place}: it must have a cause or a reason")
    for key in row:
        if key not in known:
            raise ConfigError(f"{place}: unknown key {key!r}{suggestion(key, known)}")
    if "cause" in row and row["cause"] not in list(Cause):
        hint = suggestion(str(row["cause"]), [one.value for one in Cause])
        raise ConfigError(f"{place}: there is no cause {row['cause']!r}{hint}")
    return Provocation(code=code, **row)
