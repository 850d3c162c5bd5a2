"""When the items of a session are called: ahead of their turn, beside others, or last and alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs
import pytest

from conformance import cases, subject
from conformance.ahead import Ahead
from conformance.target import safety
from conformance.workflows.table import Workflow
from schema.contract import Contract

#: How many items are called at once for each request that may be in flight: while some wait for the target,
#: others draw, judge and write.
AT_ONCE = 2

#: How many items are called before pytest comes to them, at most, for each that is called at once.
LEAD = 2

#: How many a worker of pytest-xdist calls at once, at most: it knows this item and the next.
OF_WORKER = 2


@attrs.frozen
class Turns:
    """The order of one process, of which up to `width` requests are in flight at once."""

    contract: Contract
    workflows: Mapping[str, Workflow]
    width: int
    is_worker: bool

    def of(self, item: pytest.Item) -> int:
        """When an item is asked: last what may invalidate the credential that it is asked with.

        Valid input comes before other scenarios, since most of what can be wrong shows there. A worker plays
        workflows first, of which each takes as long as many items; one process plays them beside the others.
        """
        if self.is_last(item):
            return 3
        if not subject.is_of_suite(item):
            return 2
        if subject.workflow(item) is not None:
            return 0 if self.is_worker else 2
        return 1 if subject.place(item)[0] == cases.VALID else 2

    def is_last(self, item: pytest.Item) -> bool:
        """Whether an item may invalidate the credential that it is asked with."""
        if not subject.is_of_suite(item) or subject.is_about_nothing(item):
            return False
        name, tier = subject.workflow(item), subject.tier(item)
        mutations = (subject.place(item)[1],) if name is None else self.workflows[name].mutations
        return any(safety.invalidates(self.contract.mutation(one), tier) for one in mutations)

    def ahead(
        self, asked: Iterable[pytest.Function], call: Callable[[pytest.Function], None]
    ) -> Ahead[pytest.Function]:
        """What calls items. Those that come last are asked alone: after everything else was answered."""
        at_once = AT_ONCE * self.width if self.width > 1 else 1
        if self.is_worker:
            # pytest-xdist orders its workers' items itself: see `coming`.
            return Ahead((), call, min(at_once, OF_WORKER))
        items = [item for item in asked if not self.is_last(item)]
        workflows = [item for item in items if subject.workflow(item) is not None]
        lead = LEAD * at_once if at_once > 1 else 1
        return Ahead(items, call, at_once, lead, long=workflows)

    def coming(self, *items: pytest.Item | None) -> Iterator[pytest.Function]:
        """Of the items that a worker is about to come to, those to be called ahead of their turn."""
        if self.is_worker and self.width > 1:
            for item in items:
                if isinstance(item, pytest.Function) and not self.is_last(item):
                    yield item
