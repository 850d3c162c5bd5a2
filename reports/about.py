"""What a run was: the facts that every report repeats, so that it can be read on its own and run again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class About:
    """Target, contract and options of a run.

    `hazards` are those that its target may be put to; `snapshot` is the digest of the contract directory and
    `snapshot_date` the day on which it last changed (ISO 8601), or None where nothing tells. `options` are
    the arguments that name target and contract again, `selection` those that say how much was asked. At most
    `budget` requests were allowed, if that was limited. An embedded target ends with its run, and with it
    whatever was changed there.
    """

    target: str
    tier: str
    hazards: tuple[str, ...]
    profile: str
    snapshot: str
    snapshot_date: str | None
    versions: tuple[tuple[str, str], ...]
    options: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    report_dir: str = ""
    budget: int | None = None
    is_embedded: bool = False

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> About:
        """The inverse of `attrs.asdict`, after JSON; TypeError or ValueError if it is not."""
        pairs = tuple((str(name), str(version)) for name, version in value["versions"])
        budget = value.get("budget")
        if budget is not None and type(budget) is not int:
            raise ValueError("budget is no number")
        if type(value.get("is_embedded", False)) is not bool:
            raise ValueError("is_embedded is neither true nor false")
        listed = {name: tuple(map(str, value[name])) for name in ("hazards", "options", "selection")}
        return cls(**{**value, **listed, "versions": pairs})

    @property
    def run_command(self) -> str:
        """The command that repeats the run."""
        return shlex.join(["python", "-m", "conformance", "run", *self.options, *self.selection])

    def replay_command(self, fingerprint: str) -> str:
        """The command that asks the case of a finding again."""
        where = ("--report-dir", self.report_dir) if self.report_dir else ()
        return shlex.join(["python", "-m", "conformance", "replay", fingerprint, *where, *self.options])
