"""A run: asks a target, has every rule judge every exchange, and remembers what was found."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
from hypothesis import strategies as st

import strategies
from conformance import cases, exhibit, judge, rules, stock
from conformance.cases import Drawn
from conformance.coverage import marks
from conformance.coverage import observer as observers
from conformance.drift import probing
from conformance.drift.probing import Probe
from conformance.dry_run import DryRun
from conformance.errors import BudgetSpentError, ItemEndedError, NotSentError, TargetError, ViolationError
from conformance.model import (
    DRIFT,
    DRIFT_ELSEWHERE,
    Case,
    Credential,
    Evidence,
    Exchange,
    Expectation,
    Finding,
    Findings,
    ItemResult,
    Level,
    Tier,
)
from conformance.target import safety
from conformance.target.client import Client
from conformance.target.credentials import EXPIRED_VARIABLE
from conformance.workflows.table import Workflow
from schema.contract import Contract
from schema.operation import Operation
from strategies import neighbors

#: For how many items strategies are kept: more than are ever asked at once.
STRATEGIES = 128

#: How often each documented error of a mutation is provoked.
MAX_PROVOKED = 2


@attrs.define
class Cause:
    """Findings that are one: what the smallest request showed, and their number.

    No exchange is kept: a target that answers nonsense at length, everywhere, would fill the memory.
    """

    evidence: Evidence
    size: tuple[int, int]
    count: int = 0


@attrs.define
class Shown:
    """What examples of valid input showed of a mutation.

    `let_in` is the fullest one that was let in, `filled` the same with what others of them had, `answered`
    are the documents that came back with a result, `states` those of inputs that were then there, and
    `varied` tells how often such an example was varied for one of either.
    """

    examples: int = 0
    results: int = 0
    let_in: Case | None = None
    filled: Mapping[str, Any] = attrs.Factory(dict)
    answered: set[str] = attrs.Factory(set)
    states: frozenset[neighbors.State] = frozenset()
    varied: Counter[neighbors.State | str] = attrs.Factory(Counter)


@attrs.define
class Item:
    """One mutation in one scenario while it is asked."""

    mutation: str
    scenario: str
    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    with_credential: int = 0
    admitted: int = 0
    opportunities: dict[str, int] = attrs.Factory(dict)
    inconclusive: dict[str, dict[str, int]] = attrs.Factory(dict)
    notes: tuple[str, ...] = ()
    provoked: Counter[str] = attrs.Factory(Counter)
    found: dict[str, Cause] = attrs.Factory(dict)
    seen: set[marks.Mark] = attrs.Factory(set)
    shown: Shown = attrs.Factory(Shown)
    not_exercised: str | None = None
    failure: TargetError | BudgetSpentError | NotSentError | None = None

    def ended_early(self, reason: str) -> None:
        """No more is asked: what was asked counts, and where that is nothing, the reason is the result."""
        if not self.requests:
            self.not_exercised = reason
        else:
            self.notes = (*self.notes, f"some test items ended early: {reason}")

    def saw(self, rule: str, opportunities: int) -> None:
        """Count places in which a rule was kept or broken."""
        if opportunities:
            self.opportunities[rule] = self.opportunities.get(rule, 0) + opportunities

    def may_provoke(self, code: str, times: int = MAX_PROVOKED) -> bool:
        """Whether to provoke an error once more: it looks the same each time, and there are many of them."""
        self.provoked[code] += 1
        return self.provoked[code] <= times

    def could_not_tell(self, rule: str, reason: str) -> None:
        """Count a place in which nothing can be said of a rule."""
        reasons = self.inconclusive.setdefault(rule, {})
        reasons[reason] = reasons.get(reason, 0) + 1

    def note(self, finding: Finding, show: Callable[[Finding], Evidence]) -> None:
        """Remember a finding under its cause, with the smallest request that shows it."""
        cause, size = exhibit.fingerprint(finding), _size(finding)
        known = self.found.get(cause)
        if known is None:
            shown = attrs.evolve(show(finding), first_request=self.requests)
            known = self.found[cause] = Cause(shown, size)
        elif size < known.size:
            known.evidence = attrs.evolve(show(finding), first_request=known.evidence.first_request)
            known.size = size
        known.count += 1


@attrs.define(repr=False)
class Run:
    """Everything that test items share. `stop_at_first` lets Hypothesis shrink the first violation.

    It has no representation of its own: Hypothesis prints the arguments of a failing test, and this one
    would be the whole contract.
    """

    contract: Contract
    client: Client
    knowing: strategies.Known
    stop_at_first: bool = False
    workflows: Mapping[str, Workflow] = attrs.Factory(dict)
    dry: DryRun | None = None
    items: dict[tuple[str, str], Item] = attrs.Factory(dict)
    prepared: dict[str, tuple[Operation, ...]] = attrs.Factory(dict)
    turns: Counter[tuple[Drawn, str]] = attrs.Factory(Counter)
    probe: Probe | None = None
    gone: Mapping[str, str] = attrs.Factory(dict)
    promised: Contract = attrs.field(init=False)
    observer: observers.Observer = attrs.field(init=False)
    _uncounted: int = 0
    _claims: Callable[[], bool] = lambda: True

    @promised.default
    def _made_promised(self) -> Contract:
        return self.contract

    @observer.default
    def _made_observer(self) -> observers.Observer:
        return observers.Observer(self.contract)

    judging: judge.Judge = attrs.field(init=False)

    @judging.default
    def _made_judge(self) -> judge.Judge:
        return judge.Judge(self.contract)

    inputs: stock.Stock = attrs.field(init=False)

    @inputs.default
    def _made_inputs(self) -> stock.Stock:
        return stock.Stock(self.contract, self.knowing)

    # Hypothesis checks each strategy, and all that it is made of, when it first draws from it: as much work
    # as drawing ten times.
    _strategy: Callable[[Drawn, str], st.SearchStrategy[Case]] = attrs.field(init=False)

    @_strategy.default
    def _made_strategies(self) -> Callable[[Drawn, str], st.SearchStrategy[Case]]:
        return functools.lru_cache(maxsize=STRATEGIES)(self._made_strategy)

    def __repr__(self) -> str:
        return "Run()"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Hypothesis prints every attribute of a class of attrs, unless it has this."""
        printer.text(repr(self))

    def lacks(self, probe: Probe, claims: Callable[[], bool]) -> None:
        """Ask only for what is there: `contract` is what is left of the one that was `promised`.

        `claims`: whether this process, of all that know of the probe, is to count its requests.
        """
        self.probe, self._uncounted, self._claims = probe, probe.requests, claims
        self.contract, self.gone = probing.remainder(self.promised, probe.changes)
        if self.contract is not self.promised:
            self.judging = judge.Judge(self.contract)
            self.inputs = stock.Stock(self.contract, self.knowing)

    def uncounted(self) -> int:
        """The requests of the probe, once for all processes."""
        found, self._uncounted = self._uncounted, 0
        return found if found and self._claims() else 0

    def item(self, scenario: str, mutation: str) -> Item:
        """The record of a mutation in a scenario, made when it is first asked for."""
        known = self.items.get((scenario, mutation))
        return known or self.items.setdefault((scenario, mutation), Item(mutation, scenario))

    def refusal(self, scenario: str, mutation: str, tier: Tier) -> str | None:
        """Why safety forbids a scenario for this mutation, or it is gone, or None; a reason is remembered."""
        if scenario == DRIFT_ELSEWHERE:
            return None  # It is about all mutations, and asks nothing itself.
        promised = self.contract.mutation(mutation)
        reason = safety.refusal(self.client.profile, self.contract, promised, tier)
        if reason is None and scenario != cases.PUBLIC:
            reason = safety.identity_refusal(self.client.credentials, promised, tier)
        if reason is None and scenario == cases.EXPIRED and self.client.credentials.expired is None:
            reason = f"there is no expired token; set {EXPIRED_VARIABLE}"
        if reason is None and scenario != DRIFT:
            reason = self.gone.get(mutation)
        if reason is not None:
            self.item(scenario, mutation).not_exercised = reason
        return reason

    def operations(self, mutation: str) -> tuple[Operation, ...]:
        """The slices of a mutation, and one that asks for fields under two names; made once."""
        if mutation not in self.prepared:
            slices = strategies.slices(self.contract, mutation)
            self.prepared[mutation] = (*slices, strategies.twice(self.contract, mutation))
        return self.prepared[mutation]

    def cases(self, make: Drawn, mutation: str, count: int) -> Iterator[Case]:
        """So many of a scenario's cases for a mutation, fewer where there are no more of them.

        Other scenarios ask with the same input. Successive cases take successive operations.
        """
        operations = self.operations(mutation)
        inputs = self.inputs.inputs(mutation, of_nobody=make.of_nobody)
        if not self.contract.mutation(mutation).arguments:
            inputs *= len(operations)
        for turn, variables in enumerate(inputs[:count]):
            yield make.case(operations[turn % len(operations)], variables)

    def case(self, data: st.DataObject, make: Drawn, mutation: str) -> Case:
        """Draw one of a scenario's cases for a mutation; successive ones take successive operations.

        Where Hypothesis is to shrink, it chooses the operation: it has to draw the same case again.
        """
        drawn = data.draw(self._strategy(make, mutation))
        if self.stop_at_first:
            return drawn
        operations = self.operations(mutation)
        turn = self.turns[make, mutation]
        self.turns[make, mutation] += 1
        return attrs.evolve(drawn, operation=operations[turn % len(operations)])

    def _made_strategy(self, make: Drawn, mutation: str) -> st.SearchStrategy[Case]:
        operations = self.operations(mutation)
        # Where there is nothing else to draw, Hypothesis would end after one example, so after one slice.
        draws = self.stop_at_first or not self.contract.mutation(mutation).arguments
        chosen = operations if draws else operations[:1]
        return make(self.contract, mutation, chosen, self.knowing)

    def ask(self, case: Case, *, goes_on: bool = False) -> tuple[Finding, ...]:
        """Send a case and judge the answer by every rule; ItemEndedError if there is none.

        `goes_on`: a dry run says that the answer decides what else is asked.
        """
        if self.dry is not None:
            self._would_send(case, self.dry, goes_on=goes_on)
            return ()
        return self.judge(self.send(case))

    def _would_send(self, case: Case, dry: DryRun, *, goes_on: bool = False) -> None:
        method = "GET" if case.expectation is Expectation.METHOD else "POST"
        dry.would_send(case, identity=self.client.identity(case), method=method, goes_on=goes_on)

    def send(self, case: Case, client: Client | None = None) -> Exchange:
        """Send a case and count it, by this client or another; ItemEndedError if there is no answer."""
        item = self.item(case.scenario, case.mutation)
        if item.failure is not None:
            raise ItemEndedError(item.failure)
        if self.dry is not None:
            self._would_send(case, self.dry, goes_on=True)
            item.failure = NotSentError("a dry run sends nothing")
            raise ItemEndedError(item.failure)
        item.requests += 1
        try:
            exchange = (client or self.client).send(case)
        except (TargetError, BudgetSpentError) as error:
            item.requests -= isinstance(error, BudgetSpentError)
            item.failure = error
            raise ItemEndedError(error) from error
        item.seconds += exchange.response.elapsed
        self.observer.observe(exchange, item.seen.add)
        if case.credential is Credential.VALID and case.expectation.is_executed:
            item.with_credential += 1
            refusing = self.contract.credential_codes(case.mutation)
            # It answered for itself, and not for the credential alone.
            item.admitted += exchange.result is not None or not refusing.issuperset(exchange.codes)
        return exchange

    def judge(self, exchange: Exchange) -> tuple[Finding, ...]:
        """Judge an exchange by every rule, and remember what was seen and found."""
        findings: list[Finding] = []
        own, scenario = self.item(exchange.case.scenario, exchange.case.mutation), exchange.case.scenario
        for id_, judged in self.weigh(exchange):
            if judged.opportunities:
                blamed = own if judged.mutation is None else self.item(scenario, judged.mutation)
                blamed.saw(id_, judged.opportunities)
                if judged.violations:
                    findings += [Finding(violation, exchange) for violation in judged.violations]
        # The texts of an exchange are made once, if at all, however many rules it breaks.
        show = exhibit.Exhibit(exchange, self.client.credentials.redact)
        for finding in findings:
            self.note(finding, show)
        if self.stop_at_first:
            for finding in findings:
                if finding.violation.level is Level.MUST:
                    raise ViolationError(str(finding.violation))
        return tuple(findings)

    def weigh(self, exchange: Exchange) -> list[tuple[str, Findings]]:
        """What each rule says of an exchange, by its id; nothing is remembered."""
        is_part = exchange.step is not None and exchange.step.is_joined
        if is_part:
            return [(rule.id, rule.judge(exchange, self.contract)) for rule in rules.state.RULES]
        return [(rule.id, judged) for rule, judged in self.judging.judged(exchange)]

    def note(self, finding: Finding, show: exhibit.Exhibit | None = None) -> None:
        """Remember a finding at the mutation that it blames."""
        show = show or exhibit.Exhibit(finding.exchange, self.client.credentials.redact)
        self.item(finding.exchange.case.scenario, finding.violation.mutation).note(finding, show.evidence)

    def result(self, scenario: str, mutation: str, target_error: str | None = None) -> ItemResult:
        """What is known of an item, in plain values."""
        item = self.item(scenario, mutation)
        return ItemResult(
            mutation=mutation,
            scenario=scenario,
            requests=item.requests,
            seconds=round(item.seconds, 6),
            cpu=round(item.cpu, 6),
            with_credential=item.with_credential,
            admitted=item.admitted,
            opportunities=dict(item.opportunities),
            inconclusive={rule: dict(reasons) for rule, reasons in item.inconclusive.items()},
            notes=item.notes,
            evidence=tuple(attrs.evolve(one.evidence, count=one.count) for one in item.found.values()),
            seen=marks.grouped(item.seen),
            not_exercised=item.not_exercised,
            target_error=target_error,
        )


def _size(finding: Finding) -> tuple[int, int]:
    """How much has to be asked to see a finding: calls, then characters."""
    return len(finding.exchange.case.moves), len(finding.exchange.request.body)
