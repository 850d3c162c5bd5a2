"""The figures of a run, as its closing table and its summary show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from conformance.model import Evidence
from reports import text
from reports.about import About
from reports.coverage import ran
from reports.coverage.ran import Finding


@attrs.frozen(kw_only=True)
class Covered:
    """A kind of coverage, in words, and how much of it a run reached."""

    title: str
    covered: int
    total: int


@attrs.frozen(kw_only=True)
class Links:
    """Where a person reads about a mutation and about a rule's clause, as far as that is known."""

    mutations: Mapping[str, str] = attrs.field(factory=dict)
    rules: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Figures:
    """What is said of a run.

    `not_exercised` are mutations by the reason why they were not asked, which names the scenario; `refused`
    counts the items that were selected and not asked. `inconclusive` are mutations by rule and reason,
    `unreached` mutations that were asked, by the rules that none of it exercised. `states` counts pairs of
    rule and mutation, and `notes` are limits of the target that were met. `left_behind` are mutations that
    may have changed what nobody undid; `unchecked` are waivers of which nothing could be said, and why.
    `change` is what differs from an earlier run, if it was held against one; `since` when that found first
    what is broken still, by mutation and rule.
    """

    about: About
    mutations: int
    exercised: int
    items: int
    refused: int
    requests: int
    places: int
    findings: Mapping[tuple[str, str], int]
    evidence: tuple[Evidence, ...]
    not_exercised: Mapping[str, tuple[str, ...]]
    inconclusive: Mapping[str, tuple[str, ...]]
    states: Mapping[str, int]
    notes: tuple[str, ...]
    verdict: str
    left_behind: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    coverage: tuple[Covered, ...] = ()
    links: Links = attrs.Factory(Links)
    unreached: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    change: str | None = None
    since: Mapping[tuple[str, str], str] = attrs.field(factory=dict)

    @property
    def causes(self) -> tuple[Finding, ...]:
        """What was found, each cause once, in the order in which it matters."""
        return ran.joined(self.evidence)

    def age(self, places: Iterable[tuple[str, str]]) -> str:
        """Since when rules are broken at mutations, and how many are new, where an earlier run tells."""
        listed = tuple(dict.fromkeys(places))
        if self.change is None:
            return ""
        known = [self.since[one] for one in listed if one in self.since]
        if not known:
            return "new"
        new = len(listed) - len(known)
        return f"since {text.day(min(known))}" + (f", {new} new" if new else "")

    @property
    def counts(self) -> Mapping[str, int]:
        """What is compared from run to run."""
        return {
            "exercised": self.exercised,
            "requests": self.requests,
            "places": self.places,
            "findings": len(self.causes),
            **{f"rules {state}": count for state, count in self.states.items()},
        }
