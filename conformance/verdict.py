"""The verdict on a run: its exit code and the one line that says why."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable

import attrs

from conformance.model import DRIFT, DRIFT_ELSEWHERE, Evidence, ItemResult, Level
from conformance.waivers import Judgement


class ExitCode(enum.IntEnum):
    """What the exit code of every command means."""

    CONFORMANT = 0
    VIOLATIONS = 1
    INTERRUPTED = 2
    OUR_BUG = 3
    UNUSABLE = 4


@attrs.define
class Tally:
    """All results of a run as they come in.

    `missing` are parts of it that did not come, each in words; `unwritable` is why no report can be written.
    `dry_run` is how many requests a run would send that sends none.
    `left_behind` says of which mutations it may have left behind what nobody undid.
    """

    fail_on: Level = Level.MUST
    results: list[ItemResult] = attrs.Factory(list)
    bugs: list[str] = attrs.Factory(list)
    waivers: Judgement = attrs.Factory(Judgement)
    unreachable: str | None = None
    missing: tuple[str, ...] = ()
    unwritable: str | None = None
    dry_run: int | None = None
    left_behind: tuple[str, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every finding, in the order of the run."""
        return tuple(one for result in self.results for one in result.evidence)

    @property
    def violations(self) -> tuple[Evidence, ...]:
        """The findings that make a run fail: those of a level that is binding for it, and not waived."""
        return tuple(one for one in self.evidence if fails(one, self.fail_on))

    @property
    def judged(self) -> int:
        """How many places were judged."""
        return sum(sum(result.opportunities.values()) for result in self.results)

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(result.requests for result in self.results)

    @property
    def exercised(self) -> frozenset[str]:
        """The mutations of which at least one answer was judged."""
        asked = (result for result in self.results if result.scenario not in (DRIFT, DRIFT_ELSEWHERE))
        return frozenset(result.mutation for result in asked if result.opportunities)

    @property
    def is_shut_out(self) -> bool:
        """Whether mutations were to execute with a credential, and every one answered for it alone."""
        asked = sum(result.with_credential for result in self.results)
        return asked > 0 and not any(result.admitted for result in self.results)

    @property
    def target_errors(self) -> tuple[str, ...]:
        """Why answers did not come."""
        found = (*(result.target_error for result in self.results), self.unreachable)
        return tuple(one for one in found if one)

    def by_rule(self) -> Counter[tuple[str, str]]:
        """Findings by level and rule."""
        return Counter((one.level, one.rule) for one in self.evidence)

    @property
    def notes(self) -> tuple[str, ...]:
        """Limits of the target that were met, each once."""
        return tuple(dict.fromkeys(note for result in self.results for note in result.notes))

    def inconclusive(self) -> dict[str, tuple[str, ...]]:
        """What could not be judged: by rule and reason, the mutations; the most first."""
        found: dict[str, set[str]] = {}
        for result in self.results:
            for rule, reasons in result.inconclusive.items():
                for reason in reasons:
                    found.setdefault(f"{rule}: {reason}", set()).add(result.mutation)
        ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return {reason: tuple(sorted(names)) for reason, names in ordered}

    def not_exercised(self, mutations: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What was not asked: by scenario and reason, the mutations; the most first."""
        found: dict[str, list[str]] = {}
        for result in self.results:
            if result.not_exercised is not None:
                found.setdefault(f"{result.scenario}: {result.not_exercised}", []).append(result.mutation)
        unseen = set(mutations) - {result.mutation for result in self.results}
        if unseen:
            found["every scenario: not selected, or the run ended before"] = list(unseen)
        ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return {reason: tuple(sorted(names)) for reason, names in ordered}


def fails(evidence: Evidence, fail_on: Level) -> bool:
    """Whether a finding makes a run fail that is to fail on this level."""
    levels = list(Level)
    return not evidence.waived and levels.index(Level(evidence.level)) <= levels.index(fail_on)


def judge(tally: Tally, *, interrupted: bool = False) -> tuple[ExitCode, str]:
    """The exit code of a run and the line that says why."""
    unfinished = _unfinished(tally, interrupted)
    if unfinished is not None:
        return unfinished
    if tally.violations:
        return ExitCode.VIOLATIONS, f"not conformant: {_broken(tally.violations)}"
    if tally.waivers.problems:
        return ExitCode.VIOLATIONS, f"not conformant: waivers: {'; '.join(tally.waivers.problems)}"
    if tally.is_shut_out:
        return (
            ExitCode.UNUSABLE,
            "the target refuses the credential at every mutation, so that nothing behind it was judged",
        )
    if not tally.judged:
        return ExitCode.UNUSABLE, "nothing could be judged: no test was selected, or safety allowed none"
    return ExitCode.CONFORMANT, f"conformant: {tally.judged:,} places judged in {tally.requests:,} requests"


def _unfinished(tally: Tally, interrupted: bool) -> tuple[ExitCode, str] | None:
    """What keeps a run from being judged, None if it came to its end."""
    if tally.unwritable:
        found = f"{_broken(tally.violations)}, in {tally.requests:,} requests"
        return ExitCode.UNUSABLE, f"reports cannot be written: {tally.unwritable}; until then {found}"
    if tally.bugs:
        return (
            ExitCode.OUR_BUG,
            f"this suite failed in {len(tally.bugs)} places, first in {tally.bugs[0]}; please report it",
        )
    if tally.dry_run is not None:
        return (
            ExitCode.UNUSABLE,
            f"dry run: {tally.dry_run:,} requests would be sent; nothing was, so that nothing was judged",
        )
    if tally.target_errors:
        return ExitCode.UNUSABLE, f"the target could not be asked: {tally.target_errors[0]}"
    if interrupted:
        return (
            ExitCode.INTERRUPTED,
            f"interrupted after {tally.requests:,} requests; what was found is in the report",
        )
    if tally.missing:
        return ExitCode.INTERRUPTED, f"not whole: {'; '.join(tally.missing)}"
    return None


def _broken(violations: Iterable[Evidence]) -> str:
    """What is wrong in numbers that do not grow with the requests that showed it."""
    listed = tuple(violations)
    counts = {
        "rule": len({one.rule for one in listed}),
        "mutation": len({one.mutation for one in listed}),
        "place": len({one.fingerprint for one in listed}),
    }
    named = (f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
    rules, mutations, places = named
    return f"{rules} broken at {mutations}, in {places}"
