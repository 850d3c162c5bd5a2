"""A run beside an earlier one: what is new, what is still there, what was fixed, what nobody looked at.

Compared is which rule is broken at which mutation. The places in an answer where it shows are drawn anew in
each run, and say little about whether anything changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from reports.coverage.baseline import Baseline
from reports.coverage.ran import Ran

#: States that say that a rule was judged at a mutation, so that what it no longer finds was fixed.
_JUDGED = frozenset({"passed", "violated", "waived"})

#: A mutation and the id of a rule.
Broken = tuple[str, str]


@attrs.frozen
class Comparison:
    """What is broken now and was not, now and then, and only then; all sorted.

    Of what was broken only then, `unchecked` is what was not judged at all this time. What is waived is
    broken all the same. `since` says of `still` which run found it first (ISO 8601).
    """

    target: str
    at: str
    new: tuple[Broken, ...]
    still: tuple[Broken, ...]
    fixed: tuple[Broken, ...]
    unchecked: tuple[Broken, ...]
    since: Mapping[Broken, str] = attrs.field(factory=dict)

    @property
    def sentence(self) -> str:
        """What changed, in a few words."""
        parts = {"new": self.new, "fixed": self.fixed, "not checked this time": self.unchecked}
        said = [f"{len(listed)} {name}" for name, listed in parts.items() if listed]
        return ", ".join(said) or "no change"

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        parts = {"new": self.new, "still": self.still, "fixed": self.fixed, "unchecked": self.unchecked}
        return {
            "target": self.target,
            "at": self.at,
            "sentence": self.sentence,
            **{
                name: [{"mutation": mutation, "rule": rule} for mutation, rule in listed]
                for name, listed in parts.items()
            },
        }


def between(baseline: Baseline, ran: Ran) -> Comparison:
    """Compare a run with an earlier one."""
    since: dict[Broken, str] = {}
    for one in baseline.findings:
        place = one.mutation, one.rule
        since[place] = min(since.get(place, one.since), one.since)
    old = since.keys()
    now = {one.place for one in ran.findings}
    gone = old - now
    judged = {one for one in gone if _state(ran.states, *one) in _JUDGED}
    return Comparison(
        target=baseline.target,
        at=baseline.at,
        new=tuple(sorted(now - old)),
        still=tuple(sorted(now & old)),
        fixed=tuple(sorted(judged)),
        unchecked=tuple(sorted(gone - judged)),
        since={place: since[place] for place in sorted(now & old)},
    )


def _state(states: Mapping[str, Mapping[str, str]], mutation: str, rule: str) -> str | None:
    return states.get(mutation, {}).get(rule)
