"""A dry run: every request that a run would send, every test item that safety refuses; nothing is sent."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from conformance.model import Case, Tier
from conformance.probe.document import Document
from schema.contract import Contract

#: Longest part of a request's variables that is printed, in characters.
MAX_SHOWN = 120

#: What stands for a survey and for the schema probe where the name of a scenario would.
SURVEY, PROBE = "survey", "schema_probe"


@attrs.frozen
class Planned:
    """A request that would be sent, or the first of several of which the answers decide the others."""

    tier: Tier
    scenario: str
    mutation: str
    method: str
    url: str
    identity: str
    asks: str
    goes_on: bool = False

    def __str__(self) -> str:
        more = ", and more as answers say" if self.goes_on else ""
        who = f" as {self.identity}" if self.identity else ""
        return (
            f"would send {self.tier}/{self.scenario} {self.mutation or 'of all'}{who}: "
            f"{self.method} {self.url} {self.asks}{more}"
        )


@attrs.frozen
class Refused:
    """A test item of which nothing would be sent."""

    tier: Tier
    scenario: str
    mutation: str
    reason: str

    def __str__(self) -> str:
        return f"refused {self.tier}/{self.scenario} {self.mutation} because {self.reason}"


@attrs.define
class DryRun:
    """Collects what a run would do. Safe to share between threads; `redact` is for whatever is printed."""

    contract: Contract
    urls: Mapping[str, str]
    redact: Callable[[str], str]
    planned: list[Planned] = attrs.Factory(list)
    refused: list[Refused] = attrs.Factory(list)
    tiers: dict[tuple[str, str], Tier] = attrs.Factory(dict)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False, eq=False)

    def would_send(self, case: Case, *, identity: str, method: str, goes_on: bool = False) -> None:
        """A case would be sent."""
        url = self.urls[self.contract.mutation(case.mutation).server]
        who = identity if case.credential.is_valid else f"nobody ({case.credential} credential)"
        self._keep(case.scenario, case.mutation, (method, url, who, _shown(dict(case.variables)), goes_on))

    def would_probe(self, server: str, units: int, size: int) -> None:
        """The schema probe of a server would begin with one request."""
        asks = f"{units} parts of the schema in {size} bytes, to be validated and not run"
        self._keep(PROBE, "", ("POST", self.urls[server], "", asks, True))

    def would_survey(self, server: str, documents: Iterable[Document]) -> None:
        """The requests of a survey of a server that has no limits of its own."""
        for document in documents:
            asks = f"{len(document.lines)} variables in {len(document.text)} bytes behind two locks"
            # What is not refused there is asked again alone, and so is one input of each mutation.
            self._keep(SURVEY, "", ("POST", self.urls[server], "", asks, True))

    def count(self, scenario: str, mutation: str) -> int:
        """How many requests would be sent for a test item."""
        return sum((one.scenario, one.mutation) == (scenario, mutation) for one in self.planned)

    def lines(self) -> Iterator[str]:
        """A line for each request and each refused test item, and then the totals."""
        for one in (*self.planned, *self.refused):
            yield self.redact(str(one))
        by_tier = Counter(one.tier for one in self.planned)
        tiers = ", ".join(f"{tier} {by_tier[tier]}" for tier in Tier)
        yield f"would send {len(self.planned)} requests ({tiers}) to {', '.join(sorted(self.urls.values()))}"
        reasons = Counter(one.reason for one in self.refused)
        yield f"refused {len(self.refused)} test items"
        for reason, count in reasons.most_common():
            yield f"  {count} because {reason}"

    def _keep(self, scenario: str, mutation: str, rest: tuple[str, str, str, str, bool]) -> None:
        tier = self.tiers.get(
            (scenario, mutation), Tier.PROBE if scenario in (SURVEY, PROBE) else Tier.EXERCISE
        )
        with self._lock:
            self.planned.append(Planned(tier, scenario, mutation, *rest))


def _shown(variables: Mapping[str, object]) -> str:
    """Variables as JSON in ASCII, bounded: nothing in them is for a terminal to obey."""
    text = json.dumps(variables, ensure_ascii=True)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}... ({len(text)} characters)"
